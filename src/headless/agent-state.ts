import { createOverlay } from "../engine/files/overlay.ts";
import { createStateStore, type StateStore, stateHash } from "../engine/tools/builtin/state-store.ts";
import { FileSystemError } from "../kernel/contracts/file-system.ts";
import type { Expectation } from "../kernel/contracts/store.ts";
import type { WorkspaceEffect } from "../kernel/effect.ts";
import type { Failure } from "../kernel/failure.ts";
import { effectId } from "../kernel/ids.ts";
import { err, ok, type Result } from "../kernel/result.ts";
import { findStateNameProblem } from "../kernel/state.ts";
import type { AgentState } from "./agent-contract.ts";
import type { Engine } from "./engine.ts";

/** How often an edit is tried again because the agent changed the same values meanwhile. */
const maxTries = 5;

const refused = (message: string): Result<never, Failure> =>
  err({ type: "invalid-input", message: `${message}. Nothing was changed.` });

const versionsOf = ({ files, reads }: WorkspaceEffect): readonly Expectation[] => {
  const versions = new Map(reads.map(({ path, version }) => [path, version]));
  for (const { path, before } of files) versions.set(path, before?.version ?? null);
  return [...versions].map(([path, version]) => ({ type: "file-version", path, version }));
};

type Work<Value> = (state: StateStore) => Promise<Value>;

const editOnce = async <Value>(
  { clock, random, store, tree }: Engine,
  tenant: string,
  work: Work<Value>,
): Promise<Result<Value, Failure>> => {
  const overlay = createOverlay(tree, { effectId: effectId(random.id("effect")), now: clock.now() });
  const value = await work(createStateStore(overlay.files, tenant));
  const effect = await overlay.effect();
  if (effect.files.length === 0) return ok(value);
  const stored = await store.append({
    entries: [{ causes: [], origins: [{ type: "user" }], event: { type: "files-changed", by: "person", effect } }],
    effects: overlay.blobs().map(({ hash, bytes }) => ({ type: "put", table: "blobs", row: { key: hash, bytes } })),
    expects: versionsOf(effect),
    durability: "strict",
  });
  return stored.ok ? ok(value) : stored;
};

/** One edit of a program: all of it is one entry of the log, or nothing happened. */
const edit = async <Value>(
  opening: Promise<Engine>,
  tenant: string,
  names: readonly string[],
  work: Work<Value>,
): Promise<Result<Value, Failure>> => {
  for (const name of tenant === "" ? names : [tenant, ...names]) {
    const problem = findStateNameProblem(name);
    if (problem !== undefined) return refused(`The name '${name}' ${problem}`);
  }
  const engine = await opening;
  try {
    let edited = await editOnce(engine, tenant, work);
    for (let tries = 1; tries < maxTries && !edited.ok && edited.error.type === "conflict"; tries += 1)
      edited = await editOnce(engine, tenant, work);
    return edited;
  } catch (cause) {
    if (cause instanceof FileSystemError) return refused(cause.message.slice(cause.code.length + 2));
    throw cause;
  }
};

/** The state of a tenant as a program reads and sets it; `""` is what all share. */
export const openAgentState = (opening: Promise<Engine>, tenant: string): AgentState => {
  const withNames = <Value>(names: readonly string[], work: Work<Value>) => edit(opening, tenant, names, work);
  return {
    get: (key) => withNames([key], (state) => state.get(key)),
    exists: (key) => withNames([key], (state) => state.exists(key)),
    keys: () => withNames([], (state) => state.keys()),
    set: (key, value) => withNames([key], async (state) => state.set(key, value).then(() => null)),
    delete: (key) => withNames([key], (state) => state.delete(key)),
    hash: () => withNames([], async (state) => stateHash(await state.values())),
    snapshot: (name) => withNames([name], async (state) => state.snapshot(name).then(() => null)),
    restore: (name) => withNames([name], async (state) => (await state.restore(name)) !== undefined),
    transitions: async (key) => {
      const history = await (await opening).state.history({ tenant, key });
      return history.ok ? ok(history.value.transitions) : history;
    },
  };
};
