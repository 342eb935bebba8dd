import type { ReactNode } from "react";
import type { Seq } from "../../../kernel/base/ids.ts";
import type { FileStep } from "../../store/views/file-history.ts";
import { Mark } from "../parts/mark.tsx";
import { formatClock } from "../parts/time.ts";

const whoOf = (step: FileStep): string => {
  switch (step.by) {
    case "agent":
      return step.turn === undefined ? "Changed by the agent" : `Changed by turn ${step.turn}`;
    case "person":
      return "Changed by you";
    case "sample":
      return "Written as a sample";
    case "schedule":
      return "Changed by itself, on its schedule";
    case "undo":
      return "Taken back by you";
    case "branch":
      return "As its branch has it";
  }
};

const Step = ({
  step,
  current,
  onPress,
}: {
  readonly step: FileStep;
  readonly current: boolean;
  readonly onPress: () => void;
}): ReactNode => (
  <li>
    <button type="button" className="step-row" aria-current={current ? "true" : undefined} onClick={onPress}>
      <Mark kind={step.by === "person" ? "user" : "write"} size={11} />
      <span className="trunc">
        {whoOf(step)}
        {step.undoneBySeq !== undefined && <span className="dim">, undone by event {step.undoneBySeq}</span>}
      </span>
      <span className="grow" />
      <span className="meta">
        <span className="add">+{step.added}</span> <span className="del">−{step.removed}</span>
      </span>
      <span className="meta">event {step.seq}</span>
      <span className="meta step-time">{formatClock(step.at)}</span>
    </button>
  </li>
);

/** Every change of one file in this session or one of its runs, newest first; each opens as a difference. */
export const FileSteps = ({
  steps,
  whole,
  current,
  onContent,
  onSession,
  onStep,
}: {
  readonly steps: readonly FileStep[];
  /** What the steps are all of. */
  readonly whole: "session" | "run";
  readonly current: Seq | "content" | "session";
  readonly onContent: () => void;
  readonly onSession: () => void;
  readonly onStep: (step: FileStep) => void;
}): ReactNode => (
  <section className="steps" aria-label={`Changes of this file in this ${whole}`}>
    <header className="steps-head">
      <b>Changes</b>
      <span className="grow" />
      <button type="button" className="btn quiet" aria-pressed={current === "content"} onClick={onContent}>
        File
      </button>
      <button type="button" className="btn quiet" aria-pressed={current === "session"} onClick={onSession}>
        Whole {whole}
      </button>
    </header>
    <ul>
      {steps.toReversed().map((step) => (
        <Step key={step.seq} step={step} current={step.seq === current} onPress={() => onStep(step)} />
      ))}
    </ul>
  </section>
);
