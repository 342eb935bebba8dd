import { type Clock, systemClock } from "../kernel/base/clock.ts";
import { type Random, systemRandom } from "../kernel/base/random.ts";
import { err, ok } from "../kernel/base/result.ts";
import type { Effect, Store, TableName, Tables } from "../kernel/contracts/store.ts";
import { storageLost } from "../platform/storage/failures.ts";
import { createInMemoryStore } from "../platform/storage/in-memory/in-memory-store.ts";
import { type WorkspaceTables, workspaceProjection } from "./projection.ts";

/** One log, with the files, the state and the rules that follow from it, in memory, for several agents of a program. */
export interface SharedWorkspace {
  readonly clock: Clock;
  readonly random: Random;
  readonly store: Store<WorkspaceTables>;
}

export const createSharedWorkspace = ({
  clock = systemClock,
  random = systemRandom,
}: Partial<Pick<SharedWorkspace, "clock" | "random">> = {}): SharedWorkspace => ({
  clock,
  random,
  store: createInMemoryStore({ clock }, { projection: workspaceProjection }),
});

type SettingEffect = Effect & { readonly table: "settings" };
const isSetting = (effect: Effect): effect is SettingEffect => effect.table === "settings";

/**
 * A shared store as one agent has it: everything is everybody's, but the settings, which are its own and do not outlive it. Closing
 * it ends this agent's part, and leaves the store to the others.
 */
export const shareStore = (store: Store<WorkspaceTables>): Store<WorkspaceTables> => {
  const settings = new Map<string, Tables["settings"]>();
  const leaves: (() => void)[] = [];
  let isClosed = false;
  const set = (effect: SettingEffect): void => {
    if (effect.type === "put") settings.set(effect.row.key, effect.row);
    else settings.delete(effect.key);
  };
  return {
    ...store,
    append: async (commit) => {
      if (isClosed) return err(storageLost("closed"));
      const own = commit.effects.filter(isSetting);
      const stored = await store.append(
        own.length === 0 ? commit : { ...commit, effects: commit.effects.filter((effect) => !isSetting(effect)) },
      );
      if (stored.ok) for (const effect of own) set(effect);
      return stored;
    },
    subscribe: (listener) => {
      const leave = store.subscribe(listener);
      leaves.push(leave);
      return leave;
    },
    get: <Name extends TableName>(table: Name, key: string) =>
      table === "settings" ? Promise.resolve(ok(settings.get(key) as Tables[Name] | undefined)) : store.get(table, key),
    list: <Name extends TableName>(table: Name) =>
      table === "settings"
        ? Promise.resolve(ok({ rows: [...settings.values()] as unknown as readonly Tables[Name][], unreadable: 0 }))
        : store.list(table),
    close: () => {
      isClosed = true;
      for (const leave of leaves) leave();
      return Promise.resolve();
    },
  };
};
