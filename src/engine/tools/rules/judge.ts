import type { FileChange } from "../../../kernel/files/file.ts";
import type { RiskClass, WorkspaceEffect } from "../../../kernel/log/effect.ts";
import { joinOrigins, type OutsideOrigin, originsOfFiles, outsideOf } from "../../../kernel/rules/origin.ts";
import { decide, type RuleSet, type RuleSubject, type Verdict } from "./rule-set.ts";

const noOrigins: readonly OutsideOrigin[] = [];

/** The rules that a call is judged by. */
export interface RulesInForce {
  readonly own: RuleSet;
  readonly byLevel: RuleSet;
}

/** What is known of a call's effect. */
export interface JudgedEffect {
  readonly risks: readonly RiskClass[];
  /** What it changes, beside the paths that the call names. */
  readonly changed: readonly string[];
  /** The places outside that the files it changes have text from. Absent: none. */
  readonly origins?: readonly OutsideOrigin[];
}

/** A folder that is only made to hold a file is judged with the file. */
const isMadeForOther = ({ after, before, path }: FileChange, all: readonly FileChange[]): boolean =>
  before === null && after?.kind === "directory" && all.some((other) => other.path.startsWith(`${path}/`));

/** What there is to judge of an effect. */
export const judgedEffect = ({ files }: Pick<WorkspaceEffect, "files">, risks: readonly RiskClass[]): JudgedEffect => ({
  risks,
  changed: files.flatMap((file, _place, all) => (isMadeForOther(file, all) ? [] : file.path)),
  origins: outsideOf(originsOfFiles(files)),
});

/** What the rules say of a call before it runs: only its tool and its arguments are known. */
export const judgeArguments = ({ own, byLevel }: RulesInForce, subject: RuleSubject): Verdict => decide(own, subject, byLevel);

/**
 * What the rules say of a call whose effect is known, `before` being what they said of its arguments. A question that a person's
 * rule asks about the call stays asked where only the level allows the effect.
 */
export const judgeEffect = (
  { own, byLevel }: RulesInForce,
  subject: RuleSubject,
  before: Verdict,
  { risks, changed, origins = noOrigins }: JudgedEffect,
): Verdict => {
  if (before.decision === "deny") return before;
  const paths = changed.length === 0 ? subject.paths : [...subject.paths, ...changed];
  const known = subject.origins ?? noOrigins;
  const all = origins.length === 0 ? known : outsideOf(joinOrigins(known, origins));
  const after = decide(own, { ...subject, risks, paths, origins: all }, byLevel);
  const isOnlyLevel = after.decision === "allow" && after.rule.madeBy === "level";
  return isOnlyLevel && before.decision === "ask" && before.rule.madeBy === "person" ? before : after;
};
