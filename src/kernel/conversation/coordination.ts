import type { Failure } from "../base/failure.ts";
import { isJsonObject } from "../base/json.ts";
import { err, ok, type Result } from "../base/result.ts";
import type { Amounts } from "../limits/account.ts";
import { nanosPerDollar } from "../model/money.ts";

/**
 * What all agents that are asked for in one session may use together. Once one of these is used up, no further agent is started;
 * those that are at work finish, so it may be passed by what they still use. What is absent is not limited.
 */
export type Coordination = Pick<Amounts, "agents" | "tokens" | "input-tokens" | "output-tokens" | "nano-dollars">;
export type CoordinationName = keyof Coordination;
/** `null` takes a limit away; limits that are not named stay. */
export type CoordinationChanges = { readonly [Name in CoordinationName]?: number | null };

const mostTokens = 1_000_000_000;
/** The most that each of them takes. */
const most: Readonly<Record<CoordinationName, number>> = {
  agents: 10_000,
  tokens: mostTokens,
  "input-tokens": mostTokens,
  "output-tokens": mostTokens,
  "nano-dollars": 10_000 * nanosPerDollar,
};
const coordinationNames = Object.keys(most) as readonly CoordinationName[];

/** Reads limits that nobody here wrote, or changes to them. */
export const checkCoordination = (untrusted: unknown): Result<CoordinationChanges, Failure> => {
  const refuse = (message: string): Result<never, Failure> =>
    err({ type: "invalid-input", message: `${message} The limits before stay.` });
  if (!isJsonObject(untrusted)) return refuse("Limits are names with amounts.");
  const changes: { [Name in CoordinationName]?: number | null } = {};
  for (const [field, amount] of Object.entries(untrusted)) {
    const name = coordinationNames.find((known) => known === field);
    if (name === undefined) return refuse("Agents have no limit of this name.");
    const isAmount = typeof amount === "number" && Number.isSafeInteger(amount) && amount >= 0 && amount <= most[name];
    if (amount !== null && !isAmount) return refuse("Write a whole number that is not below 0, and not beyond reason.");
    changes[name] = isAmount ? amount : null;
  }
  return ok(changes);
};

/** The limits after changes. */
export const changedCoordination = (before: Coordination, changes: CoordinationChanges): Coordination => {
  const after = Object.entries({ ...before, ...changes }).filter(([, amount]) => amount !== null);
  return Object.fromEntries(after) as Coordination;
};
