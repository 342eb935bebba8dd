import type { CallId, RuleId, SessionId } from "../../../kernel/base/ids.ts";
import type { JsonValue } from "../../../kernel/base/json.ts";
import type { Rule } from "../../../kernel/rules/rule.ts";
import { createLineMatcher, type LineMatcher } from "../../files/search/line-matcher.ts";
import { compileRules, type RuleSet } from "./rule-set.ts";
import type { RuleState } from "./rule-state.ts";
import type { FindsPattern } from "./value-test.ts";

/** The rules of people and files as the gate asks them. */
export interface RuleBook {
  /** As they stand; the same set until they change. */
  readonly current: () => RuleSet;
  /** Loads what the patterns of the current rules need; undefined where nothing has to be waited for. */
  readonly load: () => Promise<void> | undefined;
  /** What the rules' tests of the state look at; see `RuleSubject`. Absent: every key is missing. */
  readonly state?: (key: string) => JsonValue | undefined;
  /** What the windows of the rules have let through. */
  readonly windows: CallWindows;
}

/** Counts calls for rules with a window. In memory: after a reload every window is empty. */
export interface CallWindows {
  /** How many calls beside this one a rule has let through in the `windowMs` milliseconds that end at `now`. */
  readonly admitted: (rule: RuleId, about: WindowCall, windowMs: number) => number;
  /** Counts a call that was let through, once. */
  readonly admit: (rule: RuleId, about: WindowCall) => void;
}

export interface WindowCall {
  readonly sessionId: SessionId;
  readonly callId: CallId;
  /** Milliseconds since 1970. */
  readonly now: number;
}

/** Calls of one rule and session that are remembered at most; what is older counts no more. */
const maxRemembered = 10_000;

export const createCallWindows = (): CallWindows => {
  const byRule = new Map<string, Map<CallId, number>>();
  const keyOf = (rule: RuleId, { sessionId }: WindowCall): string => `${sessionId} ${rule}`;
  return {
    admitted: (rule, about, windowMs) => {
      let count = 0;
      for (const [callId, at] of byRule.get(keyOf(rule, about)) ?? [])
        if (callId !== about.callId && at > about.now - windowMs && at <= about.now) count += 1;
      return count;
    },
    admit: (rule, about) => {
      const key = keyOf(rule, about);
      const calls = byRule.get(key) ?? new Map<CallId, number>();
      byRule.set(key, calls);
      if (calls.has(about.callId)) return;
      calls.set(about.callId, about.now);
      const [oldest] = calls.keys();
      if (calls.size > maxRemembered && oldest !== undefined) calls.delete(oldest);
    },
  };
};

const keysOf = ({ match }: Rule): readonly string[] => (match.state ?? []).map(({ key }) => key);

const patternsOf = ({ match }: Rule): readonly string[] =>
  [...(match.arguments ?? []), ...(match.state ?? [])].flatMap(({ operator, value }) =>
    operator === "matches" && typeof value === "string" ? [value] : [],
  );

/** Finds with the matchers that are there; throws for any other pattern. */
const findsWith =
  (matchers: ReadonlyMap<string, LineMatcher | undefined>): FindsPattern =>
  (pattern, text) => {
    const matcher = matchers.get(pattern);
    if (matcher === undefined) throw new Error("The pattern cannot be read.");
    // A line too long to be searched whole cannot be told to be without it.
    return text.split(/\r?\n/).some((line) => {
      if (matcher.matches(line)) return true;
      if (line.length > matcher.searchedChars) throw new Error("The text is too long to be searched.");
      return false;
    });
  };

/**
 * `fixed`: what stands behind all of them, before the level. `rules` gives the same map until a rule changes. `refresh`: brings it up to date, where something has to be waited for. `state`:
 * what its tests look at.
 */
export const createRuleBook = (
  rules: () => ReadonlyMap<RuleId, Rule>,
  {
    fixed = [],
    refresh,
    state,
  }: {
    readonly fixed?: readonly Rule[];
    readonly refresh?: () => Promise<void> | undefined;
    readonly state?: RuleState;
  } = {},
): RuleBook => {
  const matchers = new Map<string, LineMatcher | undefined>();
  const finds = findsWith(matchers);
  let compiled:
    | {
        readonly from: ReadonlyMap<RuleId, Rule>;
        readonly set: RuleSet;
        readonly patterns: readonly string[];
        readonly keys: readonly string[];
      }
    | undefined;
  const take = (): NonNullable<typeof compiled> => {
    const from = rules();
    if (compiled?.from === from) return compiled;
    const all = [...from.values(), ...fixed];
    compiled = {
      from,
      set: compileRules(all, finds),
      patterns: all.flatMap(patternsOf),
      keys: [...new Set(all.flatMap(keysOf))],
    };
    return compiled;
  };
  const loadPatterns = (): Promise<void> | undefined => {
    const { patterns } = take();
    const missing = patterns.length === 0 ? [] : patterns.filter((pattern) => !matchers.has(pattern));
    if (missing.length === 0) return undefined;
    const loadOne = async (pattern: string): Promise<void> => {
      const matcher = await createLineMatcher(pattern);
      matchers.set(pattern, matcher.ok ? matcher.value : undefined);
    };
    return Promise.all(missing.map(loadOne)).then(() => undefined);
  };
  const loadFacts = (): Promise<void> | undefined => {
    const { keys } = take();
    const values = keys.length === 0 ? undefined : state?.load(keys);
    const patterns = loadPatterns();
    return values === undefined ? patterns : values.then(() => patterns);
  };
  return {
    current: () => take().set,
    load: () => {
      const refreshing = refresh?.();
      return refreshing === undefined ? loadFacts() : refreshing.then(loadFacts);
    },
    ...(state === undefined ? {} : { state: state.at }),
    windows: createCallWindows(),
  };
};
