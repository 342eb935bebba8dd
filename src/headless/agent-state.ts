import { createStateStore, type StateStore, stateHash } from "../engine/tools/builtin/state-store.ts";
import type { Failure } from "../kernel/base/failure.ts";
import { err, ok, type Result } from "../kernel/base/result.ts";
import { FileSystemError } from "../kernel/contracts/file-system.ts";
import { findStateNameProblem } from "../kernel/files/state.ts";
import { editFiles } from "../runtime/files/edit-files.ts";
import { byPerson } from "../runtime/origins/origins.ts";
import type { AgentState } from "./agent-contract.ts";
import type { Engine } from "./engine.ts";

const refused = (message: string): Result<never, Failure> =>
  err({ type: "invalid-input", message: `${message}. Nothing was changed.` });

type Work<Value> = (state: StateStore) => Promise<Value>;

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
    const edited = await editFiles(
      engine,
      (files) => work(createStateStore(files, tenant)),
      (effect) => ({ causes: [], origins: byPerson, event: { type: "files-changed", by: "person", effect } }),
    );
    return edited.ok ? ok(edited.value.value) : edited;
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
