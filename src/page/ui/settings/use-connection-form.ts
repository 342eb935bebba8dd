import { useRef, useState } from "react";
import { type Endpoint, isLocalAddress, parseEndpoint } from "../../../kernel/model/endpoint.ts";
import { presetNamed, presetOf } from "../../../kernel/model/endpoint-presets.ts";
import { isRemote, type ModelChoice, type RemoteProvider } from "../../../kernel/model/model.ts";
import { type KeyReading, readKey } from "../../store/views/read-key.ts";
import type { KeyArrival } from "../parts/key-input.tsx";
import { choiceOf, type EndpointChoice, wiresFor } from "./endpoint-choices.ts";
import { needsOf } from "./preset-needs.ts";
import { repairBaseUrl } from "./repair-base-url.ts";
import { useConnection } from "./use-connection.ts";

/** Where a key goes: an address and its wire. */
interface Target {
  readonly provider: RemoteProvider;
  readonly endpoint: Endpoint;
}

export interface ConnectionStart {
  readonly choice: EndpointChoice;
  /** Absent: the best one of the choice. */
  readonly wire?: RemoteProvider;
  readonly url: string;
  readonly model: string;
}

const targetOf = (provider: RemoteProvider, url: string): Target | undefined => {
  const endpoint = parseEndpoint(url);
  return endpoint.ok ? { provider, endpoint: endpoint.value } : undefined;
};

const suggestFor =
  ({ provider, endpoint }: Target) =>
  (models: readonly string[]): string => {
    const preset = presetOf({ provider, baseUrl: endpoint.baseUrl, model: "" });
    const suggested = needsOf(preset?.id).suggested.find((name) => models.includes(name));
    return suggested ?? (models.length === 1 ? (models[0] ?? "") : "");
  };

/** The form that leads to a model: which endpoint, its key, its model. Nothing in it is lost while it is not right. */
export const useConnectionForm = (start: ConnectionStart, chosen: ModelChoice, isAllowed: (origin: string) => boolean) => {
  const [choice, setChoice] = useState(start.choice);
  const [wire, setWire] = useState(start.wire);
  const [url, setUrlText] = useState(start.url);
  const [model, setModelText] = useState(start.model);
  const [note, setNote] = useState<string>();
  const [keyProblem, setKeyProblem] = useState<string>();
  const [keyOwners, setKeyOwners] = useState<readonly string[]>();
  /** A key whose provider is asked for; here and nowhere else until the person says. */
  const undecided = useRef<string>(undefined);
  const wanted = useRef(model);
  const mended = useRef(new Set<string>());
  const connection = useConnection();

  const wires = wiresFor(choice);
  const provider = wires.find((one) => one === wire) ?? wires[0];
  const parsed = parseEndpoint(url);
  const origin = parsed.ok ? parsed.value.origin : undefined;

  const setModel = (text: string): void => {
    wanted.current = text.trim();
    setModelText(text);
  };
  const setUrl = (text: string): void => {
    setUrlText(text);
    setNote(undefined);
    setKeyProblem(undefined);
    connection.reset();
  };
  const select = (next: EndpointChoice): void => {
    setChoice(next);
    const isChosen = choiceOf(chosen) === next && isRemote(chosen);
    setWire(isChosen ? chosen.provider : undefined);
    setUrl(isChosen ? chosen.baseUrl : (presetNamed(next)?.baseUrl ?? ""));
    setModel(isChosen ? chosen.model : "");
    dropUndecided();
  };
  const dropUndecided = (): void => {
    undecided.current = undefined;
    setKeyOwners(undefined);
  };

  const ask = (target: Target): Promise<void> =>
    connection.run({
      ...target,
      wanted: () => wanted.current,
      suggest: suggestFor(target),
      onChosen: setModel,
    });
  const give = (target: Target, key: string, arrival: KeyArrival): void => {
    dropUndecided();
    setKeyProblem(undefined);
    if (!isAllowed(target.endpoint.origin)) {
      return setKeyProblem("The page may not talk to this address yet. Nothing was kept: allow it first, then paste the key.");
    }
    connection.giveKey(target.endpoint.origin, key);
    if (arrival === "paste") void ask(target);
  };
  /** Goes to the provider that a key belongs to, with the key. */
  const giveTo = (presetId: string, key: string, arrival: KeyArrival): void => {
    const preset = presetNamed(presetId);
    const target = preset === undefined ? undefined : targetOf(preset.provider, preset.baseUrl);
    if (preset === undefined || target === undefined) return;
    select(preset.id);
    setNote(`This is a key of ${preset.name}, so the form is set to ${preset.name}.`);
    give(target, key, arrival);
  };

  const takeKey = (key: string, owners: readonly string[], arrival: KeyArrival): void => {
    const target = provider === undefined ? undefined : targetOf(provider, url);
    const here = target === undefined ? undefined : presetOf({ ...target, baseUrl: target.endpoint.baseUrl, model: "" })?.id;
    const belongs = owners.length === 0 || (here !== undefined && owners.includes(here)) || isLocalAddress(url);
    if (target !== undefined && belongs) return give(target, key, arrival);
    const [owner] = owners;
    if (owner !== undefined && owners.length === 1 && (target === undefined || here !== undefined))
      return giveTo(owner, key, arrival);
    if (owner === undefined)
      return setKeyProblem("Write the base URL first: a key is bound to one address. Nothing was kept; paste it again then.");
    undecided.current = key;
    setKeyOwners(owners);
  };
  const readKeyField = (reading: KeyReading, arrival: KeyArrival): void => {
    setKeyProblem(undefined);
    switch (reading.status) {
      case "empty":
        return;
      case "address":
        setUrl(repairBaseUrl(reading.address, provider ?? "openai-chat").text);
        return setNote("What you pasted is an address, so it stands here.");
      case "unusable":
        return setKeyProblem(reading.problem);
      case "key":
        return takeKey(reading.key, reading.owners, arrival);
    }
  };

  return {
    choice,
    provider,
    wires,
    /** Another wire of the same address. A model that answers from there is asked on this one from then on. */
    selectWire: (next: RemoteProvider): void => {
      setWire(next);
      connection.reset();
      const target = targetOf(next, url);
      const isHere = isRemote(chosen) && target?.endpoint.baseUrl === chosen.baseUrl;
      if (target !== undefined && isHere && isAllowed(target.endpoint.origin)) void ask(target);
    },
    url,
    model,
    note,
    keyProblem,
    keyOwners,
    origin,
    urlProblem: parsed.ok ? undefined : parsed.error,
    check: connection.check,
    select,
    setUrl,
    setModel,
    readKeyField,
    /** Whether a text that is pasted as an address is a key, which it takes. */
    takesAsKey: (text: string): boolean => {
      const reading = readKey(text);
      if (reading.status !== "key" || reading.owners.length === 0) return false;
      takeKey(reading.key, reading.owners, "paste");
      return true;
    },
    /** Answers whose the key is: a preset's, or the address's that is written. */
    decide: (owner: string | undefined): void => {
      const key = undecided.current;
      const target = provider === undefined ? undefined : targetOf(provider, url);
      if (key === undefined) return;
      if (owner !== undefined) giveTo(owner, key, "paste");
      else if (target !== undefined) give(target, key, "paste");
    },
    /** Mends the address, once: who writes the same again means it. */
    mendUrl: (): void => {
      if (provider === undefined || mended.current.has(url)) return;
      const { text, notes } = repairBaseUrl(url, provider);
      if (notes.length === 0) return;
      mended.current.add(url);
      setUrl(text);
      setNote(notes.join(" "));
    },
    run: (): void => {
      const target = provider === undefined ? undefined : targetOf(provider, url);
      if (target !== undefined && isAllowed(target.endpoint.origin)) void ask(target);
    },
    /** The person is done with the model's field. An endpoint that is known to answer is asked for it from then on. */
    settleModel: (text: string): void => {
      const name = text.trim();
      const target = provider === undefined ? undefined : targetOf(provider, url);
      if (target === undefined || name === "") return;
      const next = { provider: target.provider, baseUrl: target.endpoint.baseUrl, model: name };
      const isHere = chosen.provider === next.provider && chosen.baseUrl === next.baseUrl;
      if (isHere && chosen.model === name) return;
      if (isHere || connection.check.status === "works") void connection.choose(next);
    },
  };
};

export type ConnectionForm = ReturnType<typeof useConnectionForm>;
