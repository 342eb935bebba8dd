import { type ReactNode, useState } from "react";
import { kindWords } from "../../../kernel/memory/graph.ts";
import type { GraphDifference, GraphNode, GraphUse } from "../../../kernel/memory/graph-view.ts";
import type { GraphLooks } from "../../store/views/graph-looks.ts";
import { Button } from "../parts/button.tsx";
import { RevealedText } from "../parts/revealed-text.tsx";
import { InlineSelect } from "../parts/select.tsx";
import { communityToken } from "./graph-colours.ts";

const orders = [
  { value: "importance", label: "Importance" },
  { value: "name", label: "Name" },
  { value: "kind", label: "Kind" },
  { value: "relations", label: "Relations" },
] as const;
type Order = (typeof orders)[number]["value"];

const compare: Readonly<Record<Order, (one: GraphNode, other: GraphNode) => number>> = {
  importance: (one, other) => other.importance - one.importance,
  name: (one, other) => one.label.localeCompare(other.label),
  kind: (one, other) => one.kind.localeCompare(other.kind) || one.label.localeCompare(other.label),
  relations: (one, other) => other.relations - one.relations,
};

const rowsAtOnce = 100;
const shownChanges = 6;

const wordsOfUse = (use: GraphUse | undefined): string =>
  use === undefined ? "" : [use.read ? ["read"] : [], use.wrote ? ["wrote"] : [], use.cited ? ["cited"] : []].flat().join(", ");

type Changed = GraphDifference["nodes"][number];

/** What of a name is different at the two moments that are compared. */
const Changes = ({ changes }: Pick<Changed, "changes">): ReactNode => (
  <ul>
    {changes.slice(0, shownChanges).map(({ sign, text }) => (
      <li key={`${sign}${text}`} className={sign === "+" ? "graph-added" : "graph-taken"}>
        {sign} <RevealedText text={text} />
      </li>
    ))}
    {changes.length > shownChanges && <li className="dim">and {changes.length - shownChanges} more</li>}
  </ul>
);

const DifferenceCell = ({ changed }: { readonly changed: Changed | undefined }): ReactNode => (
  <td>
    {changed === undefined ? (
      <span className="dim">same</span>
    ) : (
      <span className={`graph-diff ${changed.kind}`}>{changed.kind}</span>
    )}
  </td>
);

/** The same nodes as the map, and the same choice, for eyes and hands that do better without one. */
export const GraphTable = ({
  nodes,
  looks,
  difference,
  showsUse,
  chosen,
  onChoose,
}: {
  readonly nodes: readonly GraphNode[];
  readonly looks: GraphLooks;
  /** Two moments are compared: what differs comes first. */
  readonly difference: Pick<GraphDifference, "nodes"> | undefined;
  readonly showsUse: boolean;
  readonly chosen: string | undefined;
  readonly onChoose: (id: string | undefined) => void;
}): ReactNode => {
  const [order, setOrder] = useState<Order>("importance");
  const [shown, setShown] = useState(rowsAtOnce);
  const changedById = new Map((difference?.nodes ?? []).map((one) => [one.id, one]));
  const rank = ({ id }: GraphNode): number => (changedById.has(id) ? 0 : 1);
  const sorted = nodes.toSorted((one, other) => rank(one) - rank(other) || compare[order](one, other));
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: a region that scrolls must be reachable by keyboard
    <section className="graph-table" aria-label="Entities" tabIndex={0}>
      <InlineSelect label="Sort by" showLabel choices={orders} value={order} onChange={setOrder} />
      <table>
        <thead>
          <tr>
            <th scope="col">Name</th>
            <th scope="col">Kind</th>
            <th scope="col">Facts</th>
            <th scope="col">Relations</th>
            {showsUse && <th scope="col">Agent</th>}
            {difference !== undefined && <th scope="col">Difference</th>}
          </tr>
        </thead>
        <tbody>
          {sorted.slice(0, shown).map((node) => (
            <tr key={node.id} data-emphasis={looks.node(node).emphasis}>
              <td>
                <button
                  type="button"
                  className="graph-name"
                  aria-pressed={node.id === chosen}
                  onClick={() => onChoose(node.id === chosen ? undefined : node.id)}
                >
                  <span
                    className="graph-swatch"
                    style={{ background: node.isKnown ? `var(${communityToken(node.community)})` : "transparent" }}
                  />
                  <RevealedText text={node.label} />
                </button>
                {changedById.has(node.id) && <Changes changes={changedById.get(node.id)?.changes ?? []} />}
              </td>
              <td>{node.isKnown ? kindWords(node.kind) : <span className="dim">only spoken of</span>}</td>
              <td className="num">{node.facts}</td>
              <td className="num">{node.relations}</td>
              {showsUse && <td>{wordsOfUse(looks.node(node).use)}</td>}
              {difference !== undefined && <DifferenceCell changed={changedById.get(node.id)} />}
            </tr>
          ))}
        </tbody>
      </table>
      {sorted.length > shown && (
        <Button tone="quiet" onClick={() => setShown(shown + rowsAtOnce)}>
          Show {Math.min(rowsAtOnce, sorted.length - shown)} more of {sorted.length}
        </Button>
      )}
    </section>
  );
};
