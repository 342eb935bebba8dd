import "./approvals.css";
import { ChevronDown, ChevronUp } from "lucide-react";
import { type ReactNode, useEffect, useMemo, useRef, useState } from "react";
import type { Approval } from "../../../kernel/approval.ts";
import type { ApprovalId, SessionId } from "../../../kernel/ids.ts";
import type { AppState } from "../../store/app-state.ts";
import type { SessionView } from "../../store/session-view.ts";
import { useActions, useApp } from "../../store/use-app.ts";
import { Button } from "../parts/button.tsx";
import { IconButton } from "../parts/icon-button.tsx";
import { Mark } from "../parts/mark.tsx";
import { countByRisk } from "./describe-approval.ts";
import { WaitingCard } from "./waiting-card.tsx";

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
      view.requestAnimationFrame(() => dock.current?.querySelector<HTMLElement>("[role=group]")?.focus());
    };
    view.addEventListener("keydown", onKeyDown, { capture: true });
    return () => view.removeEventListener("keydown", onKeyDown, { capture: true });
  }, [unfold]);
  return dock;
};

const ApproveSelected = ({ ids, onDone }: { readonly ids: readonly ApprovalId[]; readonly onDone: () => void }): ReactNode => {
  const { send, notify } = useActions();
  if (ids.length === 0) return null;
  const approve = (): void => {
    onDone();
    for (const approvalId of ids) {
      void send({ type: "answer-approval", approvalId, answer: { type: "approve" } }).then((answer) => {
        if (!answer.ok) notify({ tone: "error", text: answer.error.message });
      });
    }
  };
  return (
    <Button tone="primary" onClick={approve}>
      Approve selected ({ids.length})
    </Button>
  );
};

const Cards = ({
  approvals,
  selected,
  onSelect,
}: {
  readonly approvals: readonly Approval[];
  readonly selected: ReadonlySet<ApprovalId>;
  readonly onSelect: (approvalId: ApprovalId, on: boolean) => void;
}): ReactNode =>
  approvals.map((approval) => {
    const { approvalId } = approval;
    const selection = { selected: selected.has(approvalId), onSelect: (on: boolean) => onSelect(approvalId, on) };
    return <WaitingCard key={approvalId} approval={approval} {...(approvals.length > 1 ? { selection } : {})} />;
  });

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
  const [chosen, setChosen] = useState<ReadonlySet<ApprovalId>>(new Set());
  const unfold = useMemo(() => () => setFolded(false), [setFolded]);
  const dock = useGoThere(unfold);
  const newest = approvals.at(-1)?.approvalId;
  // A question that arrives while the dock is folded unfolds it: it would be easy to miss.
  // biome-ignore lint/correctness/useExhaustiveDependencies: it follows the newest question
  useEffect(unfold, [newest, unfold]);
  const select = (approvalId: ApprovalId, on: boolean): void => {
    const others = [...chosen].filter((id) => id !== approvalId);
    setChosen(new Set(on ? [...others, approvalId] : others));
  };
  const selected = approvals.map(({ approvalId }) => approvalId).filter((id) => chosen.has(id));
  return (
    <section className="dock" aria-label="Approvals" ref={dock} data-folded={folded || undefined}>
      <header>
        <Mark kind="approval" size={14} />
        <b>{approvals.length} waiting</b>
        <span className="dim grow trunc">{countByRisk(approvals)}</span>
        <ApproveSelected ids={selected} onDone={() => setChosen(new Set())} />
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
      {!folded && (
        <div className="cards">
          <Cards approvals={approvals} selected={chosen} onSelect={select} />
        </div>
      )}
    </section>
  );
};
