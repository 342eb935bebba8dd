import type { ReactNode } from "react";
import type { KeptFile } from "../../../kernel/conversation/branch.ts";
import type { AppState } from "../../store/app-state.ts";
import { useActions, useApp } from "../../store/use-app.ts";
import { Button } from "../parts/button.tsx";

const questionOf = (state: AppState) => state.branchQuestion;

const changerWords = ({ by }: KeptFile): string => {
  switch (by.type) {
    case "session":
      return `changed by the session “${by.title}”`;
    case "person":
      return "changed by you";
    case "unknown":
      return "changed by something that is not in the log any more";
  }
};

/** Asked before a branch is taken whose files others changed since: nothing of theirs is overwritten. */
export const BranchQuestion = (): ReactNode => {
  const { answerBranchQuestion } = useActions();
  const question = useApp(questionOf);
  if (question === undefined) return null;
  return (
    <section className="footbar branch-question" aria-label="Files that others changed">
      <div className="grow">
        <p>
          <b>Others changed files that this branch has otherwise.</b> If you go on, they stay as they are; nothing is overwritten.
        </p>
        <ul>
          {question.kept.map((kept) => (
            <li key={kept.path}>
              <code>{kept.path}</code> <span className="dim">{changerWords(kept)}</span>
            </li>
          ))}
        </ul>
      </div>
      <div className="row">
        <Button onClick={() => answerBranchQuestion(false)}>Stay here</Button>
        <Button tone="primary" onClick={() => answerBranchQuestion(true)}>
          Go on and keep them
        </Button>
      </div>
    </section>
  );
};
