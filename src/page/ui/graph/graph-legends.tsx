import { Ban, X } from "lucide-react";
import type { ReactNode } from "react";
import type { Forbidden } from "../../../kernel/memory/graph-forbidden.ts";
import type { DifferenceKind, GraphDifference, GraphUses } from "../../../kernel/memory/graph-view.ts";
import { Icon } from "../parts/icon.tsx";
import { IconButton } from "../parts/icon-button.tsx";
import { RevealedText } from "../parts/revealed-text.tsx";
import { useGraphChange } from "./use-graph-edit.ts";

/** What the marks of the agent layer say, with how many there are of each. */
export const UseLegend = ({ uses }: { readonly uses: GraphUses }): ReactNode => {
  const count = (act: "read" | "wrote" | "cited"): number => uses.nodes.filter((use) => use[act]).length;
  if (uses.nodes.length === 0)
    return (
      <p className="graph-legend meta" role="status">
        The agent did nothing with this graph there.
      </p>
    );
  return (
    <ul className="graph-legend meta" aria-label="Agent layer">
      <li>
        <span className="graph-key read" /> {count("read")} read
      </li>
      <li>
        <span className="graph-key wrote" /> {count("wrote")} written
      </li>
      <li>“{count("cited")}” named in an answer</li>
    </ul>
  );
};

const differenceKinds: readonly DifferenceKind[] = ["added", "changed", "removed"];

/** How two moments differ, in numbers. */
export const DifferenceLegend = ({ difference: { links, nodes } }: { readonly difference: GraphDifference }): ReactNode => {
  const more = links.filter(({ difference }) => difference === "added").length;
  return (
    <ul className="graph-legend meta" aria-label="Differences">
      {differenceKinds.map((kind) => (
        <li key={kind}>
          <span className={`graph-key ${kind}`} /> {nodes.filter((node) => node.kind === kind).length} {kind}
        </li>
      ))}
      <li>
        relations: {more} added, {links.length - more} removed
      </li>
    </ul>
  );
};

/** What agents may not say or be told, each with the way back. */
export const ForbiddenList = ({
  forbidden,
  canEdit,
}: {
  readonly forbidden: readonly Forbidden[];
  readonly canEdit: boolean;
}): ReactNode => {
  const change = useGraphChange();
  if (forbidden.length === 0) return null;
  return (
    <details className="graph-forbidden">
      <summary className="meta">
        <Icon of={Ban} size={13} /> {forbidden.length} forbidden to agents
      </summary>
      <ul aria-label="Forbidden to agents">
        {forbidden.map(({ text, ...what }) => (
          <li key={text} className="graph-line-item">
            <span className="grow">
              <RevealedText text={text} />
            </span>
            {canEdit && (
              <IconButton
                label={`Allow again: ${text}`}
                icon={X}
                small
                iconSize={13}
                onClick={() => change([{ type: "allow", what }])}
              />
            )}
          </li>
        ))}
      </ul>
    </details>
  );
};
