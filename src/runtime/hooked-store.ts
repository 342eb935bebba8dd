import { hookActed, hookFailure } from "../kernel/ask-hooks.ts";
import type { Hooks } from "../kernel/contracts/hooks.ts";
import type { Store } from "../kernel/contracts/store.ts";
import type { EntryDraft } from "../kernel/log-entry.ts";

/** Tells every hook of an entry; what breaks down becomes an entry about it. */
const tell = (hooks: readonly Hooks[], entry: EntryDraft): readonly EntryDraft[] =>
  hooks.flatMap(({ name, onEntry }) => {
    try {
      onEntry?.(entry);
      return [];
    } catch (cause) {
      const event = hookActed("on-entry", name, "failed", hookFailure("on-entry", name, cause).message);
      return [{ ...entry, event }];
    }
  });

/**
 * The store, with the hooks told of each entry before it is stored, in order. What a hook throws stands in the log behind the
 * entry, in the same commit; hooks are not told of that.
 */
export const createHookedStore = <State>(store: Store<State>, hooks: () => readonly Hooks[]): Store<State> => ({
  ...store,
  append: (commit) => {
    const listening = hooks().filter(({ onEntry }) => onEntry !== undefined);
    if (listening.length === 0) return store.append(commit);
    const entries = commit.entries.flatMap((entry) => [entry, ...tell(listening, entry)]);
    return store.append({ ...commit, entries });
  },
});
