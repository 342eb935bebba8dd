import type { Failure } from "../../kernel/base/failure.ts";
import type { RuleId } from "../../kernel/base/ids.ts";
import type { JsonObject } from "../../kernel/base/json.ts";
import { err, ok, type Result } from "../../kernel/base/result.ts";
import type { FileTree } from "../../kernel/contracts/file-system.ts";
import type { Store } from "../../kernel/contracts/store.ts";
import { effectOf } from "../../kernel/log/event-effect.ts";
import type { Rule } from "../../kernel/rules/rule.ts";
import { isRuleFile } from "../../kernel/rules/rules-folder.ts";

/** The rules that lie as files in the workspace's rules folder. They follow the committed files. */
export interface RuleFiles {
  /** What the files say, as they were read last. The same list until they are read again. */
  readonly rules: () => readonly Rule[];
  /** Why no run may go on: the first file that cannot be read. Absent where all can. */
  readonly problem: () => Failure | undefined;
  /** Reads the files where they changed; undefined where they did not. */
  readonly refresh: () => Promise<void> | undefined;
  /** Both kinds of rules in one map: the same until one of them changes. */
  readonly withStored: (stored: ReadonlyMap<RuleId, Rule>) => ReadonlyMap<RuleId, Rule>;
}

export interface RuleFilesDeps {
  readonly store: Store;
  readonly tree: FileTree & { readonly paths: () => readonly string[] };
  readonly onChange: () => void;
}

const none: readonly Rule[] = [];
const maxBytes = 256 * 1024;

const readOne = async (tree: FileTree, path: string): Promise<Result<readonly Rule[], string>> => {
  const state = tree.state(path);
  if (state?.kind !== "file") return ok(none);
  if (state.sizeBytes > maxBytes) return err(`It has more than ${maxBytes / 1024} KB.`);
  const bytes = await tree.contents(state.hash);
  if (bytes === undefined) return err("Its content is not there.");
  // Only workspaces that have such a file need the parser.
  const [{ parse }, { rulesOfFile }] = await Promise.all([import("smol-toml"), import("../../engine/tools/rules/rule-file.ts")]);
  try {
    const text = new TextDecoder("utf-8", { fatal: true }).decode(bytes);
    // Dates are the only values of TOML that are no JSON; as texts they equal nothing that a tool is given.
    return rulesOfFile(path, JSON.parse(JSON.stringify(parse(text))) as JsonObject);
  } catch (cause) {
    const [line = ""] = (cause instanceof Error ? cause.message : String(cause)).split("\n");
    return err(`${line}.`);
  }
};

export const openRuleFiles = ({ store, tree, onChange }: RuleFilesDeps): RuleFiles => {
  let rules = none;
  let problem: Failure | undefined;
  let isStale = tree.paths().some(isRuleFile);
  let reading: Promise<void> | undefined;
  let joined:
    | { readonly stored: ReadonlyMap<RuleId, Rule>; readonly files: readonly Rule[]; readonly both: ReadonlyMap<RuleId, Rule> }
    | undefined;

  const read = async (): Promise<void> => {
    while (isStale) {
      isStale = false;
      const found: Rule[] = [];
      let first: Failure | undefined;
      const paths = tree.paths().filter(isRuleFile).sort();
      const unreadableFile =
        paths.length === 0 ? undefined : (await import("../../engine/tools/rules/rule-file.ts")).unreadableFile;
      for (const path of paths) {
        const one = await readOne(tree, path);
        if (one.ok) found.push(...one.value);
        else if (unreadableFile !== undefined) {
          found.push(unreadableFile(path, one.error));
          first ??= {
            type: "invalid-input",
            message: `The rule file ${path} cannot be read: ${one.error} Nothing was asked of the model and nothing was changed; correct or delete the file, then continue.`,
          };
        }
      }
      [rules, problem] = [found.map((rule, place) => ({ ...rule, place })), first];
    }
    onChange();
  };
  const refresh = (): Promise<void> | undefined => {
    if (!isStale && reading === undefined) return undefined;
    reading ??= read().finally(() => {
      reading = undefined;
    });
    return reading;
  };
  store.subscribe((entries) => {
    if (!entries.some(({ event }) => effectOf(event)?.files.some(({ path }) => isRuleFile(path)))) return;
    isStale = true;
    void refresh();
  });
  void refresh();
  return {
    rules: () => rules,
    problem: () => problem,
    refresh,
    withStored: (stored) => {
      if (rules.length === 0) return stored;
      if (joined?.stored === stored && joined.files === rules) return joined.both;
      joined = { stored, files: rules, both: new Map([...stored, ...rules.map((rule) => [rule.ruleId, rule] as const)]) };
      return joined.both;
    },
  };
};
