import { type EndpointPreset, endpointPresets, presetNamed, presetOf } from "../../../kernel/endpoint-presets.ts";
import type { ModelChoice, RemoteProvider } from "../../../kernel/model.ts";

/** What can be chosen as the provider: the Demo, a preset by its id, or an address of one's own on one of the wires. */
export type EndpointChoice = "demo" | EndpointPreset["id"] | `own-${RemoteProvider}`;

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
      { value: "own-openai-chat", label: "OpenAI-compatible" },
      { value: "own-anthropic", label: "Anthropic-compatible" },
    ],
  },
];

export const choiceNamed = (value: string): EndpointChoice =>
  choiceGroups.flatMap(({ choices }) => choices).find((choice) => choice.value === value)?.value ?? "demo";

/** The choice that a model was made with. */
export const choiceOf = (model: ModelChoice): EndpointChoice =>
  model.provider === "demo" ? "demo" : (presetOf(model)?.id ?? `own-${model.provider}`);

/** The wire of a choice; undefined for the Demo. */
export const providerOf = (choice: EndpointChoice): RemoteProvider | undefined => {
  if (choice === "demo") return undefined;
  if (choice === "own-anthropic") return "anthropic";
  return presetNamed(choice)?.provider ?? "openai-chat";
};

/** Where an endpoint of this name is, for people: its preset's name, or its host. */
export const placeOf = (choice: ModelChoice): string => {
  if (choice.provider === "demo") return "in this page";
  return presetOf(choice)?.name ?? (URL.canParse(choice.baseUrl) ? new URL(choice.baseUrl).host : choice.baseUrl);
};
