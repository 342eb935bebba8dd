import type { SessionId } from "../../../kernel/base/ids.ts";
import type { LoggedCall } from "../gate/logged-calls.ts";
import { judgeArguments, judgeEffect } from "./judge.ts";
import { createCallWindows } from "./rule-book.ts";
import { admittedBy, type RuleSet, type RuleSubject, type Verdict } from "./rule-set.ts";

export interface SimulationFacts {
  /** What the level and the mode of a session say. */
  readonly byLevel: (sessionId: SessionId) => RuleSet;
  /** Milliseconds since 1970: the rules hold as they do at this time. Windows slide over the times of the calls. */
  readonly now: number;
  /** The state as it is at this time. Absent: every key is missing. */
  readonly state?: RuleSubject["state"];
}

/** What the gate would say of each call: the same functions over the same facts, in the order of the calls. */
export const simulate = (
  own: RuleSet,
  calls: readonly LoggedCall[],
  { byLevel, now, state }: SimulationFacts,
): readonly Verdict[] => {
  const windows = createCallWindows();
  return calls.map(({ at, callId, effect, subject: known }) => {
    const { sessionId } = known;
    const about = { sessionId, callId, now: at };
    const subject = {
      ...known,
      ...(state === undefined ? {} : { state }),
      now,
      admitted: (rule: Parameters<typeof windows.admitted>[0], windowMs: number) => windows.admitted(rule, about, windowMs),
    };
    const inForce = { own, byLevel: byLevel(sessionId) };
    const before = judgeArguments(inForce, subject);
    for (const { ruleId } of admittedBy(own, subject)) windows.admit(ruleId, about);
    return effect === undefined ? before : judgeEffect(inForce, subject, before, effect);
  });
};
