import type { StoreApi } from "zustand/vanilla";
import type { SessionId } from "../../../kernel/base/ids.ts";
import type { RandomDep } from "../../../kernel/base/random.ts";
import { err } from "../../../kernel/base/result.ts";
import { maxDocumentsPerMessage } from "../../../kernel/conversation/document.ts";
import { type DraftPicture, firstBeyond, maxAttachedBytes, maxPicturesPerMessage } from "../../../kernel/conversation/picture.ts";
import type { AppActions, AppState } from "../app-state.ts";
import type { Attachment, PictureSource, PreparedPicture, PreparePicture } from "./attachment.ts";
import { isPictureOrDocument, isTextFile, readTextFile } from "./text-file.ts";

export interface AttachmentsDeps extends RandomDep {
  readonly store: StoreApi<AppState>;
  readonly prepare: PreparePicture;
  readonly send: AppActions["send"];
  readonly notify: AppActions["notify"];
  readonly setDraft: AppActions["setDraft"];
}

/** The pictures and documents of the messages that are being written, by session. The worker keeps them too, for a reload. */
export interface Attachments extends Pick<AppActions, "attach" | "detach"> {
  /** Brings back what was kept in a session, once as long as this tab owns the workspace. Heard after every change. */
  readonly restore: (state: AppState, before: AppState) => void;
}

const none: readonly Attachment[] = [];
const maxNamed = 3;

export const attachmentsOf = (state: Pick<AppState, "attachments">, sessionId: SessionId): readonly Attachment[] =>
  state.attachments[sessionId] ?? none;

const tooMany = (left: readonly PictureSource[]): string => {
  const names = left.slice(0, maxNamed).map(({ name }) => `“${name}”`);
  const more = left.length > maxNamed ? ` and ${left.length - maxNamed} more` : "";
  const were = left.length === 1 ? "was" : "were";
  return `${names.join(", ")}${more} ${were} not attached: a message takes ${maxPicturesPerMessage} pictures and documents. Send this one first, or remove some.`;
};

const tooManyDocuments = (name: string): string =>
  `“${name}” was not attached: a message takes ${maxDocumentsPerMessage} documents. Send this one first, or remove some.`;

const tooLarge = (name: string): string =>
  `“${name}” was not attached: with it the files of this message would be more than the ${maxAttachedBytes / 1_000_000} MB that a request takes. Send this one first, or remove some.`;

/** What is ready, with one more behind it. */
const readyWith = (before: readonly Attachment[], prepared: PreparedPicture): readonly PreparedPicture[] => [
  ...before.flatMap((one) => (one.status === "ready" ? [one.picture] : [])),
  prepared,
];

/** Why what is ready does not fit together with one more; undefined where it does. */
const unfit = (before: readonly Attachment[], prepared: PreparedPicture): string | undefined => {
  const all = readyWith(before, prepared);
  if (firstBeyond(all) !== undefined) return tooLarge(prepared.name);
  const documents = all.filter(({ mediaType }) => mediaType === "application/pdf").length;
  return prepared.mediaType === "application/pdf" && documents > maxDocumentsPerMessage
    ? tooManyDocuments(prepared.name)
    : undefined;
};

const fromDraft = ({ pictureId: id, ...picture }: DraftPicture): Attachment => ({
  id,
  name: picture.name,
  status: "ready",
  picture: { ...picture, bytes: Uint8Array.from(picture.bytes) },
});

export const createAttachments = ({ store, prepare, send, notify, setDraft, random }: AttachmentsDeps): Attachments => {
  const restored = new Set<SessionId>();
  const change = (sessionId: SessionId, next: (before: readonly Attachment[]) => readonly Attachment[]): void =>
    store.setState((state) => {
      const { [sessionId]: _before, ...others } = state.attachments;
      const after = next(attachmentsOf(state, sessionId));
      return { attachments: after.length === 0 ? others : { ...others, [sessionId]: after } };
    });
  const tell = (text: string): void => notify({ tone: "error", text });
  const isAttached = (sessionId: SessionId, id: string): boolean =>
    attachmentsOf(store.getState(), sessionId).some((one) => one.id === id);

  const keep = async (sessionId: SessionId, id: string, prepared: PreparedPicture): Promise<void> => {
    const kept = await send({ type: "keep-draft-picture", sessionId, picture: { ...prepared, pictureId: id } });
    if (!kept.ok) tell(`“${prepared.name}” is attached and can be sent, but a reload would lose it. ${kept.error.message}`);
    // It was removed or sent while it was being kept.
    else if (!isAttached(sessionId, id)) await send({ type: "drop-draft-pictures", sessionId, pictureIds: [id] });
  };
  const bringBack = async (sessionId: SessionId): Promise<void> => {
    const answer = await send({ type: "read-draft-pictures", sessionId });
    if (!answer.ok)
      return tell(`The files that were attached here could not be read; attach them again. ${answer.error.message}`);
    const kept = answer.value.pictures.filter(({ pictureId }) => !isAttached(sessionId, pictureId));
    if (kept.length > 0) change(sessionId, (before) => [...kept.map(fromDraft), ...before]);
  };

  /** The text of a file becomes part of the message: what is sent is what stands in the message box. */
  const writeOut = async (sessionId: SessionId, source: PictureSource): Promise<void> => {
    const read = await readTextFile(source);
    if (!read.ok) return tell(`“${source.name}” was not attached: ${read.error}`);
    const draft = store.getState().drafts[sessionId] ?? "";
    setDraft(sessionId, draft.trim() === "" ? `${read.value}\n` : `${draft.trimEnd()}\n\n${read.value}\n`);
  };

  return {
    attach: async (sessionId, files) => {
      const sources: PictureSource[] = [];
      for (const file of files) {
        if (isTextFile(file) && !(await isPictureOrDocument(file))) await writeOut(sessionId, file);
        else sources.push(file);
      }
      if (sources.length === 0) return;
      const room = Math.max(0, maxPicturesPerMessage - attachmentsOf(store.getState(), sessionId).length);
      const taken = sources.slice(0, room).map((source) => ({ source, id: random.id("picture") }));
      const left = sources.slice(room);
      if (left.length > 0) tell(tooMany(left));
      change(sessionId, (before) => [
        ...before,
        ...taken.map(({ id, source: { name } }): Attachment => ({ id, name, status: "preparing" })),
      ]);
      // One after the other: decoded pictures are large.
      for (const { source, id } of taken) {
        const made = await prepare(source);
        const problem = made.ok
          ? unfit(attachmentsOf(store.getState(), sessionId), made.value)
          : `“${source.name}” was not attached: ${made.error}`;
        const prepared = problem === undefined ? made : err(problem);
        if (problem !== undefined) tell(problem);
        change(sessionId, (before) =>
          before.flatMap((one): readonly Attachment[] => {
            if (one.id !== id) return [one];
            return prepared.ok ? [{ id, name: source.name, status: "ready", picture: prepared.value }] : [];
          }),
        );
        if (prepared.ok && isAttached(sessionId, id)) void keep(sessionId, id, prepared.value);
      }
    },
    detach: (sessionId, ids) => {
      change(sessionId, (before) => before.filter(({ id }) => !ids.includes(id)));
      void send({ type: "drop-draft-pictures", sessionId, pictureIds: ids });
    },
    restore: ({ session, workspace }, before) => {
      // While another tab wrote here, it may have attached something else.
      if (workspace?.role !== before.workspace?.role) restored.clear();
      if (session === undefined || workspace?.role !== "owner" || restored.has(session.sessionId)) return;
      restored.add(session.sessionId);
      void bringBack(session.sessionId);
    },
  };
};
