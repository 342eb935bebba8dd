import { StepForward } from "lucide-react";
import { type ReactNode, useState } from "react";
import type { RunId, SessionId } from "../../../kernel/base/ids.ts";
import type { TurnSummary } from "../../../kernel/log/event.ts";
import { totalTokens } from "../../../kernel/model/usage.ts";
import { useActions, useApp } from "../../store/use-app.ts";
import { costWords } from "../../store/views/cost-words.ts";
import { pausedRun, pauseOf } from "../../store/views/paused-run.ts";
import { Button } from "../parts/button.tsx";
import { useFocusHandOver } from "../parts/focus-message.ts";
import { Icon } from "../parts/icon.tsx";
import { formatCount, formatDuration, formatTokens } from "../parts/time.ts";

/** What a turn came to, in a few words. */
const summaryWords = ({ calls, usage, cost, durationMs }: TurnSummary): string => {
  const money = costWords(cost);
  const parts = [formatCount(calls, "call", "calls"), `${formatTokens(totalTokens(usage))} tokens`, formatDuration(durationMs)];
  return [...parts, ...(money === undefined ? [] : [money])].join(", ");
};

const Steps = ({ sessionId, runId }: { readonly sessionId: SessionId; readonly runId: RunId }): ReactNode => {
  const { send } = useActions();
  const pause = useApp(pauseOf);
  const [going, setGoing] = useState(false);
  const [problem, setProblem] = useState<string>();
  const bar = useFocusHandOver<HTMLElement>();
  if (pause === undefined) return null;
  const goOn = async (stepping: boolean): Promise<void> => {
    setGoing(true);
    const changed = stepping ? undefined : await send({ type: "set-stepping", sessionId, on: false });
    const answer = changed?.ok === false ? changed : await send({ type: "resume-run", runId });
    setGoing(false);
    setProblem(answer.ok ? undefined : answer.error.message);
  };
  return (
    <section className="footbar" aria-label="Step by step" ref={bar}>
      <Icon of={StepForward} size={15} />
      <span className="grow">
        <b>Turn {pause.turn} is over.</b> {problem ?? `${summaryWords(pause.summary)}. The agent has more to do.`}
      </span>
      <Button disabled={going} onClick={() => void goOn(false)}>
        Run on
      </Button>
      <Button tone="primary" disabled={going} onClick={() => void goOn(true)}>
        Step
      </Button>
    </section>
  );
};

/** Stands over the message box while a run that goes step by step waits for the next press. */
export const StepBar = (): ReactNode => {
  const runId = useApp(pausedRun);
  const sessionId = useApp((state) => state.session?.sessionId);
  const isMirror = useApp((state) => state.workspace?.role === "mirror");
  if (runId === undefined || sessionId === undefined || isMirror) return null;
  return <Steps key={runId} sessionId={sessionId} runId={runId} />;
};
