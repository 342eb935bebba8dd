import { isRemote, type ModelChoice, type RemoteProvider } from "./model.ts";

/** A well-known place where models answer. */
export interface EndpointPreset {
  readonly id: string;
  readonly name: string;
  /** The wire that serves most people best. */
  readonly provider: RemoteProvider;
  /** Other wires that the same address answers on. */
  readonly alsoOn: readonly RemoteProvider[];
  /** Without a slash at its end. */
  readonly baseUrl: string;
  /** Whether requests with tools have a field for the form of the answer here; else it goes with the system prompt. */
  readonly takesAnswerFormat: boolean;
  /** A server on the person's own machine, which needs no key. */
  readonly isLocal: boolean;
}

const remote = (
  id: string,
  name: string,
  [provider, ...alsoOn]: readonly [RemoteProvider, ...RemoteProvider[]],
  baseUrl: string,
  takesAnswerFormat = false,
): EndpointPreset => ({
  id,
  name,
  provider,
  alsoOn,
  baseUrl,
  takesAnswerFormat,
  isLocal: false,
});
const local = (id: string, name: string, baseUrl: string, ...alsoOn: readonly RemoteProvider[]): EndpointPreset => ({
  id,
  name,
  provider: "openai-chat",
  alsoOn,
  baseUrl,
  // Where they take both, the form keeps the model from calling tools.
  takesAnswerFormat: false,
  isLocal: true,
});

export const endpointPresets: readonly EndpointPreset[] = [
  remote("anthropic", "Anthropic", ["anthropic"], "https://api.anthropic.com", true),
  remote("openai", "OpenAI", ["openai-responses", "openai-chat"], "https://api.openai.com/v1", true),
  remote("openrouter", "OpenRouter", ["openai-chat"], "https://openrouter.ai/api/v1", true),
  remote("groq", "Groq", ["openai-chat"], "https://api.groq.com/openai/v1"),
  remote("deepseek", "DeepSeek", ["openai-chat"], "https://api.deepseek.com/v1"),
  remote("mistral", "Mistral", ["openai-chat"], "https://api.mistral.ai/v1", true),
  remote("together", "Together", ["openai-chat"], "https://api.together.xyz/v1"),
  local("ollama", "Ollama", "http://localhost:11434/v1"),
  local("lm-studio", "LM Studio", "http://localhost:1234/v1"),
  local("llama-cpp", "llama.cpp", "http://localhost:8080/v1", "openai-responses"),
];

export const presetNamed = (id: string): EndpointPreset | undefined => endpointPresets.find((preset) => preset.id === id);

/** The wires of a preset, the best first. */
export const wiresOf = ({ provider, alsoOn }: EndpointPreset): readonly RemoteProvider[] => [provider, ...alsoOn];

/** The preset that a choice uses on one of its wires; undefined for the Demo and for an address of the person's own. */
export const presetOf = (choice: ModelChoice): EndpointPreset | undefined =>
  isRemote(choice)
    ? endpointPresets.find((preset) => preset.baseUrl === choice.baseUrl && wiresOf(preset).includes(choice.provider))
    : undefined;

/** Whether the form of an answer goes as a field of the request to this address; at an unknown one it goes with the system prompt. */
export const takesAnswerFormat = (provider: RemoteProvider, baseUrl: string): boolean =>
  presetOf({ provider, baseUrl, model: "" })?.takesAnswerFormat ?? false;

/** Places that take documents, on every wire that they answer on. The others answer a request with one with an error. */
const documentPresets: ReadonlySet<EndpointPreset["id"]> = new Set(["anthropic", "openai", "openrouter"]);

/** Places whose models take no pictures at all: a request with one is answered with an error. */
const picturelessPresets: ReadonlySet<EndpointPreset["id"]> = new Set(["deepseek"]);

/** Whether pictures are sent to a model. Where nobody knows it they are, and a server that refuses them is explained. */
export const takesPictures = (choice: ModelChoice): boolean => {
  const preset = presetOf(choice);
  return preset === undefined || !picturelessPresets.has(preset.id);
};

/**
 * Whether documents are sent to a model. The wires of OpenAI at an address of a person's own may lead anywhere: there they are
 * sent, and a server that refuses them is explained.
 */
export const takesDocuments = (choice: ModelChoice): boolean => {
  const preset = presetOf(choice);
  return preset === undefined || documentPresets.has(preset.id);
};
