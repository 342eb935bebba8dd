import { useEffect, useRef, useState } from "react";

/** A field that is kept when it is left: what is written stays in it, also while it cannot be kept. */
export interface Draft {
  readonly text: string;
  readonly problem: string | undefined;
  readonly write: (text: string) => void;
  /** Keeps what is written, where that is possible. */
  readonly keep: () => void;
  readonly drop: () => void;
}

interface Written {
  readonly text: string;
  /** What was stored when it was written. */
  readonly over: string;
  /** What was given to be kept last. */
  readonly sent: string | undefined;
}

/**
 * A text over the stored one. `save` answers why it could not be kept; undefined when it was. A draft ends when it is stored;
 * what is written after it was given away stays, and so does what is written while something else changes the stored text.
 * A field that goes away keeps what is in it.
 */
export const useDraft = (stored: string, save: (text: string) => Promise<string | undefined>): Draft => {
  const [draft, setDraft] = useState<Written>();
  const [problem, setProblem] = useState<string>();
  if (draft !== undefined && draft.over !== stored)
    setDraft(draft.sent === draft.text ? undefined : { text: draft.text, over: stored, sent: undefined });
  const asked = useRef(0);
  const storedNow = useRef(stored);
  storedNow.current = stored;
  const drop = (): void => {
    asked.current += 1;
    setDraft(undefined);
    setProblem(undefined);
  };
  const keep = async (): Promise<void> => {
    if (draft === undefined || draft.text === draft.sent) return;
    if (draft.text === stored) return drop();
    const { text } = draft;
    asked.current += 1;
    const mine = asked.current;
    setDraft({ ...draft, sent: text });
    const refused = await save(text);
    if (mine !== asked.current) return;
    setProblem(refused);
    // What an earlier save stored meanwhile looked as if it were this one.
    if (refused !== undefined) setDraft((now) => now ?? { text, over: storedNow.current, sent: text });
  };
  const latest = useRef(keep);
  latest.current = keep;
  useEffect(() => () => void latest.current(), []);
  return {
    text: draft?.text ?? stored,
    problem: draft === undefined ? undefined : problem,
    write: (text) => setDraft({ text, over: stored, sent: draft?.sent }),
    keep: () => void keep(),
    drop,
  };
};
