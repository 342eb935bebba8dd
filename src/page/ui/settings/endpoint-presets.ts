export interface EndpointPreset {
  readonly name: string;
  readonly url: string;
}

export const endpointPresets: readonly EndpointPreset[] = [
  { name: "OpenAI", url: "https://api.openai.com/v1" },
  { name: "Ollama", url: "http://localhost:11434/v1" },
  { name: "LM Studio", url: "http://localhost:1234/v1" },
];
