import "./undo.css";
import { type ReactNode, useState } from "react";
import type { EffectId, Seq } from "../../../kernel/base/ids.ts";
import type { UndoPlan } from "../../../kernel/rules/inspection.ts";
import { useActions, useApp } from "../../store/use-app.ts";
import { entryAt } from "../../store/views/entry-at.ts";
import { Button } from "./button.tsx";
import { formatCount } from "./time.ts";

/** What undoing goes through: nothing, looking, a plan to agree to, doing it, or a refusal. */
type UndoState =
  | { readonly status: "idle" }
  | { readonly status: "planning" }
  | { readonly status: "asking"; readonly plan: UndoPlan; readonly effectId: EffectId; readonly redoes: Seq | undefined }
  | { readonly status: "undoing" }
  | { readonly status: "failed"; readonly message: string };

export interface UndoControl {
  readonly state: UndoState;
  /** `redoes`: the undo that is to be taken back, where it is one. */
  readonly plan: (effectId: EffectId, redoes?: Seq) => void;
  readonly confirm: () => void;
  readonly cancel: () => void;
}

/** Plans first and does second: nothing is taken back that was not listed. */
export const useUndo = (): UndoControl => {
  const { send } = useActions();
  const sessionId = useApp((state) => state.session?.sessionId);
  const [state, setState] = useState<UndoState>({ status: "idle" });
  return {
    state,
    cancel: () => setState({ status: "idle" }),
    plan: (effectId, redoes) => {
      setState({ status: "planning" });
      void send({ type: "plan-undo", effectId }).then((answer) =>
        setState(
          answer.ok
            ? { status: "asking", plan: answer.value, effectId, redoes }
            : { status: "failed", message: answer.error.message },
        ),
      );
    },
    confirm: () => {
      if (state.status !== "asking" || sessionId === undefined) return;
      setState({ status: "undoing" });
      void send({ type: "undo", sessionId, effectId: state.effectId }).then((answer) =>
        setState(answer.ok ? { status: "idle" } : { status: "failed", message: answer.error.message }),
      );
    },
  };
};

type UndoStep = UndoPlan["steps"][number];

/** The steps as the transcript names them, where this session made them. */
const Steps = ({ steps }: { readonly steps: readonly UndoStep[] }): ReactNode => {
  const entries = useApp((state) => state.session?.entries) ?? [];
  const calls = useApp((state) => state.session?.calls);
  return steps.map(({ effectId, title, seq }) => {
    const event = entryAt(entries, seq)?.event;
    const call = event?.type === "call-settled" ? calls?.get(event.callId) : undefined;
    return (
      <li key={effectId}>
        {call === undefined ? title : `${call.headline.verb} ${call.headline.object}`} <span className="meta">event {seq}</span>
      </li>
    );
  });
};

/** An undo turns what came before it back on, and takes back what was built on it since. */
const redoParts = (steps: readonly UndoStep[], undoSeq: Seq) => ({
  again: steps.filter(({ seq }) => seq < undoSeq),
  built: steps.filter(({ seq }) => seq > undoSeq),
});

const Lead = ({ steps, redoes }: { readonly steps: readonly UndoStep[]; readonly redoes: Seq | undefined }): ReactNode => {
  if (redoes === undefined)
    return (
      <p>
        This takes back <b>{formatCount(steps.length, "step", "steps")}</b>
        {steps.length > 1 ? ", because later ones were built on it" : ""}:
      </p>
    );
  const { again, built } = redoParts(steps, redoes);
  return (
    <p>
      This does <b>{formatCount(again.length, "step", "steps")}</b> again
      {built.length > 0 ? `, and takes back ${formatCount(built.length, "step", "steps")} built on the undo` : ""}:
    </p>
  );
};

/** What would be taken back, or done again, and the question whether to. */
export const UndoQuestion = ({ undo }: { readonly undo: UndoControl }): ReactNode => {
  const { state } = undo;
  if (state.status === "failed")
    return (
      <div className="ask problem" role="alert">
        <span className="grow">{state.message}</span>
        <Button tone="quiet" onClick={undo.cancel}>
          Dismiss
        </Button>
      </div>
    );
  if (state.status !== "asking") return null;
  const { redoes, plan } = state;
  return (
    <section className="ask" aria-label={redoes === undefined ? "What this takes back" : "What this does again"}>
      <Lead steps={plan.steps} redoes={redoes} />
      <ul>
        <Steps steps={plan.steps.filter(({ seq }) => seq !== redoes)} />
        {plan.files.map(({ path, change }) => (
          <li key={path}>
            <code>{path}</code> is {change === "reverted" ? (redoes === undefined ? "put back as it was" : "changed") : change}
          </li>
        ))}
      </ul>
      <div className="row">
        <Button tone="primary" onClick={undo.confirm}>
          {redoes === undefined ? "Take back" : "Do again"}
        </Button>
        <Button onClick={undo.cancel}>Keep</Button>
      </div>
    </section>
  );
};
