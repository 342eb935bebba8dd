import type { RemoteProvider } from "../../../kernel/model.ts";

export interface EndpointPreset {
  readonly name: string;
  readonly url: string;
}

/** Well-known addresses of each wire; the first is where a key is most likely for. */
export const endpointPresets: Readonly<Record<RemoteProvider, readonly EndpointPreset[]>> = {
  "openai-chat": [
    { name: "OpenAI", url: "https://api.openai.com/v1" },
    { name: "OpenRouter", url: "https://openrouter.ai/api/v1" },
    { name: "Groq", url: "https://api.groq.com/openai/v1" },
    { name: "DeepSeek", url: "https://api.deepseek.com/v1" },
    { name: "Mistral", url: "https://api.mistral.ai/v1" },
    { name: "Together", url: "https://api.together.xyz/v1" },
    { name: "Ollama", url: "http://localhost:11434/v1" },
    { name: "LM Studio", url: "http://localhost:1234/v1" },
    { name: "llama.cpp", url: "http://localhost:8080/v1" },
  ],
  anthropic: [{ name: "Anthropic", url: "https://api.anthropic.com" }],
};
