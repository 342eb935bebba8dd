import { lazy, type ReactNode, Suspense } from "react";
import type { CallId } from "../../kernel/base/ids.ts";
import { useApp } from "../store/use-app.ts";
import { ApprovalsDock } from "./approvals/approvals-dock.tsx";
import { WaitingCard } from "./approvals/waiting-card.tsx";
import { CallRow } from "./chat/call-row.tsx";
import { ChatPane } from "./chat/chat-pane.tsx";
import { Inspector } from "./inspector/inspector.tsx";
import { TasksPane } from "./tasks/tasks-pane.tsx";
import { TimelinePane } from "./timeline/timeline-pane.tsx";

const AuditPane = lazy(async () => ({ default: (await import("./audit/audit-pane.tsx")).AuditPane }));
const BranchesPane = lazy(async () => ({ default: (await import("./branches/branches-pane.tsx")).BranchesPane }));
/** The tab that a session opens with. It is fetched before it is asked for, so that it is there when the network is not. */
export const loadFirstTab = () => import("./files/files-pane.tsx");
const FilesPane = lazy(async () => ({ default: (await loadFirstTab()).FilesPane }));
const GraphPane = lazy(async () => ({ default: (await import("./graph/graph-pane.tsx")).GraphPane }));
const HistoryPane = lazy(async () => ({ default: (await import("./history/history-pane.tsx")).HistoryPane }));
const LimitsPane = lazy(async () => ({ default: (await import("./limits/limits-pane.tsx")).LimitsPane }));
const MemoryPane = lazy(async () => ({ default: (await import("./memory/memory-pane.tsx")).MemoryPane }));
const StatePane = lazy(async () => ({ default: (await import("./state/state-pane.tsx")).StatePane }));
const WhyPane = lazy(async () => ({ default: (await import("./why/why-pane.tsx")).WhyPane }));

export { RunRuler as SessionRuler } from "./ruler/run-ruler.tsx";

/** Everything that is drawn over an open session. It arrives as one piece, after the shell has painted. */
export const SessionChat = (): ReactNode => <ChatPane dock={(slot) => <ApprovalsDock {...slot} />} />;

/** One call of the open session, with the question that it waits for. */
export const SessionCall = ({ callId }: { readonly callId: CallId }): ReactNode => {
  const approval = useApp(({ workspace }) => workspace?.approvals.find((question) => question.callId === callId));
  return (
    <div className="turn">
      <CallRow key={callId} callId={callId} opensWithResult />
      {approval !== undefined && (
        <section aria-label="Approvals">
          <WaitingCard approval={approval} />
        </section>
      )}
    </div>
  );
};

export const SessionInspector = ({ onCollapse }: { readonly onCollapse: (() => void) | undefined }): ReactNode => (
  <Inspector
    files={
      <Suspense fallback={null}>
        <FilesPane />
      </Suspense>
    }
    memory={
      <Suspense fallback={null}>
        <MemoryPane />
      </Suspense>
    }
    history={
      <Suspense fallback={null}>
        <HistoryPane />
      </Suspense>
    }
    timeline={<TimelinePane />}
    audit={
      <Suspense fallback={null}>
        <AuditPane />
      </Suspense>
    }
    state={
      <Suspense fallback={null}>
        <StatePane />
      </Suspense>
    }
    graph={
      <Suspense fallback={null}>
        <GraphPane />
      </Suspense>
    }
    tasks={<TasksPane />}
    branches={
      <Suspense fallback={null}>
        <BranchesPane />
      </Suspense>
    }
    limits={
      <Suspense fallback={null}>
        <LimitsPane />
      </Suspense>
    }
    why={
      <Suspense fallback={null}>
        <WhyPane />
      </Suspense>
    }
    {...(onCollapse === undefined ? {} : { onCollapse })}
  />
);
