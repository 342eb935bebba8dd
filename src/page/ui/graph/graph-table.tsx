import { type ReactNode, useState } from "react";
import { kindWords } from "../../../kernel/graph.ts";
import type { GraphNode } from "../../../kernel/graph-view.ts";
import type { Emphasis } from "../../store/views/graph-picture.ts";
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

/** The same nodes as the map, and the same choice, for eyes and hands that do better without one. */
export const GraphTable = ({
  nodes,
  emphasisOf,
  chosen,
  onChoose,
}: {
  readonly nodes: readonly GraphNode[];
  readonly emphasisOf: (node: GraphNode) => Emphasis;
  readonly chosen: string | undefined;
  readonly onChoose: (id: string | undefined) => void;
}): ReactNode => {
  const [order, setOrder] = useState<Order>("importance");
  const [shown, setShown] = useState(rowsAtOnce);
  const sorted = nodes.toSorted(compare[order]);
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
          </tr>
        </thead>
        <tbody>
          {sorted.slice(0, shown).map((node) => (
            <tr key={node.id} data-emphasis={emphasisOf(node)}>
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
              </td>
              <td>{node.isKnown ? kindWords(node.kind) : <span className="dim">only spoken of</span>}</td>
              <td className="num">{node.facts}</td>
              <td className="num">{node.relations}</td>
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
