import "./chat.css";
import { Paperclip } from "lucide-react";
import { type ReactNode, useCallback, useState } from "react";
import type { Failure } from "../../../kernel/base/failure.ts";
import type { SessionId } from "../../../kernel/base/ids.ts";
import { useActions, useApp } from "../../store/use-app.ts";
import { EmptyState } from "../parts/empty-state.tsx";
import { Icon } from "../parts/icon.tsx";
import { Mark } from "../parts/mark.tsx";
import { SampleTasks } from "../parts/sample-tasks.tsx";
import { useFileDrop } from "../parts/use-file-drop.ts";
import { useGrowGraph } from "../parts/use-grow-graph.ts";
import { BranchQuestion } from "./branch-question.tsx";
import { Composer } from "./composer.tsx";
import { ContextBar } from "./context-bar.tsx";
import { InterruptedBar, MirrorBar, ScrubbedBar } from "./foot-bar.tsx";
import { OpenBranchBar } from "./open-branch-bar.tsx";
import { SteerChips } from "./steer-chips.tsx";
import { StepBar } from "./step-bar.tsx";
import { Transcript } from "./transcript.tsx";
import { WhySelection } from "./why-selection.tsx";

/** What the dock above the composer needs of the pane: it folds while the transcript is read. */
export interface DockSlot {
  readonly folded: boolean;
  readonly setFolded: (folded: boolean) => void;
}

const CannotOpen = ({ failure }: { readonly failure: Failure }): ReactNode => (
  <div className="scroll" role="alert">
    <div className="fail lone">
      <p className="row">
        <Mark kind="error" />
        <b>This session cannot be shown.</b>
      </p>
      <p>{failure.message}</p>
    </div>
  </div>
);

const Loading = (): ReactNode => (
  <div className="scroll" aria-busy="true">
    <div className="tx skeleton" role="img" aria-label="Loading the session">
      <i />
      <i />
      <i />
    </div>
  </div>
);

const Empty = ({ sessionId, onSend }: { readonly sessionId: SessionId; readonly onSend: () => void }): ReactNode => {
  const { say } = useActions();
  const isMirror = useApp((state) => state.workspace?.role === "mirror");
  const { fromSample } = useGrowGraph();
  const choose = (text: string): void => {
    onSend();
    void say(text, sessionId);
  };
  return (
    <section className="scroll" aria-label="Transcript">
      <div className="tx">
        <EmptyState
          kind="model"
          level="h2"
          title="Nothing has happened yet"
          text="Say what you want done, or begin with one of these."
        >
          <SampleTasks
            onChoose={choose}
            onGrow={() => {
              onSend();
              void fromSample(sessionId);
            }}
            disabled={isMirror}
          />
        </EmptyState>
      </div>
    </section>
  );
};

/** The conversation of the open session: transcript, questions, what waits to be said, and the message box. */
export const ChatPane = ({ dock }: { readonly dock: (slot: DockSlot) => ReactNode }): ReactNode => {
  const sessionId = useApp((state) => state.session?.sessionId);
  const isEmpty = useApp((state) => state.session?.turnKeys.length === 0);
  const failure = useApp((state) => state.sessionError);
  const at = useApp((state) => state.scrubbed?.at);
  const isMirror = useApp((state) => state.workspace?.role === "mirror");
  const [sends, setSends] = useState(0);
  const [folded, setFolded] = useState(false);
  const onSend = useCallback(() => setSends((count) => count + 1), []);
  const { attach } = useActions();
  const onScrolled = useCallback(() => setFolded(true), []);

  const takesFiles = sessionId !== undefined && at === undefined && !isMirror;
  const drop = useFileDrop(takesFiles ? (files) => void attach(sessionId, files) : undefined);

  if (failure !== undefined) return <CannotOpen failure={failure} />;
  if (sessionId === undefined) return <Loading />;
  return (
    <div className="chat" {...drop.area}>
      {drop.over && (
        <p className="dropnote">
          <Icon of={Paperclip} /> Drop pictures, PDF or text files to attach them
        </p>
      )}
      {isEmpty ? (
        <Empty sessionId={sessionId} onSend={onSend} />
      ) : (
        <Transcript key={sessionId} sends={sends} onScrolled={onScrolled} />
      )}
      <WhySelection />
      <div className="dockwrap">
        {at === undefined && dock({ folded, setFolded })}
        {at === undefined && <InterruptedBar />}
        {at === undefined && <StepBar />}
        {at === undefined && <OpenBranchBar />}
        {at === undefined && <BranchQuestion />}
        {at === undefined && <ContextBar />}
        {at === undefined && <SteerChips onSend={onSend} />}
        {at !== undefined ? <ScrubbedBar at={at} /> : isMirror ? <MirrorBar /> : <Composer onSend={onSend} />}
      </div>
    </div>
  );
};
