import { ruleId } from "../../../kernel/base/ids.ts";
import { isJsonObject } from "../../../kernel/base/json.ts";
import type { Random } from "../../../kernel/base/random.ts";
import type { Approval } from "../../../kernel/rules/approval.ts";
import { type OutsideKind, outsideOf } from "../../../kernel/rules/origin.ts";
import { isOutsideRule } from "../../../kernel/rules/outside-rules.ts";
import type { Rule } from "../../../kernel/rules/rule.ts";
import { originWords } from "../../../kernel/rules/rule-sentence.ts";

export type AllowReach = "exact-call" | "tool-in-folder" | "tool-in-session";
export type AllowTime = "hour" | "session" | "always";

const hourMs = 60 * 60 * 1000;

/** The folder that a call works in: of its first changed file, else of its `path` argument; undefined where it names none. */
export const folderOf = ({ effect, input }: Pick<Approval, "effect" | "input">): string | undefined => {
  const named = isJsonObject(input) && typeof input.path === "string" ? input.path : undefined;
  const path = effect.files[0]?.path ?? named;
  return path?.startsWith("/") ? path.slice(0, path.lastIndexOf("/")) || "/" : undefined;
};

/** What can be allowed beyond this once; without a folder that choice falls away. */
export const reachesOf = (approval: Approval): readonly AllowReach[] =>
  folderOf(approval) === undefined ? ["exact-call", "tool-in-session"] : ["exact-call", "tool-in-folder", "tool-in-session"];

/** For how long that can be. What deletes, leaves the tab or spends is never allowed in general for ever. */
export const timesOf = ({ risks }: Pick<Approval, "risks">, reach: AllowReach): readonly AllowTime[] => {
  const isGrave = risks.some((risk) => risk === "delete" || risk === "network" || risk === "spend");
  return isGrave && reach === "tool-in-folder" ? ["hour", "session"] : ["hour", "session", "always"];
};

const timeWords: Readonly<Record<AllowTime, string>> = { hour: "for one hour", session: "in this session", always: "always" };

/**
 * What leaves the tab is let through after text from outside only where that was there when it was allowed. Undefined: the call
 * stays here, or exactly this one is allowed, and nothing has to be said of it.
 */
const fromOf = ({ origins, risks, rule }: Approval, reach: AllowReach): readonly OutsideKind[] | undefined => {
  const isGuarded = risks.includes("network") || risks.includes("spend") || isOutsideRule(rule.ruleId);
  if (reach === "exact-call" || !isGuarded) return undefined;
  return [...new Set(outsideOf(origins).map(({ type }) => type))];
};

/** The rule as one sentence: it is shown before it is made, and stored with it. */
export const allowSentence = (approval: Approval, reach: AllowReach, time: AllowTime): string => {
  const what = {
    "exact-call": `exactly this ${approval.tool} call`,
    "tool-in-folder": `${approval.tool} in ${folderOf(approval) ?? "/"}`,
    "tool-in-session": `every ${approval.tool}`,
  }[reach];
  const when =
    reach === "tool-in-session" && time !== "session"
      ? `in this session${time === "hour" ? ", for one hour" : ""}`
      : timeWords[time];
  const from = fromOf(approval, reach);
  const asker = approval.agentPath?.at(-1);
  const whose = asker === undefined ? "" : `${asker} `;
  return `Allow ${whose}${what} ${when}${from === undefined ? "" : `, ${originWords(from, "allow")}`}`;
};

interface AllowChoice {
  readonly reach: AllowReach;
  readonly time: AllowTime;
  /** How the person wrote the sentence; without it, it is made. What is allowed follows from `reach` and `time` alone. */
  readonly words?: string;
}

export const allowRule = (
  approval: Approval,
  { reach, time, words = "" }: AllowChoice,
  { now, random }: { readonly now: number; readonly random: Random },
): Rule => {
  const match = {
    "exact-call": { callHash: approval.inputHash },
    "tool-in-folder": { tools: [approval.tool], folder: folderOf(approval) ?? "/" },
    "tool-in-session": { tools: [approval.tool] },
  }[reach];
  const from = fromOf(approval, reach);
  const inSession = reach === "tool-in-session" || time === "session";
  return {
    ruleId: ruleId(random.id("rule")),
    match: from === undefined ? match : { ...match, from },
    decision: "allow",
    scope: inSession ? { type: "session", sessionId: approval.sessionId } : { type: "workspace" },
    ...(time === "hour" ? { expiresAt: now + hourMs } : {}),
    madeBy: "person",
    madeAt: now,
    sentence: words.trim() === "" ? allowSentence(approval, reach, time) : words.trim(),
  };
};
