import { isJsonObject, type JsonObject, type JsonValue } from "../../../kernel/base/json.ts";
import { readToolInput, type ToolInput } from "../tool-input.ts";

/** A call in the making. Keyed by the server's index where there is one. */
interface Assembly {
  wireId: string;
  tool: string;
  argumentsText: string;
  extra: JsonValue | undefined;
}

export interface AssembledCall extends ToolInput {
  readonly wireId: string;
  readonly tool: string;
}

/** Puts calls together from their pieces; nobody sees one before the stream has ended well. */
export interface ToolCallAssembler {
  /** Gives how many characters of arguments came. */
  readonly add: (pieces: unknown) => number;
  readonly count: () => number;
  /** By the number of the call: what the server wants back with it (`extra_content`). */
  readonly extras: () => JsonObject;
  readonly finish: () => readonly AssembledCall[];
}

/** More than this many calls in one answer is a broken or hostile server. */
const maxCalls = 1_000;

const indexOf = (value: unknown): number | undefined => {
  const index = typeof value === "string" && value !== "" ? Number(value) : value;
  return typeof index === "number" && Number.isInteger(index) && index >= 0 && index < maxCalls ? index : undefined;
};

export const createToolCallAssembler = (): ToolCallAssembler => {
  const calls: Assembly[] = [];
  const byIndex = new Map<number, Assembly>();

  const open = (wireId: string): Assembly => {
    const call: Assembly = { wireId, tool: "", argumentsText: "", extra: undefined };
    calls.push(call);
    return call;
  };

  /** The call that a piece belongs to: by index, else by id, else the last one; a new id at a known index is a new call. */
  const callOf = (index: number | undefined, wireId: string): Assembly => {
    if (index !== undefined) {
      const known = byIndex.get(index);
      if (known !== undefined && (wireId === "" || known.wireId === "" || known.wireId === wireId)) return known;
      const call = open(wireId);
      byIndex.set(index, call);
      return call;
    }
    const last = calls.at(-1);
    if (wireId === "") return last ?? open("");
    return calls.find((call) => call.wireId === wireId) ?? open(wireId);
  };

  const addPiece = (piece: unknown): number => {
    if (!isJsonObject(piece) || calls.length >= maxCalls) return 0;
    const wireId = typeof piece.id === "string" ? piece.id : "";
    const described = isJsonObject(piece.function) ? piece.function : {};
    const name = typeof described.name === "string" ? described.name : "";
    const index = indexOf(piece.index);
    // Servers without index and id send each call whole, so a second name starts a second call.
    const startsAnother = index === undefined && wireId === "" && name !== "" && (calls.at(-1)?.tool ?? "") !== "";
    const call = startsAnother ? open("") : callOf(index, wireId);
    if (call.wireId === "") call.wireId = wireId;
    if (call.tool === "") call.tool = name;
    const { arguments: text } = described;
    if (typeof text === "string") call.argumentsText += text;
    else if (isJsonObject(text)) call.argumentsText = JSON.stringify(text);
    if (isJsonObject(piece.extra_content)) call.extra = piece.extra_content;
    return typeof text === "string" ? text.length : call.argumentsText.length;
  };

  return {
    add: (pieces) => (Array.isArray(pieces) ? pieces.reduce<number>((sum, piece) => sum + addPiece(piece), 0) : 0),
    count: () => calls.length,
    extras: () => Object.fromEntries(calls.flatMap(({ extra }, index) => (extra === undefined ? [] : [[String(index), extra]]))),
    finish: () => calls.map(({ wireId, tool, argumentsText }) => ({ wireId, tool, ...readToolInput(argumentsText) })),
  };
};
