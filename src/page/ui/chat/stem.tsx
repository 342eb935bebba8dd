import type { ReactNode } from "react";
import type { Access } from "../../../kernel/contracts/tool.ts";
import type { CallView } from "../../store/session-view.ts";
import { Mark, type MarkKind, type StateMarkKind } from "../parts/mark.tsx";

/** A mark on the stem, beside the row it belongs to. */
export const Node = ({ kind }: { readonly kind: MarkKind | StateMarkKind }): ReactNode => (
  <span className="nd">
    <Mark kind={kind} size={kind === "user" ? 15 : 12} />
  </span>
);

const kindOfAccess: Readonly<Record<Access, MarkKind>> = {
  read: "read",
  write: "write",
  external: "network",
  container: "model",
};

/** The kind of organ that a call is. */
export const kindOfCall = ({ access }: CallView): MarkKind => kindOfAccess[access];

/** The mark that goes with a call's state word. */
export const stateMark = (call: CallView): MarkKind | StateMarkKind => {
  switch (call.status) {
    case "queued":
      return "idle";
    case "waiting":
      return "approval";
    case "running":
      return "running";
    case "done":
      return call.output.isError ? "error" : "done";
    case "failed":
    case "timed-out":
      return "error";
    case "denied":
      return "denied";
    case "stopped":
      return "stopped";
  }
};
