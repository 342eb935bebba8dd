import type { Failure } from "../../kernel/base/failure.ts";
import type { SessionId } from "../../kernel/base/ids.ts";
import { err, ok, type Result } from "../../kernel/base/result.ts";
import type { Effect, Store } from "../../kernel/contracts/store.ts";
import { readAttachedHeader } from "../../kernel/conversation/document.ts";
import { type DraftPicture, maxAttachedBytes, maxPictureBytes } from "../../kernel/conversation/picture.ts";
import type { Sessions } from "../sessions/sessions.ts";

/** Pictures and documents of messages that are being written. They are no part of the log: nobody has said them yet. */
export interface Drafts {
  readonly keep: (sessionId: SessionId, picture: DraftPicture) => Promise<Result<null, Failure>>;
  readonly drop: (sessionId: SessionId, pictureIds: readonly string[]) => Promise<Result<null, Failure>>;
  /** In the order in which they were kept. */
  readonly read: (sessionId: SessionId) => Promise<Result<{ readonly pictures: readonly DraftPicture[] }, Failure>>;
}

export interface DraftsDeps {
  readonly store: Store;
  readonly sessions: Pick<Sessions, "find">;
}

const keyOf = (sessionId: SessionId, pictureId: string): string => `${sessionId}/${pictureId}`;

const unfit: Failure = {
  type: "invalid-input",
  message: "This is not a picture or PDF that can be sent, so it is not kept for later. Remove it and attach another one.",
};

export const createDrafts = ({ store, sessions }: DraftsDeps): Drafts => {
  const change = async (effects: readonly Effect[]): Promise<Result<null, Failure>> => {
    const stored = await store.append({ entries: [], effects, expects: [], durability: "relaxed" });
    return stored.ok ? ok(null) : stored;
  };
  const rowsOf = async (sessionId: SessionId) => {
    const listed = await store.list("drafts");
    if (!listed.ok) return listed;
    const rows = listed.value.rows.filter((row) => row.sessionId === sessionId);
    return ok(rows.sort((a, b) => a.place - b.place));
  };
  const drop: Drafts["drop"] = (sessionId, pictureIds) =>
    change(pictureIds.map((pictureId) => ({ type: "remove", table: "drafts", key: keyOf(sessionId, pictureId) })));

  return {
    keep: async (sessionId, picture) => {
      const header = readAttachedHeader(picture.bytes);
      const most = header?.mediaType === "application/pdf" ? maxAttachedBytes : maxPictureBytes;
      if (header === undefined || picture.bytes.byteLength > most) return err(unfit);
      const session = sessions.find(sessionId);
      if (!session.ok) return session;
      const before = await rowsOf(sessionId);
      if (!before.ok) return before;
      const place = (before.value.at(-1)?.place ?? 0) + 1;
      const row = { key: keyOf(sessionId, picture.pictureId), sessionId, place, picture: { ...picture, ...header } };
      const kept = await change([{ type: "put", table: "drafts", row }]);
      // A session that was erased meanwhile leaves nothing behind.
      return kept.ok && !sessions.find(sessionId).ok ? drop(sessionId, [picture.pictureId]) : kept;
    },
    drop,
    read: async (sessionId) => {
      const rows = await rowsOf(sessionId);
      return rows.ok ? ok({ pictures: rows.value.map(({ picture }) => picture) }) : rows;
    },
  };
};
