import { type EndpointPreset, endpointPresets, presetNamed, presetOf, wiresOf } from "../../../kernel/model/endpoint-presets.ts";
import { isRemote, type ModelChoice, type RemoteProvider } from "../../../kernel/model/model.ts";

/** What can be chosen as the provider: the Demo, a preset by its id, or an address of one's own of one of two families. */
export type EndpointChoice = "demo" | EndpointPreset["id"] | "own-openai" | "own-anthropic";

interface ChoiceGroup {
  readonly label: string;
  readonly choices: readonly { readonly value: EndpointChoice; readonly label: string }[];
}

const named = (isLocal: boolean): ChoiceGroup["choices"] =>
  endpointPresets.filter((preset) => preset.isLocal === isLocal).map(({ id, name }) => ({ value: id, label: name }));

export const choiceGroups: readonly ChoiceGroup[] = [
  { label: "In this page", choices: [{ value: "demo", label: "Demo" }] },
  { label: "Providers", choices: named(false) },
  { label: "On this machine", choices: named(true) },
  {
    label: "An address of your own",
    choices: [
      { value: "own-openai", label: "OpenAI-compatible" },
      { value: "own-anthropic", label: "Anthropic-compatible" },
    ],
  },
];

export const choiceNamed = (value: string): EndpointChoice =>
  choiceGroups.flatMap(({ choices }) => choices).find((choice) => choice.value === value)?.value ?? "demo";

/** The choice that a model was made with. */
export const choiceOf = (model: ModelChoice): EndpointChoice => {
  if (!isRemote(model)) return "demo";
  return presetOf(model)?.id ?? (model.provider === "anthropic" ? "own-anthropic" : "own-openai");
};

/** The wires that a choice can be asked on, the best first; none for the Demo. */
export const wiresFor = (choice: EndpointChoice): readonly RemoteProvider[] => {
  if (choice === "demo") return [];
  if (choice === "own-anthropic") return ["anthropic"];
  const preset = presetNamed(choice);
  return preset === undefined ? ["openai-chat", "openai-responses"] : wiresOf(preset);
};

export const wireNames: Readonly<Record<RemoteProvider, string>> = {
  anthropic: "Messages",
  "openai-chat": "Chat Completions",
  "openai-responses": "Responses",
};

/** Where an endpoint of this name is, for people: its preset's name, or its host. */
export const placeOf = (choice: ModelChoice): string => {
  if (!isRemote(choice)) return "in this page";
  const preset = presetOf(choice);
  const name = preset?.name ?? (URL.canParse(choice.baseUrl) ? new URL(choice.baseUrl).host : choice.baseUrl);
  return choice.provider === wiresFor(choiceOf(choice))[0] ? name : `${name} (${wireNames[choice.provider]})`;
};
