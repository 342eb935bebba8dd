import type { WorkspaceTree } from "../../engine/files/overlay/workspace-tree.ts";
import { decodeText, maxTextBytes } from "../../engine/files/text/text-content.ts";
import { filesAt } from "../../engine/files/undo/undo.ts";
import type { Hash } from "../../kernel/base/canonical.ts";
import type { Failure } from "../../kernel/base/failure.ts";
import type { Seq } from "../../kernel/base/ids.ts";
import { err, ok, type Result } from "../../kernel/base/result.ts";
import type { Store } from "../../kernel/contracts/store.ts";
import { readAttachedHeader } from "../../kernel/conversation/document.ts";
import type { FileState } from "../../kernel/files/file.ts";
import type { Content, Diff, FileRow, PictureContent } from "../../kernel/rules/inspection.ts";
import { outsideOf } from "../../kernel/rules/origin.ts";
import { readEffects } from "../history/effects.ts";
import type { Contents } from "./contents.ts";

/** What a person looks at in the workspace's files. */
export interface WorkspaceFiles {
  readonly list: (at: Seq | undefined) => Promise<Result<{ readonly files: readonly FileRow[] }, Failure>>;
  readonly content: (hash: Hash) => Promise<Result<Content, Failure>>;
  readonly picture: (hash: Hash) => Promise<Result<PictureContent, Failure>>;
  readonly diff: (before: Hash | null, after: Hash | null) => Promise<Result<Diff, Failure>>;
}

const rowOf = (path: string, state: FileState): FileRow => {
  const row: FileRow =
    state.kind === "file"
      ? { path, kind: "file", sizeBytes: state.sizeBytes, modifiedAt: state.modifiedAt, hash: state.hash }
      : { path, kind: "directory", sizeBytes: 0, modifiedAt: state.modifiedAt };
  return state.origins === undefined ? row : { ...row, origins: outsideOf(state.origins) };
};

const contentOf = (bytes: Uint8Array | undefined): Content => {
  if (bytes === undefined) return { type: "missing" };
  const sizeBytes = bytes.byteLength;
  if (sizeBytes > maxTextBytes) return { type: "too-large", sizeBytes };
  const text = decodeText(bytes);
  return text === undefined ? { type: "binary", sizeBytes } : { type: "text", text, sizeBytes };
};

const missing: Failure = {
  type: "not-found",
  message: "This content is not in the workspace any more, so it cannot be compared. The files as they are now are untouched.",
};

export const createWorkspaceFiles = (deps: {
  readonly store: Store;
  readonly tree: WorkspaceTree;
  readonly contents: Contents;
}): WorkspaceFiles => {
  const { store, tree, contents } = deps;
  const rowsNow = (): readonly { readonly key: string; readonly state: FileState }[] =>
    tree.paths().flatMap((path) => {
      const state = tree.state(path);
      return state === undefined ? [] : [{ key: path, state }];
    });

  return {
    list: async (at) => {
      if (at === undefined || at >= store.lastSeq()) return ok({ files: rowsNow().map(({ key, state }) => rowOf(key, state)) });
      const effects = await readEffects(store);
      if (!effects.ok) return effects;
      const rows = filesAt(
        rowsNow(),
        effects.value.filter(({ seq }) => seq > at),
      );
      return ok({ files: rows.map(({ key, state }) => rowOf(key, state)) });
    },
    content: async (hash) => ok(contentOf(await contents.read(hash))),
    picture: async (hash) => {
      const bytes = await contents.read(hash);
      const header = bytes === undefined ? undefined : readAttachedHeader(bytes);
      if (bytes === undefined || header === undefined) return ok({ type: "missing" });
      const { mediaType } = header;
      return ok(mediaType === "application/pdf" ? { type: "document", bytes } : { type: "picture", bytes, mediaType });
    },
    diff: async (before, after) => {
      const [old, next] = await Promise.all(
        [before, after].map((hash) => (hash === null ? new Uint8Array() : contents.read(hash))),
      );
      if (old === undefined || next === undefined) return err(missing);
      const { diffContents } = await import("../../engine/files/text/diff.ts");
      return ok(diffContents(old, next));
    },
  };
};
