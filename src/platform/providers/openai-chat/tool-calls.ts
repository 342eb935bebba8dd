import { isJsonObject } from "../../../kernel/json.ts";
import { readToolInput, type ToolInput } from "../tool-input.ts";

/** A call in the making. Keyed by the server's index where there is one. */
interface Assembly {
  wireId: string;
  tool: string;
  argumentsText: string;
}

export interface AssembledCall extends ToolInput {
  readonly wireId: string;
  readonly tool: string;
}

/** Puts calls together from their pieces; nobody sees one before the stream has ended well. */
export interface ToolCallAssembler {
  readonly add: (pieces: unknown) => void;
  readonly count: () => number;
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
    const call: Assembly = { wireId, tool: "", argumentsText: "" };
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

  const addPiece = (piece: unknown): void => {
    if (!isJsonObject(piece) || calls.length >= maxCalls) return;
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
  };

  return {
    add: (pieces) => {
      if (Array.isArray(pieces)) for (const piece of pieces) addPiece(piece);
    },
    count: () => calls.length,
    finish: () => calls.map(({ wireId, tool, argumentsText }) => ({ wireId, tool, ...readToolInput(argumentsText) })),
  };
};
