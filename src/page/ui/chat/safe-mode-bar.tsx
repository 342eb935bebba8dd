import { type ReactNode, useState } from "react";
import type { StepChoice } from "../../../kernel/conversation/session.ts";
import type { CallView, SessionView } from "../../store/session-view.ts";
import { useActions, useApp } from "../../store/use-app.ts";
import { Button } from "../parts/button.tsx";
import { Mark } from "../parts/mark.tsx";
import { verbOf } from "./wording.ts";

type Interrupted = Extract<SessionView["run"], { readonly status: "interrupted" }>;

const isOpen = ({ status }: CallView): boolean => status === "queued" || status === "running" || status === "waiting";

/** What went on when the tab ended. */
const doing = (calls: readonly CallView[]): string => {
  const [first, ...others] = calls;
  if (first === undefined) return "asking the model";
  const more = others.length === 0 ? "" : ` and ${others.length} more`;
  return `${verbOf(first)} ${first.headline.object}${more}`;
};

/** A run whose tab ended again and again in one step: what it was doing, and what can become of that. */
export const SafeModeBar = ({ run }: { readonly run: Interrupted }): ReactNode => {
  const { send } = useActions();
  const calls = useApp(({ session }) => session?.calls);
  const [problem, setProblem] = useState<string>();
  const [busy, setBusy] = useState(false);
  const open = [...(calls?.values() ?? [])].filter(isOpen);
  const started = open.filter(({ status }) => status === "running");
  const under = started.length === 0 ? open : started;
  const ask = async (command: Parameters<typeof send>[0]): Promise<void> => {
    setBusy(true);
    const answer = await send(command);
    setBusy(false);
    setProblem(answer.ok ? undefined : answer.error.message);
  };
  const resume = (step: StepChoice) => () => void ask({ type: "resume-run", runId: run.runId, step });
  return (
    <section className="footbar safemode" aria-label="Safe mode">
      <Mark kind="interrupted" size={14} />
      <div className="grow">
        <p>
          <b>The tab ended {run.crashes} times in this step:</b> {doing(under)}.
        </p>
        <p className="meta" role={problem === undefined ? undefined : "alert"}>
          {problem ?? "So the run waits here. Everything up to this step is kept."}
        </p>
      </div>
      <div className="keyway">
        {under.length > 0 && (
          <Button tone="primary" disabled={busy} onClick={resume("skip")}>
            {under.length === 1 ? "Skip the call" : "Skip these calls"}
          </Button>
        )}
        <Button disabled={busy} onClick={resume("again")}>
          Try again
        </Button>
        <Button disabled={busy} onClick={() => void ask({ type: "stop-run", runId: run.runId })}>
          End the run
        </Button>
      </div>
    </section>
  );
};
