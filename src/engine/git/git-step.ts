import type { Seq } from "../../kernel/base/ids.ts";
import type { LoggedChange, StepMaker } from "../../kernel/log/history.ts";

/** A change as it becomes a commit, or a part of one. */
export type GitStep = LoggedChange;

/** A commit of the history; steps of one turn that followed each other are one. */
export interface GitCommit {
  readonly oid: string;
  readonly parent: string | undefined;
  /** Of its last step. */
  readonly seq: Seq;
  readonly at: number;
  readonly author: string;
  /** The first line, and the rest. */
  readonly subject: string;
  readonly body: string;
  readonly steps: readonly GitStep[];
}

const maxSubject = 72;

const authors: Readonly<Record<StepMaker, { readonly name: string; readonly email: string }>> = {
  agent: { name: "Agent", email: "agent@vivarium.invalid" },
  person: { name: "You", email: "you@vivarium.invalid" },
  undo: { name: "You", email: "you@vivarium.invalid" },
  rewind: { name: "You", email: "you@vivarium.invalid" },
  choice: { name: "Vivarium", email: "vivarium@vivarium.invalid" },
  sample: { name: "Vivarium", email: "vivarium@vivarium.invalid" },
};

export const authorOf = (step: Pick<GitStep, "by">): { readonly name: string; readonly email: string } => authors[step.by];

/** One line, without anything that could end it. */
const oneLine = (text: string): string => text.replace(/[\p{Cc}\p{Cf}\s]+/gu, " ").trim();

const subjectOf = (steps: readonly GitStep[]): string => {
  const titles = steps.map(({ by, title }) => oneLine(by === "sample" ? `Samples: ${title}` : title));
  const all = titles.join(", ");
  const short = all.length <= maxSubject ? all : `${titles[0] ?? ""}${titles.length > 1 ? ` and ${titles.length - 1} more` : ""}`;
  const cut = short.length <= maxSubject ? short : `${[...short].slice(0, maxSubject - 1).join("")}…`;
  return cut === "" ? "Change" : cut;
};

/** What a commit says: its steps in a line, then the turn and the places in the log. */
export const messageOf = (steps: readonly GitStep[]): { readonly subject: string; readonly body: string } => {
  const [first] = steps;
  const lines = [
    ...(first?.sessionId === undefined ? [] : [`Session: ${oneLine(first.sessionId)}`]),
    ...(first?.turn === undefined ? [] : [`Turn: ${first.turn}`]),
    `Events: ${steps.map(({ seq }) => seq).join(", ")}`,
  ];
  return { subject: subjectOf(steps), body: lines.join("\n") };
};

/** Whether two steps that follow each other are one commit: made by the same turn of a run. */
export const isSameTurn = (a: GitStep, b: GitStep): boolean =>
  a.by === "agent" && b.by === "agent" && a.runId !== undefined && a.runId === b.runId && a.turn === b.turn;
