import { folderContents, removeFolder } from "../../engine/files/overlay/folder-contents.ts";
import { makeFoldersAbove, statOrMissing } from "../../engine/files/overlay/make-folders.ts";
import { resolvePath } from "../../engine/files/path-jail.ts";
import { isBelow, joinPath, nameOf, parentOf } from "../../engine/files/path-parts.ts";
import { numberedName, safeName } from "../../engine/files/safe-name.ts";
import { decodeText } from "../../engine/files/text/text-content.ts";
import type { Hash } from "../../kernel/base/canonical.ts";
import type { Failure } from "../../kernel/base/failure.ts";
import type { SessionId } from "../../kernel/base/ids.ts";
import { assertNever, err, ok, type Result } from "../../kernel/base/result.ts";
import { type FileSystem, FileSystemError } from "../../kernel/contracts/file-system.ts";
import type { FileState } from "../../kernel/files/file.ts";
import { type FileAct, type FilesChanged, maxActsAtOnce, maxBytesAtOnce } from "../../kernel/files/file-act.ts";
import type { WorkspaceEffect } from "../../kernel/log/effect.ts";
import { effectOf } from "../../kernel/log/event-effect.ts";
import { joinOrigins, type Origin, originsOfFiles } from "../../kernel/rules/origin.ts";
import { byPerson } from "../origins/origins.ts";
import { type EditDeps, editFiles } from "./edit-files.ts";

/** A person's own acts on files: all of them are one entry of the log, which can be undone, or nothing happened. */
export interface PersonFiles {
  readonly change: (acts: readonly FileAct[], sessionId: SessionId | undefined) => Promise<Result<FilesChanged, Failure>>;
}

export interface PersonFilesDeps extends EditDeps {
  /** The origin whose held key stands in a text. */
  readonly keyOriginIn: (text: string) => string | undefined;
}

/** Why an act is not done. It ends all of them. */
class Refusal extends Error {
  readonly failure: Failure;
  constructor(type: "invalid-input" | "conflict", message: string) {
    super(message);
    this.name = "Refusal";
    this.failure = { type, message };
  }
}

const refuse = (message: string): never => {
  throw new Refusal("invalid-input", `${message} Nothing was changed.`);
};

const resolved = (path: string): string => {
  const checked = resolvePath(path);
  if (!checked.ok) return refuse(checked.error);
  return checked.value === "/"
    ? refuse("The workspace itself cannot be moved, replaced or deleted; name something in it.")
    : checked.value;
};

const freePath = async (files: FileSystem, wanted: string): Promise<string> => {
  let path = wanted;
  for (let number = 2; (await statOrMissing(files, path)) !== undefined; number += 1)
    path = joinPath(parentOf(wanted), numberedName(nameOf(wanted), number));
  return path;
};

type Act<Type extends FileAct["type"]> = Extract<FileAct, { readonly type: Type }>;

export const createPersonFiles = (deps: PersonFilesDeps): PersonFiles => {
  const { store, tree } = deps;

  /** Makes the file hold this, where what stands there is what it was made from. */
  const replace = async (
    files: FileSystem,
    act: { readonly path: string; readonly base: Hash | null },
    content: Uint8Array | string,
  ): Promise<string> => {
    const path = resolved(act.path);
    const standing = tree.state(path);
    if (standing?.kind === "directory") return refuse(`${path} is a folder, not a file. Choose another name.`);
    if ((standing?.hash ?? null) !== act.base) {
      const message =
        act.base === null
          ? `${path} exists already. Nothing was written; choose another name.`
          : `${path} was ${standing === undefined ? "deleted" : "changed"} since you began. Nothing was written, and your text is kept; compare the two first.`;
      throw new Refusal("conflict", message);
    }
    // What stands there is read, so that a label of its text goes on, and a change meanwhile is noticed.
    if (standing !== undefined) await files.readFile(path);
    await makeFoldersAbove(files, path);
    await files.writeFile(path, content);
    return path;
  };

  /** What a file was right after an entry. */
  const stateAfter = async ({ at, path }: Act<"restore">): Promise<Extract<FileState, { readonly kind: "file" }>> => {
    const page = await store.read({ type: "range", from: at, to: at });
    if (!page.ok) return refuse(page.error.message);
    const [entry] = page.value.entries;
    const change = entry === undefined ? undefined : effectOf(entry.event)?.files.find((one) => one.path === path);
    return change?.after?.kind === "file" ? change.after : refuse(`There was no file ${path} after event ${at}.`);
  };

  const restore = async (files: FileSystem, act: Act<"restore">): Promise<string> => {
    const { hash } = await stateAfter(act);
    const bytes = await tree.contents(hash);
    return bytes === undefined
      ? refuse("This version is not kept any more: the session that wrote it was deleted.")
      : replace(files, act, bytes);
  };

  const makeFolder = async (files: FileSystem, act: Act<"make-folder">): Promise<string> => {
    const path = resolved(act.path);
    if ((await statOrMissing(files, path)) !== undefined) return refuse(`${path} exists already. Choose another name.`);
    await makeFoldersAbove(files, path);
    await files.mkdir(path);
    return path;
  };

  const move = async (files: FileSystem, act: Act<"move">): Promise<string> => {
    const [from, to] = [resolved(act.from), resolved(act.to)];
    if (from === to) return to;
    if (isBelow(to, from)) return refuse(`${from} cannot be moved into itself.`);
    if ((await statOrMissing(files, to)) !== undefined)
      return refuse(`${to} exists already, and moving never replaces. Choose another name.`);
    await makeFoldersAbove(files, to);
    await files.rename(from, to);
    return to;
  };

  const remove = async (files: FileSystem, act: Act<"delete">): Promise<string> => {
    const path = resolved(act.path);
    if ((await files.stat(path)).type === "file") await files.unlink(path);
    else await removeFolder(files, await folderContents(files, path));
    return path;
  };

  const add = async (files: FileSystem, { folder, name, bytes }: Act<"add">): Promise<string> => {
    const origin = deps.keyOriginIn(decodeText(bytes) ?? "");
    if (origin !== undefined)
      return refuse(`${safeName(name)} holds the key for ${origin}, and a key belongs in the key field alone.`);
    const segments = name
      .split("/")
      .filter((segment) => segment !== "")
      .map(safeName);
    const wanted = resolved(
      joinPath(folder === "/" ? "/" : resolved(folder), segments.length === 0 ? "file" : segments.join("/")),
    );
    const path = await freePath(files, wanted);
    await makeFoldersAbove(files, path);
    await files.writeFile(path, bytes);
    return path;
  };

  const perform = (files: FileSystem, act: FileAct): Promise<string> => {
    switch (act.type) {
      case "write":
        return replace(files, act, act.text);
      case "restore":
        return restore(files, act);
      case "make-folder":
        return makeFolder(files, act);
      case "move":
        return move(files, act);
      case "delete":
        return remove(files, act);
      case "add":
        return add(files, act);
      default:
        return assertNever(act);
    }
  };

  /** Where what an act writes is from, beyond what stood there: from outside, or from where its version was. */
  const originsOf = async (act: FileAct): Promise<readonly Origin[]> => {
    if (act.type === "add") return [{ type: "import", name: act.name }];
    return act.type === "restore" ? ((await stateAfter(act)).origins ?? []) : [];
  };

  const labelled = (effect: WorkspaceEffect, origins: ReadonlyMap<string, readonly Origin[]>): WorkspaceEffect => {
    if (origins.size === 0) return effect;
    const files = effect.files.map((change) => {
      const from = origins.get(change.path);
      if (from === undefined || change.after === null) return change;
      return { ...change, after: { ...change.after, origins: joinOrigins(change.after.origins ?? [], from) } };
    });
    return { ...effect, files };
  };

  return {
    change: async (acts, sessionId) => {
      const bytes = acts.reduce((sum, act) => sum + (act.type === "add" ? act.bytes.byteLength : 0), 0);
      if (acts.length > maxActsAtOnce || bytes > maxBytesAtOnce)
        return err({
          type: "invalid-input",
          message: `At most ${maxActsAtOnce} files and ${maxBytesAtOnce / 1024 / 1024} MB are taken at once. Nothing was changed; bring them in parts.`,
        });
      let paths: readonly string[] = [];
      let origins: ReadonlyMap<string, readonly Origin[]> = new Map();
      try {
        const edited = await editFiles(
          deps,
          async (files) => {
            const stand: string[] = [];
            const from = new Map<string, readonly Origin[]>();
            for (const act of acts) {
              const path = await perform(files, act);
              const own = await originsOf(act);
              stand.push(path);
              if (own.length > 0) from.set(path, own);
            }
            [paths, origins] = [stand, from];
          },
          (unlabelled) => {
            const effect = labelled(unlabelled, origins);
            return {
              ...(sessionId === undefined ? {} : { sessionId }),
              causes: [],
              origins: joinOrigins(byPerson, originsOfFiles(effect.files)),
              event: { type: "files-changed", by: "person", effect },
            };
          },
        );
        if (!edited.ok) return edited;
        const { effectId, files } = edited.value.effect;
        return ok(files.length === 0 ? { paths } : { effectId, paths });
      } catch (cause) {
        if (cause instanceof Refusal) return err(cause.failure);
        if (cause instanceof FileSystemError)
          return err({ type: "invalid-input", message: `${cause.message.slice(cause.code.length + 2)}. Nothing was changed.` });
        throw cause;
      }
    },
  };
};
