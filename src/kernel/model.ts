/** Which model answers, on which wire. Keys are never part of it. */
export type ModelChoice =
  | { readonly provider: "demo" }
  /** The provider that a program without the page brought along. */
  | { readonly provider: "own"; readonly model: string }
  | RemoteChoice;

export interface RemoteChoice {
  readonly provider: RemoteProvider;
  readonly baseUrl: string;
  readonly model: string;
}

/** Wires over HTTP: OpenAI-compatible Chat Completions, OpenAI's Responses, and Anthropic Messages. */
export type RemoteProvider = "openai-chat" | "openai-responses" | "anthropic";
export const remoteProviders: readonly RemoteProvider[] = ["openai-chat", "openai-responses", "anthropic"];

export const modelName = (choice: ModelChoice): string => (choice.provider === "demo" ? "Demo" : choice.model);

export const isRemote = (choice: ModelChoice): choice is RemoteChoice => "baseUrl" in choice;
