/** Which model answers, on which wire. Keys are never part of it. */
export type ModelChoice =
  | { readonly provider: "demo" }
  | { readonly provider: RemoteProvider; readonly baseUrl: string; readonly model: string };

/** Wires over HTTP: OpenAI-compatible Chat Completions, OpenAI's Responses, and Anthropic Messages. */
export type RemoteProvider = "openai-chat" | "openai-responses" | "anthropic";
export const remoteProviders: readonly RemoteProvider[] = ["openai-chat", "openai-responses", "anthropic"];

export const modelName = (choice: ModelChoice): string => (choice.provider === "demo" ? "Demo" : choice.model);
