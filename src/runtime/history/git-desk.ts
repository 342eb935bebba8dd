import { createArchiveWriter } from "../../engine/files/archive/archive-writer.ts";
import type { WorkspaceTree } from "../../engine/files/overlay/workspace-tree.ts";
import { runGit } from "../../engine/git/git-command.ts";
import { gitItems } from "../../engine/git/git-items.ts";
import { createGitRepository, type GitRepository, type GitWorld } from "../../engine/git/git-repository.ts";
import { isTracked } from "../../engine/git/git-tree.ts";
import type { Hash } from "../../kernel/base/canonical.ts";
import type { Failure } from "../../kernel/base/failure.ts";
import { err, ok, type Result } from "../../kernel/base/result.ts";
import type { Store } from "../../kernel/contracts/store.ts";
import type { FileState } from "../../kernel/files/file.ts";
import type { GitCommand } from "../../kernel/files/git-command.ts";
import { joinOrigins, type Origin, outsideOf } from "../../kernel/rules/origin.ts";
import { gatherBlob } from "../carry/gathered-blob.ts";
import { scrubBytes } from "../log/scrub-bytes.ts";
import type { EffectLog, LoggedEffect } from "./effects.ts";

/** The workspace's history as a git repository; it is made when it is first asked for, and again after a reload. */
export interface GitDesk {
  readonly run: GitCommand;
  /** The files with their history as a zip archive, without the keys that are held. `commits`: how many it has. */
  readonly exported: () => Promise<Result<ExportedRepository, Failure>>;
}

export interface ExportedRepository {
  readonly file: Blob;
  readonly commits: number;
}

export interface GitDeskDeps {
  readonly store: Store;
  readonly tree: WorkspaceTree;
  readonly effects: EffectLog;
  readonly scrub: (text: string) => string;
}

/** Where contents came from, by hash, as far as that is outside. */
const originsIn = (steps: GitWorld["steps"]): ((hash: Hash) => readonly Origin[]) => {
  const byHash = new Map<Hash, readonly Origin[]>();
  for (const { effect } of steps) {
    for (const state of effect.files.flatMap(({ before, after }) => [before, after])) {
      if (state?.kind !== "file" || state.origins === undefined) continue;
      byHash.set(state.hash, joinOrigins(byHash.get(state.hash) ?? [], outsideOf(state.origins)));
    }
  }
  return (hash) => byHash.get(hash) ?? [];
};

const endsTurn = new Set(["turn-ended", "turn-started", "run-ended", "run-interrupted"]);

export const createGitDesk = ({ store, tree, effects, scrub }: GitDeskDeps): GitDesk => {
  let repository: GitRepository | undefined;
  let erasures = 0;
  let last: Promise<unknown> = Promise.resolve();
  const inTurn = <Value>(work: () => Promise<Value>): Promise<Value> => {
    const result = last.then(work);
    last = result.catch(() => undefined);
    return result;
  };

  const standing = (): readonly { readonly path: string; readonly state: FileState }[] =>
    tree.paths().flatMap((path) => {
      const state = tree.state(path);
      return state === undefined ? [] : [{ path, state }];
    });

  /** Whether the turn of the last step may still change something. */
  const isOpen = async (steps: readonly LoggedEffect[]): Promise<Result<boolean, Failure>> => {
    const step = steps.at(-1);
    if (step?.by !== "agent" || step.runId === undefined) return ok(false);
    const page = await store.read({ type: "range", from: step.seq, to: store.lastSeq() });
    if (!page.ok) return page;
    return ok(!page.value.entries.some(({ runId, event }) => runId === step.runId && endsTurn.has(event.type)));
  };

  const worldNow = async (): Promise<Result<GitWorld, Failure>> => {
    const steps = await effects.read();
    if (!steps.ok) return steps;
    const open = await isOpen(steps.value);
    if (!open.ok) return open;
    const untouched = (): ReturnType<typeof standing> => {
      const touched = new Set(steps.value.flatMap(({ effect }) => effect.files.map(({ path }) => path)));
      return standing().filter(({ path }) => !touched.has(path));
    };
    return ok({ steps: steps.value, isOpen: open.value, untouched });
  };

  const run: GitCommand = (call) =>
    inTurn(async () => {
      const world = await worldNow();
      if (!world.ok) return { stdout: "", stderr: `fatal: ${world.error.message}\n`, exitCode: 128, origins: [] };
      // What was deleted from the log is deleted here as well.
      if (erasures !== effects.erasures()) repository = undefined;
      erasures = effects.erasures();
      repository ??= createGitRepository(tree.contents);
      await repository.follow(world.value);
      return runGit({ repository, contents: tree.contents, standing, originsOf: originsIn(world.value.steps) }, call);
    });

  const exported = async (): Promise<Result<ExportedRepository, Failure>> => {
    const world = await worldNow();
    if (!world.ok) return world;
    const clean = async (hash: Hash): Promise<Uint8Array | undefined> => {
      const bytes = await tree.contents(hash);
      return bytes && scrubBytes(bytes, scrub);
    };
    const whole = createGitRepository(clean);
    const files = standing();
    await whole.follow({ ...world.value, isOpen: false });
    if (whole.head() === undefined) {
      return err({ type: "not-found", message: "No file was ever changed here, so there is no history. Nothing was exported." });
    }
    const writer = createArchiveWriter();
    const gathering = gatherBlob();
    const modifiedAt = whole.commits().at(-1)?.at ?? 0;
    for (const { path, state } of files) {
      if (!isTracked(path)) continue;
      const about = { path, modifiedAt: state.modifiedAt };
      const bytes = state.kind === "file" ? await clean(state.hash) : undefined;
      // A content that is gone is said in the history; the file is left out.
      if (state.kind === "file" && bytes === undefined) continue;
      const item =
        bytes === undefined ? ({ kind: "directory", ...about } as const) : ({ kind: "file", ...about, bytes } as const);
      for (const piece of writer.add(item)) gathering.add(piece);
    }
    for await (const { path, bytes } of gitItems(whole)) {
      for (const piece of writer.add({ kind: "file", path, modifiedAt, bytes })) gathering.add(piece);
    }
    for (const piece of writer.end()) gathering.add(piece);
    return ok({ file: gathering.blob("application/zip"), commits: whole.commits().length });
  };

  return { run, exported };
};
