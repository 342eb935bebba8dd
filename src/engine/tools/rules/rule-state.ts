import type { Hash } from "../../../kernel/base/canonical.ts";
import type { JsonValue } from "../../../kernel/base/json.ts";
import type { FileTree } from "../../../kernel/contracts/file-system.ts";
import { statePath } from "../../../kernel/files/state.ts";

/** The values of the shared state that rules speak about. They are as they were when they were loaded last. */
export interface RuleState {
  /** Loads those of these keys that changed; undefined where none did. */
  readonly load: (keys: readonly string[]) => Promise<void> | undefined;
  /** Undefined where the key is missing. Throws where it was never loaded, or is no JSON. */
  readonly at: (key: string) => JsonValue | undefined;
}

interface Known {
  readonly hash: Hash | undefined;
  /** Undefined for a value that cannot be read; `null` in it is a value like others. */
  readonly read: { readonly value: JsonValue | undefined } | undefined;
}

export const createRuleState = (tree: Pick<FileTree, "state" | "contents">): RuleState => {
  const known = new Map<string, Known>();
  const hashOf = (key: string): Hash | undefined => {
    const state = tree.state(statePath({ tenant: "", key }));
    return state?.kind === "file" ? state.hash : undefined;
  };
  const loadOne = async (key: string): Promise<void> => {
    const hash = hashOf(key);
    const bytes = hash === undefined ? undefined : await tree.contents(hash);
    if (hash === undefined) return void known.set(key, { hash, read: { value: undefined } });
    try {
      const value: JsonValue = JSON.parse(new TextDecoder("utf-8", { fatal: true }).decode(bytes));
      known.set(key, { hash, read: { value } });
    } catch {
      known.set(key, { hash, read: undefined });
    }
  };
  return {
    load: (keys) => {
      const changed = keys.filter((key) => {
        const before = known.get(key);
        return before === undefined || before.hash !== hashOf(key);
      });
      return changed.length === 0 ? undefined : Promise.all(changed.map(loadOne)).then(() => undefined);
    },
    at: (key) => {
      const read = known.get(key)?.read;
      if (read === undefined) throw new Error(`The state's value of ${key} is not known.`);
      return read.value;
    },
  };
};
