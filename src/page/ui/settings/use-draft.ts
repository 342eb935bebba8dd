import { useEffect, useRef, useState } from "react";

/** A field that is kept when it is left: what is written stays in it, also while it cannot be kept. */
export interface Draft {
  readonly text: string;
  readonly problem: string | undefined;
  readonly isTouched: boolean;
  readonly write: (text: string) => void;
  /** Keeps what is written, where that is possible. */
  readonly keep: () => void;
  readonly drop: () => void;
}

/**
 * A text over the stored one. `save` answers why it could not be kept; undefined when it was. A draft ends when what is stored
 * changes, and a field that goes away keeps what is in it.
 */
export const useDraft = (stored: string, save: (text: string) => Promise<string | undefined>): Draft => {
  const [draft, setDraft] = useState<{ readonly text: string; readonly over: string }>();
  const [problem, setProblem] = useState<string>();
  // What is stored changed: the draft was kept, or something else took its place.
  if (draft !== undefined && draft.over !== stored) setDraft(undefined);
  const current = draft?.over === stored ? draft.text : undefined;
  const drop = (): void => {
    setDraft(undefined);
    setProblem(undefined);
  };
  const keep = async (): Promise<void> => {
    if (current === undefined) return;
    if (current === stored) return drop();
    setProblem(await save(current));
  };
  const latest = useRef(keep);
  latest.current = keep;
  useEffect(() => () => void latest.current(), []);
  return {
    text: current ?? stored,
    problem: current === undefined ? undefined : problem,
    isTouched: current !== undefined,
    write: (text) => setDraft({ text, over: stored }),
    keep: () => void keep(),
    drop,
  };
};
