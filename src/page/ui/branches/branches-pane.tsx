import "./branches.css";
import { GitCompare, Pencil } from "lucide-react";
import { type FormEvent, type ReactNode, useMemo, useState } from "react";
import { totalTokens } from "../../../kernel/model/usage.ts";
import type { AppState } from "../../store/app-state.ts";
import { hashFromRoute } from "../../store/route.ts";
import { useActions, useApp } from "../../store/use-app.ts";
import { type BranchPointSummary, type BranchSummary, branchOutline, branchTitle } from "../../store/views/branch-outline.ts";
import { canBranch } from "../../store/views/can-branch.ts";
import { costWords } from "../../store/views/cost-words.ts";
import { Button } from "../parts/button.tsx";
import { EmptyState } from "../parts/empty-state.tsx";
import { Icon } from "../parts/icon.tsx";
import { IconButton } from "../parts/icon-button.tsx";
import { formatClock, formatCount, formatTokens } from "../parts/time.ts";

const sessionOf = ({ session }: AppState) => session;
const isOwner = ({ workspace }: AppState): boolean => workspace?.role === "owner";

const facts = ({ messages, usage, cost, lastAt }: BranchSummary): string =>
  [
    formatCount(messages, "message", "messages"),
    `${formatTokens(totalTokens(usage))} tokens`,
    ...(costWords(cost) === undefined ? [] : [costWords(cost)]),
    `last used ${formatClock(lastAt)}`,
  ].join(" · ");

const NameForm = ({ branch, onClose }: { readonly branch: BranchSummary; readonly onClose: () => void }): ReactNode => {
  const { send, notify } = useActions();
  const sessionId = useApp((state) => state.session?.sessionId);
  const [name, setName] = useState(branch.name ?? "");
  const keep = async (event: FormEvent): Promise<void> => {
    event.preventDefault();
    if (sessionId === undefined) return;
    const answer = await send({ type: "name-branch", sessionId, branch: branch.start, name });
    if (answer.ok) onClose();
    else notify({ tone: "error", text: answer.error.message });
  };
  return (
    <form className="branch-name" onSubmit={(event) => void keep(event)}>
      <input
        aria-label="Name of the branch"
        value={name}
        maxLength={60}
        placeholder={branch.words}
        // The person just asked to write here.
        // biome-ignore lint/a11y/noAutofocus: see above
        autoFocus
        onChange={(event) => setName(event.target.value)}
        onKeyDown={(event) => {
          if (event.key !== "Escape") return;
          event.stopPropagation();
          onClose();
        }}
      />
      <Button type="submit">Keep the name</Button>
    </form>
  );
};

const BranchRow = ({
  branch,
  beside,
}: {
  readonly branch: BranchSummary;
  /** The branch of the same point that it is compared with. */
  readonly beside: BranchSummary | undefined;
}): ReactNode => {
  const { takeBranch } = useActions();
  const sessionId = useApp((state) => state.session?.sessionId);
  const isFree = useApp(canBranch);
  const owns = useApp(isOwner);
  const [naming, setNaming] = useState(false);
  if (sessionId === undefined) return null;
  const title = branchTitle(branch);
  return (
    <li className="branch-row" aria-current={branch.isActive ? "true" : undefined}>
      {naming ? (
        <NameForm branch={branch} onClose={() => setNaming(false)} />
      ) : (
        <p className="row">
          <b className="trunc" dir="auto">
            {title}
          </b>
          {owns && <IconButton small iconSize={13} icon={Pencil} label={`Name “${title}”`} onClick={() => setNaming(true)} />}
          <span className="grow" />
          {branch.isActive && <span className="chip">shown</span>}
        </p>
      )}
      {branch.name !== undefined && !naming && (
        <p className="dim trunc" dir="auto">
          {branch.words}
        </p>
      )}
      <p className="meta">{facts(branch)}</p>
      <div className="row">
        {!branch.isActive && (
          <Button disabled={!isFree} onClick={() => void takeBranch({ type: "choose-branch", sessionId, branch: branch.start })}>
            Go to it
          </Button>
        )}
        {beside !== undefined && (
          <a className="btn" href={hashFromRoute({ type: "compare", sessionId, left: beside.start, right: branch.start })}>
            <Icon of={GitCompare} size={14} /> Compare
          </a>
        )}
      </div>
    </li>
  );
};

const Point = ({ point }: { readonly point: BranchPointSummary }): ReactNode => {
  const shown = point.branches.find(({ isActive }) => isActive) ?? point.branches[0];
  return (
    <section aria-label={`Branches after event ${point.at}`}>
      <h2>
        After “<span dir="auto">{point.words}</span>” <span className="meta">event {point.at}</span>
      </h2>
      <ul>
        {point.branches.map((branch) => (
          <BranchRow key={branch.start} branch={branch} beside={branch === shown ? undefined : shown} />
        ))}
      </ul>
    </section>
  );
};

/** Every place where the session went on in more than one way, and the ways on from there. */
export const BranchesPane = (): ReactNode => {
  const session = useApp(sessionOf);
  const points = session?.branchPoints;
  const names = session?.branchNames;
  // What was said on a branch changes with its entries; the array is the same one, grown.
  const length = session?.entries.length;
  // biome-ignore lint/correctness/useExhaustiveDependencies: see above
  const outline = useMemo(() => (session === undefined ? [] : branchOutline(session)), [points, names, length]);
  if (outline.length === 0)
    return (
      <EmptyState
        kind="model"
        level="h2"
        title="One branch so far"
        text="Edit a message, ask for another answer or fork at any moment: the session goes on from there, and nothing is deleted."
      />
    );
  return (
    <div className="branch-outline">
      {outline.map((point) => (
        <Point key={point.at} point={point} />
      ))}
    </div>
  );
};
