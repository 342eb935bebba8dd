import type { Failure } from "../../../kernel/base/failure.ts";
import type { ConnectionGuide } from "../../../kernel/rules/inspection.ts";
import { quoted } from "../excerpt.ts";
import { answerCauses, type LayerIndex, silenceCauses } from "./decision-table.ts";
import type { Answered, Unanswered } from "./evidence.ts";
import { isThisComputer, localServerAt } from "./local-servers.ts";

/** A failure with its name, and the way to get rid of it. */
export interface NamedCause {
  readonly cause: string;
  readonly failure: Failure;
  readonly guide: ConnectionGuide;
}

const layersOf = (origin: string, failing: LayerIndex): ConnectionGuide["layers"] => {
  const names = isThisComputer(origin)
    ? [
        "This browser lets the page reach this computer",
        `${localServerAt(origin).name} answers at ${origin}`,
        "It allows this page",
        "It accepts the request",
      ]
    : ["This browser has a network", `${origin} answers`, "It allows pages", "It accepts the key and the request"];
  return names.map((name, index) => ({
    name,
    status: index < failing ? "fine" : index === failing ? "fails" : "unknown",
  }));
};

/** Names an answer that was an error. */
export const nameAnswer = (seen: Answered): NamedCause => {
  const words = `${seen.code} ${seen.message}`;
  const row = answerCauses.find(({ matches }) => matches(seen, words))!; // The last row matches everything.
  const failure = row.failure(`${row.text(seen)}${quoted(seen.message)}`, seen);
  return { cause: row.cause, failure, guide: { layers: layersOf(seen.origin, 3), steps: [] } };
};

/** Names a request without a readable answer. What cannot be told apart is listed with how to check it. */
export const nameSilence = (seen: Unanswered): NamedCause => {
  const isLocal = isThisComputer(seen.origin);
  const row = silenceCauses.find(({ matches }) => matches(seen, isLocal))!; // The last row matches everything.
  return {
    cause: row.cause,
    failure: { type: "network", cause: row.cause, message: row.text(seen) },
    guide: { layers: layersOf(seen.origin, row.layer), steps: row.steps(seen) },
  };
};
