import type { Seq } from "../../../kernel/base/ids.ts";
import { branchPath } from "../../../kernel/conversation/branch-path.ts";
import { attachedOf, wordsIn } from "../../../kernel/conversation/message.ts";
import { createNestedIndex } from "../../../kernel/conversation/nested-run.ts";
import type { LogEntry } from "../../../kernel/log/log-entry.ts";
import { foldSession } from "../fold-session.ts";
import type { CallView, SessionView } from "../session-view.ts";
import { type BranchSummary, branchSummary, spentOn } from "./branch-outline.ts";
import { saidWords } from "./said-words.ts";

/** One thing that was said or done on a branch. */
export type ComparedRow =
  | { readonly type: "said" | "answer"; readonly key: string; readonly text: string }
  | { readonly type: "call"; readonly key: string; readonly call: CallView };

/** What one branch has that the other has not. */
export interface ComparedSide extends BranchSummary {
  readonly rows: readonly ComparedRow[];
}

export interface Comparison {
  /** The last entry that both have; 0 where they have none. */
  readonly common: Seq;
  readonly left: ComparedSide;
  readonly right: ComparedSide;
  /** Files that this session changed on any branch, sorted. */
  readonly paths: readonly string[];
}

const rowOf = ({ seq, event }: LogEntry, { messages, calls }: SessionView): ComparedRow | undefined => {
  switch (event.type) {
    case "user-message": {
      const text = wordsIn(event.blocks);
      return { type: "said", key: `${seq}`, text: saidWords({ text, pictures: attachedOf(event.blocks) }) };
    }
    case "message-ended":
    case "message-failed": {
      const text = messages.get(event.messageId)?.text ?? "";
      return text === "" ? undefined : { type: "answer", key: `${seq}`, text };
    }
    case "call-settled": {
      const call = calls.get(event.callId);
      return call === undefined ? undefined : { type: "call", key: `${seq}`, call };
    }
    default:
      return undefined;
  }
};

const sideOf = (view: SessionView, start: Seq, common: Seq): ComparedSide | undefined => {
  const summary = branchSummary(view, start, !view.elsewhere.has(start));
  if (summary === undefined) return undefined;
  const path = branchPath(view.entries, summary.tip);
  const nested = createNestedIndex();
  const own = path.filter((entry) => !nested.note(entry) && entry.seq > common);
  const folded = foldSession(view.sessionId, path);
  return {
    ...summary,
    ...spentOn(path.filter(({ seq }) => seq > common)),
    rows: own.flatMap((entry) => rowOf(entry, folded) ?? []),
  };
};

const changedPaths = (entries: readonly LogEntry[]): readonly string[] =>
  [
    ...new Set(
      entries.flatMap(({ event }) =>
        "effect" in event && event.effect !== undefined
          ? event.effect.files.filter(({ before, after }) => (after ?? before)?.kind === "file").map(({ path }) => path)
          : [],
      ),
    ),
  ].sort();

/** Two branches, each named by an entry of it, from where they part; undefined where one of them is not in the session. */
export const compareBranches = (view: SessionView, left: Seq, right: Seq): Comparison | undefined => {
  const onLeft = new Set(branchPath(view.entries, left).map(({ seq }) => seq));
  const common = branchPath(view.entries, right).findLast(({ seq }) => onLeft.has(seq))?.seq ?? 0;
  const [one, other] = [sideOf(view, left, common), sideOf(view, right, common)];
  if (one === undefined || other === undefined) return undefined;
  return { common, left: one, right: other, paths: changedPaths(view.entries) };
};
