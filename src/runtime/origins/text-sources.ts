import type { FindSources } from "../../engine/tools/gate/gate-deps.ts";
import type { CallId } from "../../kernel/base/ids.ts";
import { isJsonObject, type JsonValue } from "../../kernel/base/json.ts";
import type { Store } from "../../kernel/contracts/store.ts";
import type { Headline } from "../../kernel/contracts/tool.ts";
import { callResult } from "../../kernel/conversation/call-result.ts";
import { attachedOf, textOf } from "../../kernel/conversation/message.ts";
import type { LogEntry } from "../../kernel/log/log-entry.ts";
import { isSameOrigin, type OutsideOrigin, originsOfBlocks } from "../../kernel/rules/origin.ts";
import type { TextSource } from "../../kernel/rules/text-source.ts";

/** So many characters in a row are no accident. */
const pieceChars = 16;
const maxPieces = 20_000;
const excerptChars = 240;
const charsBefore = 60;

const textsIn = (value: JsonValue): readonly string[] => {
  if (typeof value === "string") return [value];
  if (Array.isArray(value)) return value.flatMap(textsIn);
  return isJsonObject(value) ? Object.values(value).flatMap(textsIn) : [];
};

/** Every run of characters of that length in the texts of some arguments. */
const piecesOf = (input: JsonValue): ReadonlySet<string> => {
  const pieces = new Set<string>();
  for (const text of textsIn(input)) {
    for (let at = 0; at + pieceChars <= text.length && pieces.size < maxPieces; at += 1)
      pieces.add(text.slice(at, at + pieceChars));
  }
  return pieces;
};

/** Where a text first has something that the arguments repeat; -1 where it has nothing. */
const repeatedAt = (text: string, pieces: ReadonlySet<string>): number => {
  if (pieces.size === 0) return -1;
  for (let at = 0; at + pieceChars <= text.length; at += 1) if (pieces.has(text.slice(at, at + pieceChars))) return at;
  return -1;
};

const excerptOf = (text: string, from: number): string => {
  const start = Math.max(0, from - charsBefore);
  const end = start + excerptChars;
  return `${start > 0 ? "…" : ""}${text.slice(start, end).trim()}${end < text.length ? "…" : ""}`;
};

/** A place where text from outside came in. */
interface Arrival {
  readonly entry: LogEntry;
  readonly origins: readonly OutsideOrigin[];
  readonly step: string;
  readonly text: string;
}

const arrivalsIn = (entries: readonly LogEntry[]): readonly Arrival[] => {
  const headlines = new Map<CallId, Headline>();
  return entries.flatMap((entry): readonly Arrival[] => {
    const { event } = entry;
    if (event.type === "call-requested") headlines.set(event.callId, event.headline);
    if (event.type === "user-message") {
      const origins = originsOfBlocks(event.blocks);
      const names = attachedOf(event.blocks).map(({ name }) => name ?? "a file");
      const text = textOf({ messageId: event.messageId, role: "user", blocks: event.blocks });
      return origins.length === 0 ? [] : [{ entry, origins, step: `You attached ${names.join(", ")}`, text }];
    }
    if (event.type !== "call-settled" || event.outcome.origins === undefined) return [];
    const { verb, object } = headlines.get(event.callId) ?? { verb: "Called", object: event.tool };
    const origins = event.outcome.origins as readonly OutsideOrigin[];
    return [{ entry, origins, step: `${verb} ${object}`, text: callResult(event.outcome).text }];
  });
};

/**
 * For each place, the entry of the session that brought its text in: the newest whose text the arguments repeat, else the first.
 * A place that only a file knows of stands without one.
 */
export const findTextSources = async (
  store: Pick<Store, "read">,
  { input, origins, sessionId }: Parameters<FindSources>[0],
): Promise<readonly TextSource[]> => {
  const page = await store.read({ type: "session", sessionId });
  const arrivals = page.ok ? arrivalsIn(page.value.entries) : [];
  const pieces = piecesOf(input);
  return origins.map((origin) => {
    const from = arrivals.filter((one) => one.origins.some((other) => isSameOrigin(other, origin)));
    const repeated = from.findLast(({ text }) => repeatedAt(text, pieces) !== -1);
    const arrival = repeated ?? from[0];
    if (arrival === undefined) return { origin };
    const { entry, step, text } = arrival;
    const excerpt = excerptOf(text, Math.max(0, repeatedAt(text, pieces)));
    return { origin, seq: entry.seq, step, ...(excerpt === "" ? {} : { excerpt }) };
  });
};
