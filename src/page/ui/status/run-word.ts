import type { Failure } from "../../../kernel/base/failure.ts";
import type { SessionView } from "../../store/session-view.ts";
import { limitWords } from "../../store/views/limit-words.ts";
import type { MarkKind, StateMarkKind } from "../parts/mark.tsx";

export interface RunWord {
  readonly mark: MarkKind | StateMarkKind;
  readonly word: string;
}

const interruptedWords: Readonly<Partial<Record<Failure["type"], string>>> = {
  "key-missing": "Waiting for a key",
  "looks-stuck": "Paused, looks stuck",
};

/** The state of a session's newest run in a few words, with its mark. */
export const runWord = (run: SessionView["run"] | undefined): RunWord => {
  if (run === undefined) return { mark: "idle", word: "Ready" };
  switch (run.status) {
    case "none":
      return { mark: "idle", word: "Ready" };
    case "running":
      return { mark: "running", word: "Running" };
    case "waiting":
      return { mark: "approval", word: "Waiting for you" };
    case "interrupted":
      if (run.reason.type === "needs-more-turns") return { mark: "stopped", word: `Paused after turn ${run.reason.turn}` };
      return { mark: "interrupted", word: interruptedWords[run.reason.type] ?? "Interrupted" };
    case "ended":
      return endedWord(run.outcome);
  }
};

/** Which turn of the session goes on, and which of the most that the run may have. */
export const turnWords = ({
  turn,
  turnsBefore,
  maxTurns,
}: Pick<Extract<SessionView["run"], { status: "running" | "waiting" }>, "turn" | "turnsBefore" | "maxTurns">): string =>
  turnsBefore === 0 || turn === 0 ? `${turn} of ${maxTurns}` : `${turnsBefore + turn} (${turn} of ${maxTurns})`;

type Outcome = Extract<SessionView["run"], { status: "ended" }>["outcome"];

const endedWord = (outcome: Outcome): RunWord => {
  switch (outcome.type) {
    case "completed":
      return { mark: "done", word: "Done" };
    case "stopped":
      return { mark: "stopped", word: "Stopped" };
    case "timed-out":
      return { mark: "error", word: "Timed out" };
    case "limit-reached":
      return { mark: "stopped", word: `Paused at ${limitWords(outcome.limit)}` };
    case "failed":
      return { mark: "error", word: "Failed" };
  }
};
