import type { CallOutcome } from "../../../kernel/log/event.ts";
import { joinOrigins, type Origin } from "../../../kernel/rules/origin.ts";
import type { ReadyCall, Round } from "../gate/gate-deps.ts";

const none: readonly Origin[] = [];

/** An outcome with where more of its text came from; the same one where that is nowhere outside. */
export const withOrigins = <Outcome extends CallOutcome>(outcome: Outcome, more: readonly Origin[]): Outcome => {
  if (more.length === 0) return outcome;
  const origins = joinOrigins(outcome.origins ?? none, more);
  return origins.length === 0 ? outcome : { ...outcome, origins };
};

/** Whether what a call gives back was written outside, whatever it says of itself. */
const isOutward = ({ tool }: ReadyCall): boolean => tool.access === "external" || tool.kind === "external";

/** What a tool gave back, with the files that it read. Who reaches outside and does not say to where has its own name for that. */
export const labelled = <Outcome extends CallOutcome>(call: ReadyCall, outcome: Outcome, read: readonly Origin[]): Outcome => {
  const isUnnamed = isOutward(call) && outcome.origins === undefined && outcome.type !== "stopped";
  const named = isUnnamed ? withOrigins(outcome, [{ type: "outside", tool: call.tool.name }]) : outcome;
  return withOrigins(withOrigins(named, read), call.prepared?.origins ?? none);
};

/** What a call was made from: what was read before it was written, and what was read to prepare it. */
export const originsOfCall = ({ prepared }: ReadyCall, { scope }: Round): readonly Origin[] =>
  prepared?.origins === undefined ? scope.origins : joinOrigins(scope.origins, prepared.origins);
