import type { GraphLink, GraphNode } from "../../../kernel/memory/graph-view.ts";
import type { GraphLooks, LinkLook, NodeLook } from "./graph-looks.ts";

export interface PictureNode {
  readonly id: string;
  readonly label: string;
  readonly community: number;
  readonly isKnown: boolean;
  readonly x: number;
  readonly y: number;
  readonly radius: number;
  readonly look: NodeLook;
  readonly hasLabel: boolean;
}

export interface PictureLink {
  readonly from: { readonly x: number; readonly y: number };
  readonly to: { readonly x: number; readonly y: number };
  readonly look: LinkLook;
}

/** A drawing of the graph in a box of its own: y grows downwards, everything lies inside. */
export interface GraphPicture {
  readonly width: number;
  readonly height: number;
  readonly nodes: readonly PictureNode[];
  readonly links: readonly PictureLink[];
}

/** From the least to the most important, in pixels of a picture that is 1,000 wide. */
export const radiusOf = ({ importance }: Pick<GraphNode, "importance">): number => 4 + 9 * Math.sqrt(importance);

/** Whether its name stands on the map whatever else does. */
export const standsOut = ({ emphasis, use }: NodeLook): boolean =>
  emphasis === "chosen" || emphasis === "near" || (use?.cited === true && emphasis !== "faint");

/** What an answer named stands in quotation marks. */
export const labelOf = ({ label }: Pick<GraphNode, "label">, { use }: NodeLook): string =>
  use?.cited === true ? `“${label}”` : label;

const margin = 60;
/** Labels of the most important stand; those of others where they are emphasised. */
const labelled = 40;

/** Fits the nodes into a box, keeping their proportions. */
export const pictureOf = (
  { links, nodes }: { readonly nodes: readonly GraphNode[]; readonly links: readonly GraphLink[] },
  looks: GraphLooks,
  { height, width }: { readonly width: number; readonly height: number } = { width: 1_000, height: 750 },
): GraphPicture => {
  const [xs, ys] = [nodes.map(({ x }) => x), nodes.map(({ y }) => y)];
  const span = (values: readonly number[]): readonly [least: number, size: number] => {
    const least = values.reduce((a, b) => Math.min(a, b), Number.POSITIVE_INFINITY);
    return [least, values.reduce((a, b) => Math.max(a, b), Number.NEGATIVE_INFINITY) - least];
  };
  const [[left, wide], [top, high]] = [span(xs), span(ys)];
  const scale = Math.min((width - 2 * margin) / Math.max(wide, 1), (height - 2 * margin) / Math.max(high, 1), 12);
  const place = ({ x, y }: GraphNode) => ({
    x: width / 2 + (x - left - wide / 2) * scale,
    // The map has up where numbers grow.
    y: height / 2 - (y - top - high / 2) * scale,
  });
  const places = new Map(nodes.map((node) => [node.id, place(node)]));
  return {
    width,
    height,
    nodes: nodes.map((node, at): PictureNode => {
      const look = looks.node(node);
      const { community, id, isKnown } = node;
      const hasLabel = standsOut(look) || (look.emphasis === "plain" && at < labelled);
      return { id, label: labelOf(node, look), community, isKnown, ...place(node), radius: radiusOf(node), look, hasLabel };
    }),
    links: links.flatMap((link): readonly PictureLink[] => {
      const [from, to] = [places.get(link.from), places.get(link.to)];
      return from === undefined || to === undefined ? [] : [{ from, to, look: looks.link(link) }];
    }),
  };
};
