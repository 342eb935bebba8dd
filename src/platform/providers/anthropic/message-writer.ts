import type { JsonObject } from "../../../kernel/base/json.ts";
import type { Role } from "../../../kernel/conversation/message.ts";
import type { ByteBuffer } from "../byte-buffer.ts";
import type { MessageWriter } from "../request-encoder.ts";
import { createWireIds } from "../wire-ids.ts";
import { assistantContent, userContent, withoutOpenServerCalls } from "./turn-content.ts";

/** What the API takes as the id of a call; other wires know longer and stranger ones. */
const takenId = /^[a-zA-Z0-9_-]{1,64}$/u;

/** A mark is found again at most this many blocks further on. */
const lookbackBlocks = 20;

/** The turn that is open after a message: neighbours of one role are one turn, so it closes only when another begins. */
interface Place {
  readonly role: Role | undefined;
  /** Number of turns so far. */
  readonly turns: number;
  /** Blocks of all turns so far. */
  readonly blocks: number;
  /** Where the last block ends. */
  readonly end: number;
}

export interface TurnWriter extends Pick<MessageWriter, "write" | "truncate"> {
  /** Bytes after which a mark for the cache stands, before the last brace of a block: one or two. */
  readonly markedPlaces: () => readonly number[];
  /** What closes the turn that is open. */
  readonly close: () => string;
}

/**
 * The last block of the person's side; after a round so long that the request before could not be found from there, the end of
 * that request too. With tools and system that makes the four marks that the API takes.
 */
const placesToMark = (places: readonly Place[]): readonly number[] => {
  const last = places.findLast(({ role }) => role === "user");
  if (last === undefined) return [];
  const before = places.findLast(({ role, turns }) => role === "user" && turns === last.turns - 2);
  const asked = before?.blocks ?? 0;
  return before !== undefined && last.blocks - asked >= lookbackBlocks ? [before.end - 1, last.end - 1] : [last.end - 1];
};

/** Writes messages as alternating turns: one of which nothing can be sent is left out, and its neighbours are joined. */
export const createTurnWriter = (buffer: ByteBuffer, model: string): TurnWriter => {
  const start: Place = { role: undefined, turns: 0, blocks: 0, end: buffer.length() };
  const places: Place[] = [];
  const ids = createWireIds(takenId);

  const append = (role: Role, content: readonly JsonObject[]): void => {
    const before = places.at(-1) ?? start;
    if (content.length === 0) return void places.push(before);
    const isSame = before.role === role;
    const blocks = content.map((block) => JSON.stringify(block)).join(",");
    const opening = before.role === undefined ? "" : "]},";
    buffer.append(isSame ? `,${blocks}` : `${opening}{"role":"${role}","content":[${blocks}`);
    const turns = isSame ? before.turns : before.turns + 1;
    places.push({ role, turns, blocks: before.blocks + content.length, end: buffer.length() });
  };

  return {
    write: (message, pictures, isLast) => {
      ids.add(message);
      const sources = { model, pictures, idOf: ids.idOf };
      if (message.role === "user") {
        append("user", userContent(message, sources));
        return false;
      }
      const whole = assistantContent(message, sources);
      const settled = withoutOpenServerCalls(whole);
      append("assistant", isLast ? whole : settled);
      return whole.length !== settled.length;
    },
    truncate: (count) => {
      if (places.length === count) return;
      places.length = count;
      ids.truncate(count);
      buffer.truncate((places.at(-1) ?? start).end);
    },
    close: () => ((places.at(-1) ?? start).role === undefined ? "" : "]}"),
    markedPlaces: () => placesToMark(places),
  };
};
