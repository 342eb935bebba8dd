import { ChevronLeft, ChevronRight, GitBranch } from "lucide-react";
import { createContext, type ReactNode, type RefObject, useContext, useLayoutEffect, useRef } from "react";
import type { Seq } from "../../../kernel/base/ids.ts";
import type { BranchPoint } from "../../../kernel/conversation/branch-path.ts";
import type { AppState } from "../../store/app-state.ts";
import { useActions, useApp } from "../../store/use-app.ts";
import { canBranch } from "../../store/views/can-branch.ts";
import { Icon } from "../parts/icon.tsx";
import { IconButton } from "../parts/icon-button.tsx";

type Step = -1 | 1;

/** The button that was pressed last: its picker may be drawn anew on the other branch, and the keyboard goes along. */
export interface PressedStep {
  readonly at: Seq;
  readonly step: Step;
}
export const PressedStepContext = createContext<RefObject<PressedStep | undefined>>({ current: undefined });

const namesOf = ({ session }: AppState) => session?.branchNames;
const sessionIdOf = ({ session }: AppState) => session?.sessionId;

/** Which of the ways on from a place is taken, and the ways to the ones beside it. */
export const BranchPicker = ({ point }: { readonly point: BranchPoint }): ReactNode => {
  const { takeBranch } = useActions();
  const sessionId = useApp(sessionIdOf);
  const names = useApp(namesOf);
  const isFree = useApp(canBranch);
  const group = useRef<HTMLFieldSetElement>(null);
  const pressed = useContext(PressedStepContext);
  const { at, branches, active } = point;
  useLayoutEffect(() => {
    const fields = group.current;
    const last = pressed.current;
    if (fields === null || last?.at !== at || fields.ownerDocument.activeElement !== fields.ownerDocument.body) return;
    pressed.current = undefined;
    const [back, on] = fields.querySelectorAll("button");
    const wanted = last.step === -1 ? back : on;
    (wanted?.disabled === true ? (last.step === -1 ? on : back) : wanted)?.focus({ preventScroll: true });
  });
  const name = names?.get(branches[active] ?? 0);
  const go = (step: Step): void => {
    const branch = branches[active + step];
    if (sessionId === undefined || branch === undefined) return;
    pressed.current = { at, step };
    void takeBranch({ type: "choose-branch", sessionId, branch });
  };
  const where = `Branch ${active + 1} of ${branches.length}`;
  return (
    <fieldset className="branches" ref={group} aria-label={name === undefined ? where : `${where}, ${name}`}>
      <Icon of={GitBranch} size={13} />
      <IconButton
        small
        iconSize={14}
        icon={ChevronLeft}
        label="Branch before"
        disabled={!isFree || active <= 0}
        onClick={() => go(-1)}
      />
      <span className="meta">
        {active + 1} / {branches.length}
      </span>
      <IconButton
        small
        iconSize={14}
        icon={ChevronRight}
        label="Branch after"
        disabled={!isFree || active >= branches.length - 1}
        onClick={() => go(1)}
      />
      {name !== undefined && <span className="meta trunc">{name}</span>}
    </fieldset>
  );
};
