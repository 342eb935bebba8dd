import type { StoreApi } from "zustand/vanilla";
import type { SessionId } from "../../../kernel/ids.ts";
import { maxPicturesPerMessage } from "../../../kernel/picture.ts";
import type { RandomDep } from "../../../kernel/random.ts";
import type { AppActions, AppState } from "../app-state.ts";
import type { Attachment, PictureSource, PreparePicture } from "./attachment.ts";

export interface AttachmentsDeps extends RandomDep {
  readonly store: StoreApi<AppState>;
  readonly prepare: PreparePicture;
  readonly notify: AppActions["notify"];
}

const none: readonly Attachment[] = [];
const maxNamed = 3;

export const attachmentsOf = (state: Pick<AppState, "attachments">, sessionId: SessionId): readonly Attachment[] =>
  state.attachments[sessionId] ?? none;

const tooMany = (left: readonly PictureSource[]): string => {
  const names = left.slice(0, maxNamed).map(({ name }) => `“${name}”`);
  const more = left.length > maxNamed ? ` and ${left.length - maxNamed} more` : "";
  const were = left.length === 1 ? "was" : "were";
  return `${names.join(", ")}${more} ${were} not attached: a message takes ${maxPicturesPerMessage} pictures. Send this one first, or remove some.`;
};

/** Makes `AppActions.attach` and `detach`: the pictures of the messages that are being written, by session. */
export const createAttachments = ({ store, prepare, notify, random }: AttachmentsDeps): Pick<AppActions, "attach" | "detach"> => {
  const change = (sessionId: SessionId, next: (before: readonly Attachment[]) => readonly Attachment[]): void =>
    store.setState((state) => {
      const { [sessionId]: _before, ...others } = state.attachments;
      const after = next(attachmentsOf(state, sessionId));
      return { attachments: after.length === 0 ? others : { ...others, [sessionId]: after } };
    });
  const refuse = (text: string): void => notify({ tone: "error", text });

  return {
    attach: async (sessionId, sources) => {
      const room = maxPicturesPerMessage - attachmentsOf(store.getState(), sessionId).length;
      const taken = sources.slice(0, room).map((source) => ({ source, id: random.id("picture") }));
      const left = sources.slice(Math.max(0, room));
      if (left.length > 0) refuse(tooMany(left));
      change(sessionId, (before) => [
        ...before,
        ...taken.map(({ id, source: { name } }): Attachment => ({ id, name, status: "preparing" })),
      ]);
      // One after the other: decoded pictures are large.
      for (const { source, id } of taken) {
        const prepared = await prepare(source);
        if (!prepared.ok) refuse(`“${source.name}” was not attached: ${prepared.error}`);
        change(sessionId, (before) =>
          before.flatMap((one): readonly Attachment[] => {
            if (one.id !== id) return [one];
            return prepared.ok ? [{ id, name: source.name, status: "ready", picture: prepared.value }] : [];
          }),
        );
      }
    },
    detach: (sessionId, ids) => change(sessionId, (before) => before.filter(({ id }) => !ids.includes(id))),
  };
};
