import "../files/buffer-shim.ts";
import { hashBlob, writeCommit, writeRef, writeTree } from "isomorphic-git";
import type { Hash } from "../../kernel/base/canonical.ts";
import type { FileChange, FileState } from "../../kernel/files/file.ts";
import { sameContent } from "../files/overlay/workspace-effect.ts";
import { createGitFiles, type GitFiles } from "./git-files.ts";
import { authorOf, type GitCommit, type GitStep, isSameTurn, messageOf } from "./git-step.ts";
import { createGitTree, isTrackedFile } from "./git-tree.ts";

export const gitFolder = "/.git";

/** What the repository is made from. */
export interface GitWorld {
  /** Every step of the workspace, in order of the log. */
  readonly steps: readonly GitStep[];
  /** Whether the turn of the last step may still make more of them; then it is not committed yet. */
  readonly isOpen: boolean;
  /** What stands at every path that no step names. */
  readonly untouched: () => readonly { readonly path: string; readonly state: FileState }[];
}

/**
 * The workspace's history as a git repository, derived from the log: a commit for each turn, and for each act of a person. The
 * log stays the truth: commits, folders and names are in memory, contents are read from the store where they are asked for. The
 * same log gives the same ids, whenever it is read.
 */
export interface GitRepository {
  /** Brings it up to the log, which has grown since. What was committed stays. */
  readonly follow: (world: GitWorld) => Promise<void>;
  /** In the order in which they were made. */
  readonly commits: () => readonly GitCommit[];
  /** The newest on the line that the files stand on; undefined before the first. */
  readonly head: () => string | undefined;
  /** Names of other lines, with their newest commit: what a session went on from otherwise. */
  readonly branches: () => ReadonlyMap<string, string>;
  /** Tracked files of a commit, by path, with the hash of their content. */
  readonly filesAt: (oid: string) => ReadonlyMap<string, Hash>;
  /** The id of a content that a commit has. */
  readonly oidOf: (hash: Hash) => string | undefined;
  /** The files of the folder `.git`. */
  readonly files: GitFiles;
}

interface Made extends GitCommit {
  readonly changes: ReadonlyMap<string, Hash | null>;
}

const goneText = new TextEncoder().encode("This content is not in the workspace any more.\n");
const folded = "Changes that the log does not have any more";

/** `contents`: the bytes of a hash; undefined where the store does not have them any more, which the file then says. */
export const createGitRepository = (contents: (hash: Hash) => Promise<Uint8Array | undefined>): GitRepository => {
  const hashByOid = new Map<string, Hash>();
  const oidByHash = new Map<Hash, string>();
  const readContent = async (hash: Hash): Promise<Uint8Array> => (await contents(hash)) ?? goneText;
  const files = createGitFiles(gitFolder, {
    ids: () => hashByOid.keys(),
    has: (oid) => hashByOid.has(oid),
    read: async (oid) => {
      const hash = hashByOid.get(oid);
      return hash === undefined ? undefined : readContent(hash);
    },
  });
  const at = { fs: files, dir: "/", gitdir: gitFolder };
  const tree = createGitTree();
  const standing = new Map<string, FileState>();
  const made: Made[] = [];
  const byOid = new Map<string, Made>();
  const treeOf = new Map<string, string>();
  let head: string | undefined;
  let followed = 0;

  const nameContent = async (hash: Hash): Promise<string> => {
    const known = oidByHash.get(hash);
    if (known !== undefined) return known;
    const { oid } = await hashBlob({ object: await readContent(hash) });
    oidByHash.set(hash, oid);
    hashByOid.set(oid, hash);
    return oid;
  };

  const put = async (path: string, state: FileState | null): Promise<void> => {
    if (state === null) standing.delete(path);
    else standing.set(path, state);
    const next = isTrackedFile(path, state) ? await nameContent(state.hash) : undefined;
    if (next !== tree.get(path)) tree.set(path, next);
  };

  /** Files that differ between a commit and what stands now. */
  const changesSince = (parent: string | undefined): ReadonlyMap<string, Hash | null> => {
    const before = parent === undefined ? new Map<string, Hash>() : filesAt(parent);
    const changes = new Map<string, Hash | null>();
    for (const [path, oid] of tree.files()) {
      const hash = hashByOid.get(oid);
      if (hash !== undefined && before.get(path) !== hash) changes.set(path, hash);
    }
    for (const path of before.keys()) if (tree.get(path) === undefined) changes.set(path, null);
    return changes;
  };

  const filesAt = (oid: string): ReadonlyMap<string, Hash> => {
    const line: Made[] = [];
    for (let commit = byOid.get(oid); commit !== undefined; commit = byOid.get(commit.parent ?? "")) line.push(commit);
    const found = new Map<string, Hash>();
    for (const { changes } of line.reverse()) {
      for (const [path, hash] of changes) {
        if (hash === null) found.delete(path);
        else found.set(path, hash);
      }
    }
    return found;
  };

  const changedOf = (touched: readonly string[]): ReadonlyMap<string, Hash | null> =>
    new Map([...new Set(touched)].map((path) => [path, hashByOid.get(tree.get(path) ?? "") ?? null]));

  const commit = async (
    steps: readonly GitStep[],
    told: { readonly subject: string; readonly body: string },
    touched: readonly string[] | undefined,
  ): Promise<void> => {
    const last = steps.at(-1);
    if (last === undefined || (head === undefined && tree.files().size === 0)) return;
    const treeOid = await tree.write((entries) => writeTree({ ...at, tree: [...entries] }));
    // What only made folders, or changed what git does not have, is no commit.
    if (treeOid === (head === undefined ? undefined : treeOf.get(head))) return;
    const { subject, body } = told;
    const by = { ...authorOf(last), timestamp: Math.floor(last.at / 1_000), timezoneOffset: 0 };
    const parent = head;
    const oid = await writeCommit({
      ...at,
      commit: {
        message: `${subject}\n\n${body}\n`,
        tree: treeOid,
        parent: parent === undefined ? [] : [parent],
        author: by,
        committer: by,
      },
    });
    const changes = touched === undefined ? changesSince(parent) : changedOf(touched);
    const whole: Made = { oid, parent, seq: last.seq, at: last.at, author: by.name, subject, body, steps, changes };
    made.push(whole);
    byOid.set(oid, whole);
    treeOf.set(oid, treeOid);
    head = oid;
  };
  /** What stood there before a group of steps, where the log does not say how it came to be. */
  const unexplained = (group: readonly GitStep[]): readonly FileChange[] => {
    const seen = new Set<string>();
    return group
      .flatMap(({ effect }) => effect.files)
      .filter(({ path, before }) => {
        if (seen.has(path)) return false;
        seen.add(path);
        return !sameContent(standing.get(path) ?? null, before);
      });
  };

  const begin = async (steps: readonly GitStep[], untouched: GitWorld["untouched"]): Promise<void> => {
    await files.promises.writeFile(`${gitFolder}/HEAD`, "ref: refs/heads/main\n");
    const core = ["[core]", "\trepositoryformatversion = 0", "\tfilemode = false", "\tbare = false", ""].join("\n");
    await files.promises.writeFile(`${gitFolder}/config`, core);
    const [first] = steps;
    if (first === undefined) return;
    const rows = untouched();
    for (const { path, state } of rows) await put(path, state);
    const about = { ...first, seq: 0, by: "sample" as const };
    await commit(
      [about],
      { subject: folded, body: "Before the log" },
      rows.map(({ path }) => path),
    );
  };

  const addGroup = async (group: readonly GitStep[]): Promise<void> => {
    const [first] = group;
    if (first === undefined) return;
    const missing = unexplained(group);
    for (const { path, before } of missing) await put(path, before);
    if (missing.length > 0) {
      const about = { ...first, seq: first.seq - 1, by: "sample" as const };
      await commit(
        [about],
        { subject: folded, body: `Before event ${first.seq}` },
        missing.map(({ path }) => path),
      );
    }
    const isChoice = first.by === "choice";
    if (isChoice) head = made.findLast(({ seq }) => seq <= (first.from ?? 0))?.oid ?? made[0]?.oid;
    const touched = group.flatMap(({ effect }) => effect.files);
    for (const { path, after } of touched) await put(path, after);
    await commit(group, messageOf(group), isChoice ? undefined : touched.map(({ path }) => path));
  };

  const branches = (): ReadonlyMap<string, string> => {
    const parents = new Set(made.map(({ parent }) => parent));
    return new Map(
      made.filter(({ oid }) => oid !== head && !parents.has(oid)).map(({ seq, oid }) => [`branches/event-${seq}`, oid]),
    );
  };

  const named = new Set<string>();
  const writeNames = async (): Promise<void> => {
    if (head === undefined) return;
    const lines = new Map([["main", head], ...branches()]);
    for (const name of named) if (!lines.has(name)) await files.promises.unlink(`${gitFolder}/refs/heads/${name}`);
    named.clear();
    for (const [name, value] of lines) {
      named.add(name);
      await writeRef({ ...at, ref: `refs/heads/${name}`, value, force: true });
    }
  };

  return {
    files,
    oidOf: (hash) => oidByHash.get(hash),
    commits: () => made,
    head: () => head,
    branches,
    filesAt,
    follow: async ({ steps, isOpen, untouched }) => {
      if (followed === 0) await begin(steps, untouched);
      const fresh = steps.slice(followed);
      let group: GitStep[] = [];
      for (const step of fresh) {
        const last = group.at(-1);
        if (last !== undefined && !isSameTurn(last, step)) {
          await addGroup(group);
          followed += group.length;
          group = [];
        }
        group.push(step);
      }
      if (!isOpen) {
        await addGroup(group);
        followed += group.length;
      }
      await writeNames();
    },
  };
};
