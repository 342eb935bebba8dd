/** Which model answers, on which wire. Keys are never part of it. */
export type ModelChoice =
  | { readonly provider: "demo" }
  | { readonly provider: "openai-chat"; readonly baseUrl: string; readonly model: string };

export type ProviderName = ModelChoice["provider"];

export const modelName = (choice: ModelChoice): string => (choice.provider === "demo" ? "Demo" : choice.model);
