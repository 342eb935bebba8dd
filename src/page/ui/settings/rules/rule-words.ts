import type { SessionId } from "../../../../kernel/base/ids.ts";
import type { Decision, Rule, RuleHits, RuleSource } from "../../../../kernel/rules/rule.ts";
import type { MarkKind, StateMarkKind } from "../../parts/mark.tsx";

export const decisionWords: Readonly<Record<Decision, { readonly word: string; readonly mark: MarkKind | StateMarkKind }>> = {
  allow: { word: "Allow", mark: "done" },
  ask: { word: "Ask", mark: "approval" },
  deny: { word: "Deny", mark: "denied" },
};

/** A day and a time of it. */
export const moment = (at: number): string =>
  new Intl.DateTimeFormat(undefined, { dateStyle: "medium", timeStyle: "short" }).format(at);
const day = (at: number): string => new Intl.DateTimeFormat(undefined, { dateStyle: "medium" }).format(at);

/** Where a rule holds and until when. `titles`: of the sessions that there are. */
export const scopeWords = ({ scope, expiresAt }: Rule, titles: ReadonlyMap<string, string>, now: number): string => {
  const place = scope.type === "workspace" ? "in every session" : `in “${titles.get(scope.sessionId) ?? "a deleted session"}”`;
  if (expiresAt === undefined) return place;
  return expiresAt < now ? `${place}, expired ${moment(expiresAt)}` : `${place}, until ${moment(expiresAt)}`;
};

const sourceWords: Readonly<Record<RuleSource["type"], string>> = {
  approval: " in answer to a question",
  file: " in a file",
  suggestion: " from a suggestion",
  posture: " as a posture",
  capability: " as capabilities",
  permission: " as a permission",
};

/** Who made a rule, and when. */
export const madeWords = ({ from, madeAt }: Rule): string => {
  return `made by you${from === undefined ? "" : sourceWords[from.type]}, ${day(madeAt)}`;
};

/** The session whose question a rule answers; undefined where there is none, or it is gone. */
export const askedIn = ({ from }: Rule, titles: ReadonlyMap<string, string>): SessionId | undefined =>
  from?.type === "approval" && from.sessionId !== undefined && titles.has(from.sessionId) ? from.sessionId : undefined;

export const hitWords = (hits: RuleHits | undefined): string => {
  if (hits === undefined) return "never met";
  return `met ${hits.count === 1 ? "once" : `${hits.count} times`}, last ${moment(hits.lastAt)}`;
};
