import { type ReactNode, useMemo, useRef } from "react";
import type { Approval } from "../../../kernel/rules/approval.ts";
import { Chip } from "../parts/chip.tsx";
import { RevealedText } from "../parts/revealed-text.tsx";
import { formatCount } from "../parts/time.ts";
import { type ApprovalClass, classesOf, triStateOf } from "./approval-classes.ts";
import { BatchBar } from "./batch-bar.tsx";
import { riskWords } from "./describe-approval.ts";
import { TriStateBox } from "./tri-state-box.tsx";
import { type CardChoices, useCardChoices } from "./use-card-choices.ts";
import { WaitingCard } from "./waiting-card.tsx";

/** What a class is called, and the box that selects all of it. */
const ClassHead = ({ of, choices }: { readonly of: ApprovalClass; readonly choices: CardChoices }): ReactNode => {
  const ids = of.approvals.map(({ approvalId }) => approvalId);
  const selectable = ids.filter((approvalId) => choices.readinessOf(approvalId) !== "closed");
  const selected = selectable.filter(choices.isSelected);
  const { kind, title } = riskWords[of.risk];
  const files = of.approvals.reduce((sum, { effect }) => sum + effect.files.length, 0);
  return (
    <div className="class-head">
      <TriStateBox
        label={`Select all ${ids.length} calls of ${of.tool}`}
        state={triStateOf(selected.length, selectable.length)}
        disabled={selectable.length === 0}
        onSelect={(on) => choices.select(ids, on)}
      />
      <b>
        <RevealedText text={of.tool} />
      </b>
      <span className="dim grow">
        {formatCount(ids.length, "call", "calls")}
        {files > 0 && `, ${formatCount(files, "file", "files")}`}
        {selected.length > 0 && `, ${selected.length} selected`}
      </span>
      <Chip kind={kind}>{title}</Chip>
    </div>
  );
};

const Cards = ({
  approvals,
  choices,
}: {
  readonly approvals: readonly Approval[];
  readonly choices: CardChoices | undefined;
}): ReactNode =>
  approvals.map((approval) => (
    <WaitingCard
      key={approval.approvalId}
      approval={approval}
      {...(choices === undefined
        ? {}
        : { isSelected: choices.isSelected(approval.approvalId), onSelect: choices.select, onReadiness: choices.onReadiness })}
    />
  ));

/** Questions that wait in one place. Several are grouped by class, and can be selected and answered together. */
export const BatchCards = ({ approvals }: { readonly approvals: readonly Approval[] }): ReactNode => {
  const classes = useMemo(() => classesOf(approvals), [approvals]);
  const choices = useCardChoices(approvals);
  const cards = useRef<HTMLDivElement>(null);
  return (
    <>
      <BatchBar choices={choices} cards={cards} />
      <div className="cards" ref={cards}>
        {classes.map((one) => (
          <div className="class" key={one.key}>
            {one.approvals.length > 1 && <ClassHead of={one} choices={choices} />}
            <Cards approvals={one.approvals} choices={approvals.length > 1 ? choices : undefined} />
          </div>
        ))}
      </div>
    </>
  );
};
