import { describeEffect } from "../../engine/files/overlay/workspace-effect.ts";
import type { WorkspaceTree } from "../../engine/files/overlay/workspace-tree.ts";
import { resolvePath } from "../../engine/files/path-jail.ts";
import { byCodeUnit, joinPath, nameOf } from "../../engine/files/path-parts.ts";
import type { Hash } from "../../kernel/base/canonical.ts";
import type { ClockDep } from "../../kernel/base/clock.ts";
import type { Failure } from "../../kernel/base/failure.ts";
import { type EffectId, effectId } from "../../kernel/base/ids.ts";
import type { RandomDep } from "../../kernel/base/random.ts";
import { err, ok, type Result } from "../../kernel/base/result.ts";
import type { Effect, Store } from "../../kernel/contracts/store.ts";
import type { BackupPreview, RestoredBackup, RestorePlace } from "../../kernel/files/backup.ts";
import type { FileChange, FileState } from "../../kernel/files/file.ts";
import { effectOf } from "../../kernel/log/event-effect.ts";
import { type EntryDraft, entryAt, type LogEntry } from "../../kernel/log/log-entry.ts";
import { joinOrigins, type Origin } from "../../kernel/rules/origin.ts";
import { isRuleFile, rulesFolder } from "../../kernel/rules/rules-folder.ts";
import { type Move, moveEntries } from "../branches/move-entries.ts";
import { byPerson } from "../origins/origins.ts";
import { emptyTables, type WorkspaceTables, workspaceProjection } from "../projection.ts";
import { disarm, ruleFileId } from "./active-parts.ts";
import { lastBackupKey } from "./backup-keys.ts";
import { type GatheredBackup, gatherBackup } from "./gather-backup.ts";
import { forgetStaged, stageContents, tidyStaged } from "./staged-contents.ts";

interface PickedBackup {
  readonly name: string;
  readonly file: Blob;
}

export interface RestoreDeps extends ClockDep, RandomDep {
  readonly store: Store<WorkspaceTables>;
  readonly tree: WorkspaceTree;
  /** Whether the browser keeps what is stored. */
  readonly isKept: () => boolean;
  /** Marks what is open in the log and not at work. */
  readonly recover: () => Promise<void>;
}

export interface RestoreChoice {
  readonly place: RestorePlace;
  /** The person made it: it comes as it was, switched on and without a label. Only in place of an empty workspace. */
  readonly isOwn: boolean;
  /** Ids of the active parts that come switched on; those that the preview did not name switch nothing on. Absent: none. */
  readonly on?: readonly string[];
  /** Of the preview. */
  readonly hash: Hash;
}

interface Switched {
  readonly isOwn: boolean;
  readonly on: ReadonlySet<string>;
}

/** Backups that come back. Everything is checked before anything is stored; one commit stores all of it, or nothing. */
export interface Restoring {
  readonly preview: (picked: PickedBackup) => Promise<Result<BackupPreview, Failure>>;
  /** In place of the workspace, it has to be opened anew afterwards. */
  readonly restore: (picked: PickedBackup, choice: RestoreChoice) => Promise<Result<RestoredBackup, Failure>>;
}

const refused = (message: string): Result<never, Failure> => err({ type: "invalid-input", message });

/** Why a backup cannot take the place of this workspace; undefined where nothing was done in it yet. */
const whyNotInstead = async ({ store, isKept }: RestoreDeps): Promise<string | undefined> => {
  if (!isKept()) return "This browser stores nothing for this page, so what is restored would be gone with the tab.";
  const there = "There is work in this workspace, and a backup never takes the place of work.";
  if (store.state().sessions.size > 0) return there;
  const page = await store.read({ type: "all" });
  if (!page.ok) return page.error.message;
  const isUntouched = page.value.entries.every(
    ({ event }) =>
      event.type === "erased-entry" ||
      event.type === "session-deleted" ||
      (event.type === "files-changed" && event.by === "sample"),
  );
  return isUntouched ? undefined : there;
};

/** Rule files one folder further in, where nobody reads them. */
const setAside = (
  files: ReadonlyMap<string, FileState>,
  on: ReadonlySet<string>,
  version: EffectId,
  modifiedAt: number,
): readonly FileChange[] => {
  const found = [...files].filter(([path]) => isRuleFile(path) && !on.has(ruleFileId(path)));
  if (found.length === 0) return [];
  const folder = `${rulesFolder}/from a backup`;
  return [
    { path: folder, before: files.get(folder) ?? null, after: { kind: "directory", modifiedAt, version } },
    ...found.flatMap(([path, state]): readonly FileChange[] => [
      { path, before: state, after: null },
      { path: joinPath(folder, nameOf(path)), before: null, after: { ...state, version } },
    ]),
  ];
};

const changeEntry = async (changes: readonly FileChange[], id: EffectId, origins: readonly Origin[]): Promise<EntryDraft> => ({
  causes: [],
  origins,
  // Moved and missing contents are not compared line by line.
  event: {
    type: "files-changed",
    by: "person",
    effect: await describeEffect({ effectId: id, changes, reads: [] }, async () => undefined),
  },
});

const labelled = (state: FileState, origin: Origin): FileState => ({
  ...state,
  origins: joinOrigins(state.origins ?? [], [origin]),
});

/** An entry of the backup with its label, its files too. */
const withLabel = (entry: LogEntry, origin: Origin): LogEntry => {
  const effect = effectOf(entry.event);
  const files = effect?.files.map((change) => ({
    ...change,
    after: change.after === null ? null : labelled(change.after, origin),
  }));
  const event = effect === undefined ? entry.event : { ...entry.event, effect: { ...effect, files } };
  return { ...entry, origins: joinOrigins(entry.origins, [origin]), event: event as LogEntry["event"] };
};

const freeFolder = (tree: WorkspaceTree, madeAt: number): string => {
  const day = `/imports/backup-${new Date(madeAt).toISOString().slice(0, 10)}`;
  let folder = day;
  for (let count = 2; tree.state(folder) !== undefined; count += 1) folder = `${day}-${count}`;
  return folder;
};

/** What stands in the backup and does not follow from its entries, whose sessions were deleted there. */
const filesBeside = (
  drafts: readonly EntryDraft[],
  { files }: GatheredBackup,
  move: Move,
  version: EffectId,
): readonly FileChange[] => {
  const shown = new Map<string, FileState>();
  for (const { event } of drafts)
    for (const { path, after } of effectOf(event)?.files ?? []) after === null ? shown.delete(path) : shown.set(path, after);
  const changes: FileChange[] = [];
  for (const [path, state] of files) {
    const target = `${move.folder}${path}`;
    const before = shown.get(target) ?? null;
    shown.delete(target);
    const isSame =
      before?.kind === state.kind && (before.kind === "directory" || (state.kind === "file" && before.hash === state.hash));
    if (!isSame) changes.push({ path: target, before, after: { ...labelled(state, move.origin), version } });
  }
  for (const [path, state] of shown) changes.push({ path, before: state, after: null });
  return changes;
};

export const createRestoring = (deps: RestoreDeps): Restoring => {
  const { clock, random, store, tree } = deps;

  const wholeEntries = async (gathered: GatheredBackup, name: string, { isOwn, on }: Switched) => {
    if (isOwn) return { entries: gathered.entries, effects: gathered.rows as readonly Effect[] };
    const origin: Origin = { type: "import", name };
    const origins = joinOrigins(byPerson, [origin]);
    const off = disarm(gathered, origins, on);
    const version = effectId(random.id("effect"));
    const aside = setAside(gathered.files, on, version, clock.now());
    const drafts = [...off.entries, ...(aside.length === 0 ? [] : [await changeEntry(aside, version, origins)])];
    const base = gathered.entries.length;
    const added = drafts.map((draft, index) => entryAt(base + index + 1, clock.now(), draft));
    const gone = new Set(aside.map(({ path }) => path));
    const effects = gathered.rows.flatMap((effect): readonly Effect[] => {
      if (effect.table === "settings") return off.settings.has(effect.row.key) ? [] : [effect];
      // Seals speak of entries without a label.
      if (effect.table === "kept") return effect.row.key.startsWith("seal/") ? [] : [effect];
      if (effect.table !== "files") return [effect];
      return gone.has(effect.row.key) ? [] : [{ ...effect, row: { ...effect.row, state: labelled(effect.row.state, origin) } }];
    });
    return { entries: [...gathered.entries.map((entry) => withLabel(entry, origin)), ...added], effects };
  };

  const putInstead = async (
    gathered: GatheredBackup,
    name: string,
    switched: Switched,
  ): Promise<Result<RestoredBackup, Failure>> => {
    const { entries, effects } = await wholeEntries(gathered, name, switched);
    const { madeAt } = gathered;
    const last: Effect = {
      type: "put",
      table: "settings",
      row: { key: lastBackupKey, value: { madeAt, seq: gathered.entries.length } },
    };
    const stored = await store.replace({ entries, effects: [...effects, last], keeps: gathered.contents });
    return stored.ok ? ok({ counts: gathered.counts }) : stored;
  };

  const besideEntries = async (gathered: GatheredBackup, move: Move, on: ReadonlySet<string>) => {
    const { folder, origin } = move;
    const [made, mended] = [effectId(random.id("effect")), effectId(random.id("effect"))];
    const origins = joinOrigins(byPerson, [origin]);
    const folders = ["/imports", folder].filter((path) => tree.state(path) === undefined);
    const after = { kind: "directory", modifiedAt: clock.now(), version: made } as const;
    const first = await changeEntry(
      folders.map((path) => ({ path, before: null, after })),
      made,
      origins,
    );
    const drafts = moveEntries(gathered.entries, move, random);
    const beside = filesBeside(drafts, gathered, move, mended);
    let tables = emptyTables;
    for (const [index, draft] of drafts.entries())
      tables = workspaceProjection.project(tables, entryAt(index + 1, clock.now(), draft)).state;
    const off = disarm({ ...gathered, tables, files: new Map(), rows: [] }, origins, on);
    return [first, ...drafts, ...(beside.length === 0 ? [] : [await changeEntry(beside, mended, origins)]), ...off.entries];
  };

  const putBeside = async (
    gathered: GatheredBackup,
    name: string,
    { on }: Switched,
  ): Promise<Result<RestoredBackup, Failure>> => {
    const origin: Origin = { type: "import", name };
    const folder = freeFolder(tree, gathered.madeAt);
    const tooDeep = [...gathered.files.keys()].find((path) => !resolvePath(`${folder}${path}`).ok);
    if (tooDeep !== undefined)
      return refused(
        `The path ${tooDeep} would be too long in ${folder}. Nothing was brought in; restore it in an empty workspace.`,
      );
    for (;;) {
      const lastSeq = store.lastSeq();
      const entries = await besideEntries(gathered, { by: lastSeq + 1, folder, origin }, on);
      const stored = await store.append({
        entries,
        effects: [forgetStaged],
        expects: [
          { type: "last-seq", seq: lastSeq },
          { type: "file-version", path: folder, version: null },
        ],
        durability: "strict",
      });
      // A run that goes on stores something every moment; the next moment may be free.
      if (!stored.ok && stored.error.type === "conflict" && tree.state(folder) === undefined) continue;
      if (!stored.ok) return stored;
      await deps.recover();
      return ok({ counts: gathered.counts, folder });
    }
  };

  const stage = async (picked: PickedBackup, gathered: GatheredBackup): Promise<Result<() => Promise<void>, Failure>> => {
    const staged = await stageContents(store, gathered.contents);
    if (!staged.ok) return staged;
    let problem: Failure | undefined;
    const again = await gatherBackup(picked, async (hash, bytes) => {
      const added = problem === undefined ? await staged.value.add(hash, bytes) : ok(null);
      if (!added.ok) problem = added.error;
    });
    const flushed = problem === undefined ? await staged.value.flush() : err(problem);
    const failure = !again.ok ? again.error : !flushed.ok ? flushed.error : undefined;
    if (failure === undefined && again.ok && again.value.hash === gathered.hash) return ok(staged.value.drop);
    await staged.value.drop();
    return err(
      failure ?? {
        type: "conflict",
        message: `${picked.name} changed while it was read. Nothing was brought in; choose it again.`,
      },
    );
  };

  return {
    preview: async (picked) => {
      const gathered = await gatherBackup(picked);
      if (!gathered.ok) return gathered;
      const { madeAt, hash, counts, missing } = gathered.value;
      const noReplacing = await whyNotInstead(deps);
      const { parts } = disarm(gathered.value, []);
      return ok({
        type: "backup",
        madeAt,
        hash,
        counts,
        missing,
        active: [...parts].sort((a, b) => byCodeUnit(a.kind, b.kind)),
        ...(noReplacing === undefined ? {} : { noReplacing }),
      });
    },
    restore: async (picked, { place, isOwn, on = [], hash }) => {
      await tidyStaged(store);
      const gathered = await gatherBackup(picked);
      if (!gathered.ok) return gathered;
      if (gathered.value.hash !== hash)
        return refused(`${picked.name} is not the file that was looked at. Nothing was brought in; look at it again.`);
      const reason = place === "instead" ? await whyNotInstead(deps) : undefined;
      if (reason !== undefined) return refused(`${reason} Nothing was brought in; bring it in beside what is there.`);
      const drop = await stage(picked, gathered.value);
      if (!drop.ok) return drop;
      const switched: Switched = { isOwn, on: new Set(on) };
      const bring = place === "instead" ? putInstead : putBeside;
      const put = await bring(gathered.value, picked.name, switched);
      if (!put.ok) await drop.value();
      return put;
    },
  };
};
