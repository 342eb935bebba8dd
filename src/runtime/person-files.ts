import { folderContents, removeFolder } from "../engine/files/folder-contents.ts";
import { makeFoldersAbove, statOrMissing } from "../engine/files/make-folders.ts";
import { resolvePath } from "../engine/files/path-jail.ts";
import { isBelow, joinPath, nameOf, parentOf } from "../engine/files/path-parts.ts";
import { numberedName, safeName } from "../engine/files/safe-name.ts";
import { decodeText } from "../engine/files/text-content.ts";
import { type FileSystem, FileSystemError } from "../kernel/contracts/file-system.ts";
import type { WorkspaceEffect } from "../kernel/effect.ts";
import type { Failure } from "../kernel/failure.ts";
import { type FileAct, type FilesChanged, maxActsAtOnce, maxBytesAtOnce } from "../kernel/file-act.ts";
import type { SessionId } from "../kernel/ids.ts";
import { joinOrigins, originsOfFiles } from "../kernel/origin.ts";
import { assertNever, err, ok, type Result } from "../kernel/result.ts";
import { type EditDeps, editFiles } from "./edit-files.ts";
import { byPerson } from "./origins.ts";

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
  const { tree } = deps;

  const write = async (files: FileSystem, act: Act<"write">): Promise<string> => {
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
    await files.writeFile(path, act.text);
    return path;
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
        return write(files, act);
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

  /** What is brought in says where from. */
  const labelled = (effect: WorkspaceEffect, acts: readonly FileAct[], paths: readonly string[]): WorkspaceEffect => {
    const names = new Map(acts.flatMap((act, index) => (act.type === "add" ? [[paths[index] ?? "", act.name]] : [])));
    if (names.size === 0) return effect;
    const files = effect.files.map((change) => {
      const name = names.get(change.path);
      if (name === undefined || change.after === null) return change;
      return {
        ...change,
        after: { ...change.after, origins: joinOrigins(change.after.origins ?? [], [{ type: "import", name }]) },
      };
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
      try {
        const edited = await editFiles(
          deps,
          async (files) => {
            const stand: string[] = [];
            for (const act of acts) stand.push(await perform(files, act));
            paths = stand;
          },
          (unlabelled) => {
            const effect = labelled(unlabelled, acts, paths);
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
