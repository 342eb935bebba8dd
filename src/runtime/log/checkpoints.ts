import { byCodeUnit } from "../../engine/files/path-parts.ts";
import { createStateStore } from "../../engine/tools/builtin/state-store.ts";
import { canonicalHash, canonicalJson, type Hash, hashText } from "../../kernel/base/canonical.ts";
import type { Failure } from "../../kernel/base/failure.ts";
import type { Seq, SessionId } from "../../kernel/base/ids.ts";
import { parseUntrustedJson } from "../../kernel/base/json.ts";
import { err, ok, type Result } from "../../kernel/base/result.ts";
import { FileSystemError } from "../../kernel/contracts/file-system.ts";
import type { Persistence } from "../../kernel/contracts/persistence.ts";
import { type ShownValue, type StatePlace, statePath, statePlaceAt } from "../../kernel/files/state.ts";
import {
  type Checkpoint,
  type CheckpointMaker,
  type CheckpointRow,
  checkpointFrom,
  type Restored,
  type RestorePlan,
} from "../../kernel/log/checkpoint.ts";
import type { Checkpointing } from "../../kernel/log/checkpointing.ts";
import type { Origin } from "../../kernel/rules/origin.ts";
import { openFilePersistence } from "../../platform/storage/file-persistence.ts";
import { type EditDeps, editFiles } from "../files/edit-files.ts";
import { byPerson } from "../origins/origins.ts";
import { type StateMoment, stateMoment } from "./checkpointing.ts";

type Answered<Value> = Promise<Result<Value, Failure>>;

/** Moments of the state that can be gone back to. What is asked is done one after the other; each change is whole or did not happen. */
export interface Checkpoints {
  /** The newest first. */
  readonly list: () => Answered<readonly CheckpointRow[]>;
  /** Keeps the state as it is, for a person. Where the log has not moved since the last one, it takes its place. */
  readonly make: () => Answered<CheckpointRow>;
  /** Keeps the state as it was right after a turn; of those only the newest stay. */
  readonly makeOf: (moment: StateMoment) => Answered<CheckpointRow>;
  readonly plan: (checkpointId: string) => Answered<RestorePlan>;
  /** Makes the state what it was, as one entry that can be undone. The log, files beside the state, and tools stay as they are. */
  readonly restore: (checkpointId: string, sessionId?: SessionId) => Answered<Restored>;
  readonly remove: (checkpointId: string) => Answered<null>;
  /** The text of a file. */
  readonly exported: (checkpointId: string) => Answered<{ readonly json: string }>;
  /** Keeps what such a file holds, and restores nothing. */
  readonly imported: (text: string) => Answered<CheckpointRow>;
}

export interface CheckpointsDeps extends EditDeps {
  readonly kept: Persistence;
  readonly toolNames: () => readonly string[];
  readonly checkpointing: () => Checkpointing;
  /** Takes the keys that are held out of a text. */
  readonly scrub: (text: string) => string;
}

const prefix = "checkpoint/";
const importedPrefix = "file-";
const maxShownChars = 200;

const refused = (message: string): Result<never, Failure> => err({ type: "invalid-input", message });
const gone = refused("This checkpoint is not there any more. Nothing was changed; look at the list again.");

const idOf = (madeAt: number, seq: Seq): string => `${String(madeAt).padStart(15, "0")}-${String(seq).padStart(12, "0")}`;

const shown = (text: string | undefined): ShownValue | null => {
  if (text === undefined) return null;
  return text.length > maxShownChars ? { text: text.slice(0, maxShownChars), isCut: true } : { text, isCut: false };
};

const rowOf = ({ state, ...row }: Checkpoint): CheckpointRow => ({
  ...row,
  values: state.length,
  isImported: row.checkpointId.startsWith(importedPrefix),
});

const newestFirst = (one: CheckpointRow, other: CheckpointRow): number => other.madeAt - one.madeAt || other.seq - one.seq;

const hashOf = (state: Checkpoint["state"]): Hash => canonicalHash(state.map(({ tenant, key, value }) => [tenant, key, value]));

const bytesOf = (checkpoint: Checkpoint): Uint8Array => new TextEncoder().encode(JSON.stringify(checkpoint));

/** The oldest of those that were made by themselves, beyond as many as stay. */
const tooOld = (all: readonly Checkpoint[], stay: number): readonly Checkpoint[] => {
  const own = all.filter((other) => other.by === "turns" && !rowOf(other).isImported);
  return own.sort((one, other) => newestFirst(rowOf(one), rowOf(other))).slice(stay);
};

/** A value of the state as its file has it. */
interface HeldValue extends StatePlace {
  readonly text: string;
}

export const createCheckpoints = (deps: CheckpointsDeps): Checkpoints => {
  const { kept, toolNames, tree } = deps;
  let last: Promise<unknown> = Promise.resolve();
  const inTurn = <Value>(work: () => Promise<Value>): Promise<Value> => {
    const result = last.then(work);
    last = result.catch(() => undefined);
    return result;
  };

  const textsOf = async ({ values }: StateMoment): Answered<readonly HeldValue[]> => {
    const held: HeldValue[] = [];
    for (const { hash, key, path, tenant } of values) {
      const bytes = await tree.contents(hash);
      if (bytes === undefined)
        return refused(`The content of ${path} is missing in the store. Nothing was changed; set it again.`);
      held.push({ tenant, key, text: new TextDecoder().decode(bytes) });
    }
    return ok(held.sort((a, b) => byCodeUnit(a.tenant, b.tenant) || byCodeUnit(a.key, b.key)));
  };

  const stateAt = async (moment: StateMoment): Answered<Checkpoint["state"]> => {
    const values = await textsOf(moment);
    if (!values.ok) return values;
    const state: Checkpoint["state"][number][] = [];
    for (const { key, tenant, text } of values.value) {
      const parsed = parseUntrustedJson(text);
      if (!parsed.ok)
        return refused(
          `${statePath({ tenant, key })} was changed by hand and cannot be read. No checkpoint was made; set it again.`,
        );
      state.push({ tenant, key, value: parsed.value });
    }
    return ok(state);
  };

  /** Damaged ones are left out. */
  const readAll = async (): Answered<readonly Checkpoint[]> => {
    const keys = await kept.list(prefix);
    if (!keys.ok) return keys;
    const records = await kept.read(keys.value);
    if (!records.ok) return records;
    return ok(
      records.value.flatMap((bytes, index) => {
        const checkpoint = bytes === undefined ? undefined : checkpointFrom(new TextDecoder().decode(bytes));
        return checkpoint !== undefined && `${prefix}${checkpoint.checkpointId}` === keys.value[index] ? [checkpoint] : [];
      }),
    );
  };

  const find = async (checkpointId: string): Answered<Checkpoint> => {
    const record = await kept.read([`${prefix}${checkpointId}`]);
    if (!record.ok) return record;
    const [bytes] = record.value;
    const found = bytes === undefined ? undefined : checkpointFrom(new TextDecoder().decode(bytes));
    return found === undefined ? gone : ok(found);
  };

  const make = async (moment: StateMoment, by: CheckpointMaker): Answered<CheckpointRow> => {
    const [then, all] = [await stateAt(moment), await readAll()];
    if (!then.ok) return then;
    if (!all.ok) return all;
    const [{ at: madeAt, seq }, state] = [moment, then.value];
    const stateHash = hashOf(state);
    const same = all.value.filter((other) => other.seq === seq && !rowOf(other).isImported && hashOf(other.state) === stateHash);
    const ofPerson = same.find((other) => other.by === "person");
    if (by === "turns" && ofPerson !== undefined) return ok(rowOf(ofPerson));
    const made: Checkpoint = { checkpointId: idOf(madeAt, seq), madeAt, seq, by, tools: [...toolNames()], state };
    const others = all.value.filter((other) => !same.includes(other));
    const remove = [...same, ...(by === "turns" ? tooOld(others, deps.checkpointing().keep - 1) : [])]
      .map(({ checkpointId }) => checkpointId)
      .filter((id) => id !== made.checkpointId);
    const key = `${prefix}${made.checkpointId}`;
    const written = await kept.write({ put: [[key, bytesOf(made)]], remove: remove.map((id) => `${prefix}${id}`) });
    return written.ok ? ok(rowOf(made)) : written;
  };

  const plan = async (checkpointId: string): Answered<RestorePlan> => {
    const [found, now] = [await find(checkpointId), await textsOf(stateMoment(deps))];
    if (!found.ok) return found;
    if (!now.ok) return now;
    const before = new Map(now.value.map((value) => [statePath(value), value]));
    const after = new Map(found.value.state.map((value) => [statePath(value), { ...value, text: canonicalJson(value.value) }]));
    const places = [...new Map<string, StatePlace>([...before, ...after]).entries()].sort(([a], [b]) => byCodeUnit(a, b));
    const names = new Set(toolNames());
    return ok({
      changes: places.flatMap(([path, { tenant, key }]) => {
        const [from, to] = [before.get(path)?.text, after.get(path)?.text];
        return from === to ? [] : [{ tenant, key, from: shown(from), to: shown(to) }];
      }),
      missingTools: found.value.tools.filter((tool) => !names.has(tool)),
    });
  };

  const restore = async (checkpointId: string, sessionId: SessionId | undefined): Answered<Restored> => {
    const found = await find(checkpointId);
    if (!found.ok) return found;
    const { madeAt, seq, state } = found.value;
    const origins: readonly Origin[] = rowOf(found.value).isImported
      ? [...byPerson, { type: "import", name: "checkpoint" }]
      : byPerson;
    try {
      const edited = await editFiles(
        deps,
        async (files) => {
          const tenants = new Set(tree.paths().flatMap((path) => statePlaceAt(path)?.tenant ?? []));
          for (const { tenant } of state) tenants.add(tenant);
          for (const tenant of tenants) {
            const own = state.filter((value) => value.tenant === tenant);
            await createStateStore(files, tenant).replace(own.map(({ key, value }) => [key, value]));
          }
        },
        (effect) => ({
          ...(sessionId === undefined ? {} : { sessionId }),
          causes: [],
          origins,
          event: { type: "files-changed", by: "person", effect, checkpoint: { checkpointId, madeAt, seq } },
        }),
      );
      if (!edited.ok) return edited;
      const { effectId, files } = edited.value.effect;
      const changed = files.filter(({ path }) => statePlaceAt(path) !== undefined).length;
      return ok(files.length === 0 ? { changed } : { effectId, changed });
    } catch (cause) {
      if (cause instanceof FileSystemError) return refused(`${cause.message.slice(cause.code.length + 2)}. Nothing was changed.`);
      throw cause;
    }
  };

  const exported = async (checkpointId: string): Answered<{ readonly json: string }> => {
    const [found, file] = [await find(checkpointId), openFilePersistence()];
    if (!found.ok) return found;
    if (!file.ok) return file;
    const written = await file.value.write({ put: [[`${prefix}${checkpointId}`, bytesOf(found.value)]] });
    return written.ok ? ok({ json: deps.scrub(file.value.text()) }) : written;
  };

  const imported = async (text: string): Answered<CheckpointRow> => {
    const file = openFilePersistence(text);
    if (!file.ok) return file;
    const keys = await file.value.list(prefix);
    const records = keys.ok ? await file.value.read(keys.value) : keys;
    if (!records.ok) return records;
    const [bytes, ...more] = records.value;
    const found = bytes === undefined ? undefined : checkpointFrom(new TextDecoder().decode(bytes));
    if (found === undefined || more.length > 0)
      return refused("This file does not hold exactly one checkpoint. Nothing was taken from it.");
    // The same file twice is one checkpoint.
    const { checkpointId: _id, ...rest } = found;
    const checkpoint = { ...rest, checkpointId: `${importedPrefix}${hashText(JSON.stringify(rest)).slice(0, 24)}` };
    const written = await kept.write({ put: [[`${prefix}${checkpoint.checkpointId}`, bytesOf(checkpoint)]] });
    return written.ok ? ok(rowOf(checkpoint)) : written;
  };

  return {
    list: () =>
      inTurn(async () => {
        const all = await readAll();
        return all.ok ? ok(all.value.map(rowOf).sort(newestFirst)) : all;
      }),
    make: () => inTurn(() => make(stateMoment(deps), "person")),
    makeOf: (moment) => inTurn(() => make(moment, "turns")),
    plan: (checkpointId) => inTurn(() => plan(checkpointId)),
    restore: (checkpointId, sessionId) => inTurn(() => restore(checkpointId, sessionId)),
    remove: (checkpointId) => inTurn(() => kept.write({ remove: [`${prefix}${checkpointId}`] })),
    exported: (checkpointId) => inTurn(() => exported(checkpointId)),
    imported: (text) => inTurn(() => imported(text)),
  };
};
