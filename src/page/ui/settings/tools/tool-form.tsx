import { type FormEvent, type KeyboardEvent, type ReactNode, useEffect, useId, useRef, useState } from "react";
import { messageId } from "../../../../kernel/base/ids.ts";
import type { JsonObject } from "../../../../kernel/base/json.ts";
import type { Access } from "../../../../kernel/contracts/tool.ts";
import type { ArgumentProblem, ToolCard } from "../../../../kernel/tools/tool-card.ts";
import type { AppState } from "../../../store/app-state.ts";
import { hashFromRoute } from "../../../store/route.ts";
import { useActions, useApp } from "../../../store/use-app.ts";
import { useRandom } from "../../../store/use-random.ts";
import { ArgumentsEditor, useArgumentsEditing } from "../../parts/arguments/arguments-editor.tsx";
import { Button } from "../../parts/button.tsx";
import { Chip } from "../../parts/chip.tsx";
import type { MarkKind } from "../../parts/mark.tsx";
import { ToolStatisticsView } from "./tool-statistics-view.tsx";

const accessWords: Readonly<Record<Access, { readonly kind: MarkKind; readonly words: string }>> = {
  read: { kind: "read", words: "reads" },
  write: { kind: "write", words: "changes the workspace" },
  external: { kind: "network", words: "reaches outside" },
  container: { kind: "model", words: "asks another agent" },
};

const none: readonly ArgumentProblem[] = [];

/** The session in which a run goes on at this moment. */
const runningTitleOf = ({ workspace }: AppState): string | undefined =>
  workspace?.sessions.find(({ openRunId }) => openRunId !== undefined && workspace.runningRunIds.includes(openRunId))?.title;

interface FormProps {
  readonly tool: ToolCard;
  readonly input: JsonObject;
  readonly onChange: (input: JsonObject) => void;
}

/** Looks at the arguments and calls; tells what is wrong with them, and what went wrong. */
const useCall = ({ tool, input }: FormProps) => {
  const { send } = useActions();
  const random = useRandom();
  const [problems, setProblems] = useState<readonly ArgumentProblem[]>(none);
  const [failure, setFailure] = useState<string>();
  const check = async (checked: JsonObject): Promise<boolean> => {
    const answer = await send({ type: "check-call", tool: tool.name, input: checked });
    setFailure(answer.ok ? undefined : answer.error.message);
    if (answer.ok) setProblems(answer.value.problems);
    return answer.ok && answer.value.problems.length === 0;
  };
  const call = async (): Promise<boolean> => {
    if (!(await check(input))) return false;
    const id = messageId(random.id("message"));
    const called = await send({ type: "call-tool", tool: tool.name, input, messageId: id });
    setFailure(called.ok ? undefined : called.error.message);
    return called.ok;
  };
  return { problems, failure, check, call };
};

const Head = ({ tool: { access, description, name, statistics } }: Pick<FormProps, "tool">): ReactNode => (
  <>
    <h1 className="page-title mono">{name}</h1>
    <p className="about">
      <Chip kind={accessWords[access].kind}>{accessWords[access].words}</Chip>
    </p>
    <p className="lead">{description}</p>
    <ToolStatisticsView statistics={statistics} />
  </>
);

/** A form of a tool's arguments, their JSON beside it, and the button that calls it. */
export const ToolForm = (props: FormProps): ReactNode => {
  const { tool, input, onChange } = props;
  const [refusals, setRefusals] = useState(0);
  const form = useRef<HTMLFormElement>(null);
  const runNoteId = useId();
  const running = useApp(runningTitleOf);
  const { problems, failure, check, call } = useCall(props);
  const change = (next: JsonObject): void => {
    onChange(next);
    if (problems.length > 0) void check(next);
  };
  const editing = useArgumentsEditing(input, change);
  // Once what is wrong is drawn, the first field of it takes the focus.
  useEffect(() => {
    if (refusals > 0) form.current?.querySelector<HTMLElement>("[aria-invalid=true]")?.focus();
  }, [refusals]);
  const isBlocked = running !== undefined || editing.problem !== undefined;
  const run = async (): Promise<void> => {
    if (!isBlocked && !(await call())) setRefusals((before) => before + 1);
  };
  const submit = (event: FormEvent): void => {
    event.preventDefault();
    void run();
  };
  const onKeyDown = (event: KeyboardEvent): void => {
    if (event.key !== "Enter" || !(event.ctrlKey || event.metaKey)) return;
    event.preventDefault();
    void run();
  };
  return (
    <>
      <Head tool={tool} />
      <form ref={form} className="stacked" aria-label={`Call ${tool.name}`} noValidate onSubmit={submit} onKeyDown={onKeyDown}>
        <ArgumentsEditor editing={editing} schema={tool.inputSchema} input={input} problems={problems} onChange={change} />
        {failure !== undefined && (
          <p className="problem" role="alert">
            {failure}
          </p>
        )}
        <div className="acts">
          <Button type="submit" tone="primary" aria-disabled={isBlocked || undefined} aria-describedby={runNoteId}>
            Call {tool.name}
          </Button>
          <span className="kbd">Ctrl/⌘ Enter</span>
        </div>
        <p className="hint" id={runNoteId}>
          {running === undefined ? (
            <>
              It passes the same{" "}
              <a className="link" href={hashFromRoute({ type: "rules" })}>
                rules
              </a>{" "}
              and limits as a call of the agent, may ask you first, stands in the log as yours, and can be undone. While a run
              goes on no call by hand begins.
            </>
          ) : (
            `A run goes on in “${running}”. A call by hand would race it, so it waits until that run is over.`
          )}
        </p>
      </form>
    </>
  );
};
