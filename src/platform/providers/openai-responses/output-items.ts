import { findJsonProblem, isJsonObject, type JsonObject } from "../../../kernel/base/json.ts";
import type { ProviderEvent } from "../../../kernel/contracts/provider.ts";
import { AnswerTooLongError, maxAnswerChars } from "../stream-error.ts";
import { readToolInput, type ToolInput } from "../tool-input.ts";
import { providerName, type ReplayedItem, replayedItemToJson } from "./replayed-item.ts";

type Kind = "message" | "reasoning" | "call" | "other";

/** One item of the output, as far as it has come. */
interface Item {
  readonly kind: Kind;
  readonly callsBefore: number;
  id: string;
  wireId: string;
  tool: string;
  argumentsText: string;
  /** By the number of the part: what was told of it. */
  readonly told: Map<number, string>;
  /** Reasoning comes as a summary, as it is, or as both; the first that comes is told. */
  shows: "summary" | "content" | undefined;
  lastPart: number;
  isDone: boolean;
}

export interface AssembledCall extends ToolInput {
  readonly wireId: string;
  readonly tool: string;
}

/**
 * The output of one response, put together from its events. Items are told apart by their index, else by their id (which proxies
 * change between two events), else they are the last of their kind. What an item's end says again is told only where it is more.
 */
export interface OutputItems {
  readonly added: (event: JsonObject) => readonly ProviderEvent[];
  readonly textPiece: (event: JsonObject, kind: "output" | "refusal") => readonly ProviderEvent[];
  readonly reasoningPiece: (event: JsonObject, shows: "summary" | "content") => readonly ProviderEvent[];
  readonly argumentsPiece: (event: JsonObject) => void;
  readonly argumentsWhole: (event: JsonObject) => void;
  readonly done: (event: JsonObject) => readonly ProviderEvent[];
  /** The whole output as the last event repeats it: what of it had not come is taken from here. */
  readonly wholeOutput: (output: unknown) => readonly ProviderEvent[];
  readonly callCount: () => number;
  readonly refused: () => boolean;
  /** In the order in which they started; nobody sees one before the stream has ended well. */
  readonly calls: () => readonly AssembledCall[];
}

/** More than this in one answer is a broken or hostile server. */
const maxItems = 10_000;
const maxCalls = 1_000;

/** Items that want an answer that nobody here can give; sent back without one, they are refused. */
const wantAnswer = new Set<unknown>([
  "custom_tool_call",
  "computer_call",
  "local_shell_call",
  "shell_call",
  "apply_patch_call",
  "tool_search_call",
  "mcp_approval_request",
  undefined,
]);

const none: readonly ProviderEvent[] = [];
const textIn = (value: unknown): string => (typeof value === "string" ? value : "");
const listOf = (value: unknown): readonly unknown[] => (Array.isArray(value) ? value : []);
const indexIn = (value: unknown): number | undefined =>
  typeof value === "number" && Number.isInteger(value) && value >= 0 && value < maxItems ? value : undefined;

const kindOf = (type: unknown): Kind => {
  if (type === "message" || type === "reasoning") return type;
  return type === "function_call" ? "call" : "other";
};

/** Reasoning goes back where it is there in full: encrypted, or as text. An id alone means nothing to a server that keeps nothing. */
const canGoBack = (item: JsonObject): boolean =>
  item.type === "reasoning"
    ? textIn(item.encrypted_content) !== "" || listOf(item.content).length > 0
    : !wantAnswer.has(item.type);

const blockOf = (replayed: ReplayedItem): readonly ProviderEvent[] => {
  const value = replayedItemToJson(replayed);
  return findJsonProblem(value) === undefined ? [{ type: "block", provider: providerName, value }] : none;
};

const piece = (type: "text-delta" | "thinking-delta", delta: string): readonly ProviderEvent[] =>
  delta === "" ? none : [{ type, delta }];

export const createOutputItems = (model: string): OutputItems => {
  const items: Item[] = [];
  const byIndex = new Map<number, Item>();
  let calls = 0;
  let chars = 0;
  let refused = false;

  const count = (length: number): void => {
    chars += length;
    if (chars > maxAnswerChars) throw new AnswerTooLongError();
  };

  const open = (kind: Kind, index: number | undefined, id: string): Item | undefined => {
    if (items.length >= maxItems || (kind === "call" && calls >= maxCalls)) return undefined;
    const item: Item = {
      kind,
      callsBefore: calls,
      id,
      wireId: "",
      tool: "",
      argumentsText: "",
      told: new Map(),
      shows: undefined,
      lastPart: 0,
      isDone: false,
    };
    if (kind === "call") calls += 1;
    items.push(item);
    if (index !== undefined) byIndex.set(index, item);
    return item;
  };

  const find = (kind: Kind, index: number | undefined, id: string): Item | undefined => {
    const known = index === undefined ? undefined : byIndex.get(index);
    if (known?.kind === kind) return known;
    const named = id === "" ? undefined : items.find((item) => item.kind === kind && item.id === id);
    return named ?? (index === undefined ? items.findLast((item) => item.kind === kind && !item.isDone) : undefined);
  };

  /** The item that an event is about; it is opened where nobody announced it. */
  const itemOf = (event: JsonObject, kind: Kind): Item | undefined => {
    const index = indexIn(event.output_index);
    const id = textIn(event.item_id);
    return find(kind, index, id) ?? open(kind, index, id);
  };

  /** The rest of a part whose whole text is known. */
  const restOf = (item: Item, part: number, whole: string): string => {
    const told = item.told.get(part) ?? "";
    if (!whole.startsWith(told)) return "";
    item.told.set(part, whole);
    count(whole.length - told.length);
    return whole.slice(told.length);
  };

  const readCall = (call: Item, item: JsonObject): void => {
    call.wireId = textIn(item.call_id) || call.wireId;
    call.tool = textIn(item.name) || call.tool;
    const { arguments: given } = item;
    const before = call.argumentsText.length;
    if (typeof given === "string" && given !== "") call.argumentsText = given;
    else if (isJsonObject(given)) call.argumentsText = JSON.stringify(given);
    count(Math.max(0, call.argumentsText.length - before));
  };

  const thought = (item: Item, part: number, delta: string): readonly ProviderEvent[] => {
    if (delta === "") return none;
    const isNext = part !== item.lastPart && item.told.size > 1;
    item.lastPart = part;
    return piece("thinking-delta", isNext ? `\n\n${delta}` : delta);
  };

  const endMessage = (message: Item, item: JsonObject): readonly ProviderEvent[] => {
    const rest = listOf(item.content).flatMap((part, index) => {
      if (!isJsonObject(part)) return none;
      if (part.type === "refusal") refused = true;
      return piece("text-delta", restOf(message, index, textIn(part.text) || textIn(part.refusal)));
    });
    const phase = textIn(item.phase);
    return phase === "" || message.told.size === 0 ? rest : [...rest, ...blockOf({ type: "phase", model, phase })];
  };

  const endReasoning = (reasoning: Item, item: JsonObject): readonly ProviderEvent[] => {
    const shows = reasoning.shows ?? (listOf(item.summary).length > 0 ? "summary" : "content");
    const rest = listOf(item[shows]).flatMap((part, index) => {
      const text = restOf(reasoning, index, isJsonObject(part) ? textIn(part.text) : "");
      return thought(reasoning, index, text);
    });
    return [...rest, ...kept(reasoning, item)];
  };

  const kept = ({ callsBefore }: Item, item: JsonObject): readonly ProviderEvent[] => {
    if (!canGoBack(item)) return none;
    count(textIn(item.encrypted_content).length);
    return blockOf({ type: "item", model, callsBefore, item });
  };

  const end = (known: Item, item: JsonObject): readonly ProviderEvent[] => {
    if (known.isDone) return none;
    known.isDone = true;
    switch (known.kind) {
      case "message":
        return endMessage(known, item);
      case "reasoning":
        return endReasoning(known, item);
      case "call":
        readCall(known, item);
        return none;
      case "other":
        return kept(known, item);
    }
  };

  const added = (index: number | undefined, item: JsonObject): Item | undefined => {
    const [kind, id] = [kindOf(item.type), textIn(item.id)];
    const known = index === undefined ? undefined : byIndex.get(index);
    const here = known?.kind === kind ? known : open(kind, index, id);
    if (here?.kind === "call") readCall(here, item);
    return here;
  };

  return {
    added: ({ item, output_index }) => {
      if (isJsonObject(item)) added(indexIn(output_index), item);
      return none;
    },
    textPiece: (event, kind) => {
      const item = itemOf(event, "message");
      if (kind === "refusal") refused = true;
      if (item === undefined) return none;
      const part = indexIn(event.content_index) ?? 0;
      const told = item.told.get(part) ?? "";
      const delta = textIn(event.delta);
      if (delta === "") return piece("text-delta", restOf(item, part, textIn(event.text) || textIn(event.refusal) || told));
      count(delta.length);
      item.told.set(part, told + delta);
      return piece("text-delta", delta);
    },
    reasoningPiece: (event, shows) => {
      const item = itemOf(event, "reasoning");
      if (item === undefined || (item.shows ?? shows) !== shows) return none;
      item.shows = shows;
      const part = indexIn(shows === "summary" ? event.summary_index : event.content_index) ?? 0;
      const told = item.told.get(part) ?? "";
      const delta = textIn(event.delta);
      if (delta === "") return thought(item, part, restOf(item, part, textIn(event.text) || told));
      count(delta.length);
      item.told.set(part, told + delta);
      return thought(item, part, delta);
    },
    argumentsPiece: (event) => {
      const item = itemOf(event, "call");
      if (item === undefined) return;
      const delta = textIn(event.delta);
      count(delta.length);
      item.argumentsText += delta;
    },
    argumentsWhole: (event) => {
      const item = itemOf(event, "call");
      if (item !== undefined) readCall(item, { name: event.name ?? null, arguments: event.arguments ?? null });
    },
    done: ({ item, output_index }) => {
      if (!isJsonObject(item)) return none;
      const index = indexIn(output_index);
      const known = find(kindOf(item.type), index, textIn(item.id)) ?? added(index, item);
      return known === undefined ? none : end(known, item);
    },
    wholeOutput: (output) => {
      const inOrder = byIndex.size === 0 ? items : [...byIndex].sort(([a], [b]) => a - b).map(([, item]) => item);
      return listOf(output).flatMap((item, place) => {
        if (!isJsonObject(item)) return none;
        const known = inOrder[place] ?? added(undefined, item);
        return known === undefined || known.kind !== kindOf(item.type) ? none : end(known, item);
      });
    },
    callCount: () => calls,
    refused: () => refused,
    calls: () =>
      items
        .filter(({ kind }) => kind === "call")
        .map(({ wireId, id, tool, argumentsText }) => ({ wireId: wireId || id, tool, ...readToolInput(argumentsText) })),
  };
};
