import "./approvals.css";
import { ChevronDown, ChevronUp } from "lucide-react";
import { type ReactNode, useEffect, useMemo, useRef } from "react";
import type { SessionId } from "../../../kernel/base/ids.ts";
import type { Approval } from "../../../kernel/rules/approval.ts";
import type { AppState } from "../../store/app-state.ts";
import type { SessionView } from "../../store/session-view.ts";
import { useApp } from "../../store/use-app.ts";
import { IconButton } from "../parts/icon-button.tsx";
import { Mark } from "../parts/mark.tsx";
import { BatchCards } from "./batch-cards.tsx";
import { countByRisk } from "./describe-approval.ts";

const none: readonly Approval[] = [];
const allApprovals = ({ workspace }: AppState) => workspace?.approvals ?? none;
const openSession = ({ route }: AppState): SessionId | undefined => (route.type === "session" ? route.sessionId : undefined);

/** Questions of one round are asked in one moment; they stand in the order in which the model asked for their calls. */
const inOrderOfCalls = (approvals: readonly Approval[], calls: SessionView["calls"] | undefined): readonly Approval[] => {
  const placeOf = ({ callId }: Approval): number => calls?.get(callId)?.requestedSeq ?? Number.POSITIVE_INFINITY;
  return approvals.toSorted((a, b) => {
    const [first, second] = [placeOf(a), placeOf(b)];
    return first === second ? 0 : first - second;
  });
};

/** F8 unfolds the questions and goes to the first of them. */
const useGoThere = (unfold: () => void) => {
  const dock = useRef<HTMLElement>(null);
  useEffect(() => {
    const view = dock.current?.ownerDocument.defaultView;
    if (view === null || view === undefined) return;
    const onKeyDown = (event: globalThis.KeyboardEvent): void => {
      if (event.key !== "F8" || event.defaultPrevented) return;
      event.preventDefault();
      unfold();
      view.requestAnimationFrame(() => dock.current?.querySelector<HTMLElement>("[data-approval]")?.focus());
    };
    view.addEventListener("keydown", onKeyDown, { capture: true });
    return () => view.removeEventListener("keydown", onKeyDown, { capture: true });
  }, [unfold]);
  return dock;
};

export interface ApprovalsDockProps {
  readonly folded: boolean;
  readonly setFolded: (folded: boolean) => void;
}

/** What waits for the person in the open session, above the message box. Never takes the focus by itself. */
export const ApprovalsDock = ({ folded, setFolded }: ApprovalsDockProps): ReactNode => {
  const all = useApp(allApprovals);
  const sessionId = useApp(openSession);
  const calls = useApp(({ session }) => session?.calls);
  const approvals = useMemo(
    () =>
      inOrderOfCalls(
        all.filter((approval) => approval.sessionId === sessionId),
        calls,
      ),
    [all, sessionId, calls],
  );
  if (approvals.length === 0) return null;
  return <Dock approvals={approvals} elsewhere={all.length - approvals.length} folded={folded} setFolded={setFolded} />;
};

const Dock = ({
  approvals,
  elsewhere,
  folded,
  setFolded,
}: ApprovalsDockProps & { readonly approvals: readonly Approval[]; readonly elsewhere: number }): ReactNode => {
  const unfold = useMemo(() => () => setFolded(false), [setFolded]);
  const dock = useGoThere(unfold);
  const newest = approvals.at(-1)?.approvalId;
  // A question that arrives while the dock is folded unfolds it: it would be easy to miss.
  // biome-ignore lint/correctness/useExhaustiveDependencies: it follows the newest question
  useEffect(unfold, [newest, unfold]);
  return (
    <section className="dock" aria-label="Approvals" ref={dock} data-folded={folded || undefined}>
      <header>
        <Mark kind="approval" size={14} />
        <b>{approvals.length} waiting</b>
        <span className="dim grow trunc">{countByRisk(approvals)}</span>
        {elsewhere > 0 && (
          <a className="btn quiet" href="#/approvals">
            {elsewhere} elsewhere
          </a>
        )}
        <span className="kbd">F8</span>
        <IconButton
          small
          icon={folded ? ChevronUp : ChevronDown}
          label={folded ? "Unfold approvals" : "Fold approvals"}
          aria-expanded={!folded}
          onClick={() => setFolded(!folded)}
        />
      </header>
      {!folded && <BatchCards approvals={approvals} />}
    </section>
  );
};
