import type { ApprovalId } from "../../kernel/base/ids.ts";
import type { Effect, Projection } from "../../kernel/contracts/store.ts";
import { effectOf } from "../../kernel/log/event-effect.ts";
import type { LogEntry } from "../../kernel/log/log-entry.ts";
import type { Approval } from "../../kernel/rules/approval.ts";

/** Counts entries and keeps approvals, so that both a lost and a doubled projection show. */
export interface FakeState {
  readonly entries: number;
  readonly approvals: ReadonlyMap<ApprovalId, Approval>;
}

const approvalEffect = (approval: Approval): Effect => ({
  type: "put",
  table: "approvals",
  row: { key: approval.approvalId, approval },
});

const withApproval = (state: FakeState, approval: Approval): FakeState => ({
  ...state,
  approvals: new Map(state.approvals).set(approval.approvalId, approval),
});

/** A small whole projection: files follow effects, approvals follow their questions and answers. */
export const fakeProjection: Projection<FakeState> = {
  initial: ({ approvals }) => ({
    entries: 0,
    approvals: new Map(approvals.map(({ approval }) => [approval.approvalId, approval])),
  }),
  project: (before, { event }: LogEntry) => {
    const state = { ...before, entries: before.entries + 1 };
    const effects: Effect[] = (effectOf(event)?.files ?? []).map(({ path, after }) =>
      after === null
        ? { type: "remove", table: "files", key: path }
        : { type: "put", table: "files", row: { key: path, state: after } },
    );
    if (event.type === "approval-requested") {
      return { state: withApproval(state, event.approval), effects: [...effects, approvalEffect(event.approval)] };
    }
    if (event.type === "approval-answered") {
      const pending = state.approvals.get(event.approvalId);
      if (pending === undefined) return { state, effects };
      const answered: Approval = { ...pending, status: "answered", answer: event.answer };
      return { state: withApproval(state, answered), effects: [...effects, approvalEffect(answered)] };
    }
    return { state, effects };
  },
};
