import type { Hooks } from "../kernel/contracts/hooks.ts";
import type { Store } from "../kernel/contracts/store.ts";
import type { EntryDraft } from "../kernel/log/log-entry.ts";
import { hookActed, hookFailure } from "../kernel/rules/ask-hooks.ts";

/** Tells every hook of an entry; what breaks down becomes an entry about it, behind the others. */
const tell = (hooks: readonly Hooks[], entry: EntryDraft, entries: EntryDraft[]): void => {
  for (const { name, onEntry } of hooks) {
    try {
      onEntry?.(entry);
    } catch (cause) {
      const event = hookActed("on-entry", name, "failed", hookFailure("on-entry", name, cause).message);
      entries.push({ ...entry, event });
    }
  }
};

/**
 * The store, with the hooks told of each entry before it is stored, in order. What a hook throws stands in the log behind the
 * entry, in the same commit; hooks are not told of that.
 */
export const createHookedStore = <State>(store: Store<State>, hooks: () => readonly Hooks[]): Store<State> => ({
  ...store,
  append: (commit) => {
    const all = hooks();
    if (!all.some(({ onEntry }) => onEntry !== undefined)) return store.append(commit);
    const entries: EntryDraft[] = [];
    for (const entry of commit.entries) {
      entries.push(entry);
      tell(all, entry, entries);
    }
    return store.append(entries.length === commit.entries.length ? commit : { ...commit, entries });
  },
});
