import { MultiDirectedGraph } from "graphology";
import Sigma from "sigma";
import { EdgeArrowProgram } from "sigma/rendering";
import type { Settings } from "sigma/settings";
import type { NodeDisplayData, PartialButFor } from "sigma/types";
import type { GraphLink, GraphNode } from "../../../kernel/memory/graph-view.ts";
import type { GraphLooks, LinkLook, NodeLook } from "../../store/views/graph-looks.ts";
import { labelOf, radiusOf, standsOut } from "../../store/views/graph-picture.ts";
import { type GraphColours, linkToken, nodeColours } from "./graph-colours.ts";
import { shortName } from "./short-name.ts";

export interface MapContent {
  /** What the map reaches over, whatever of it is shown: so nothing moves when something is filtered out. */
  readonly extent: { readonly x: [number, number]; readonly y: [number, number] };
  readonly nodes: readonly GraphNode[];
  readonly links: readonly GraphLink[];
  readonly looks: GraphLooks;
}

/** A map that is drawn with WebGL. */
export interface SigmaMap {
  /** Draws other content where the view is. */
  readonly show: (content: MapContent) => void;
  readonly zoom: (by: "in" | "out" | "all") => void;
  /** Brings a node to the middle. */
  readonly find: (id: string) => void;
  readonly close: () => void;
}

type DrawHover = Settings["defaultDrawNodeHover"];

/** The label of the node under the pointer, on a card of the page's own colours. */
const hoverIn =
  (colours: GraphColours): DrawHover =>
  (
    canvas,
    data: PartialButFor<NodeDisplayData, "x" | "y" | "size" | "label" | "color"> & { readonly name?: string },
    { labelSize },
  ) => {
    const name = data.name ?? data.label ?? "";
    canvas.font = `500 ${labelSize}px ${colours.font}`;
    const width = canvas.measureText(name).width + data.size + 14;
    const height = labelSize + 10;
    canvas.fillStyle = colours.of("--raised");
    canvas.strokeStyle = colours.of("--hair-2");
    canvas.lineWidth = 1;
    canvas.beginPath();
    canvas.roundRect(data.x - 2, data.y - height / 2, width + data.size, height, 6);
    canvas.fill();
    canvas.stroke();
    canvas.fillStyle = data.color;
    canvas.beginPath();
    canvas.arc(data.x, data.y, data.size, 0, 2 * Math.PI);
    canvas.fill();
    canvas.fillStyle = colours.of("--ink");
    canvas.fillText(name, data.x + data.size + 6, data.y + labelSize / 3);
  };

interface Disc {
  readonly size: number;
  readonly color: string;
}

/** What stands below a node, the lowest first: the renderer draws plain discs, so an outline is a larger disc below. */
const discsBelow = (node: GraphNode, look: NodeLook, colours: GraphColours): readonly Disc[] => {
  if (look.emphasis === "faint") return [];
  const { fill, outline, ring } = nodeColours(node, look);
  const size = sizeOf(node, look);
  const line = fill === "--sheet" && node.isKnown ? [{ size: size + 1.5, color: colours.of(outline) }] : [];
  if (ring === undefined) return line;
  return [{ size: size + 5, color: colours.of(ring) }, { size: size + 3, color: colours.of("--sheet") }, ...line];
};

const sizeOf = (node: GraphNode, { emphasis }: NodeLook): number => radiusOf(node) * (emphasis === "chosen" ? 1.35 : 1);

const nodeLook = (node: GraphNode, look: NodeLook, colours: GraphColours) => ({
  x: node.x,
  y: node.y,
  // The name is there in full under the pointer, in the table and on the card.
  label: look.emphasis === "faint" ? null : shortName(labelOf(node, look)),
  name: node.label,
  size: sizeOf(node, look),
  // What is only spoken of has no colour of its own.
  color: colours.of(
    look.emphasis === "faint"
      ? "--hair-2"
      : node.isKnown || look.difference !== undefined
        ? nodeColours(node, look).fill
        : "--edge",
  ),
  forceLabel: standsOut(look),
  zIndex: look.emphasis === "chosen" ? 8 : look.emphasis === "faint" ? 0 : 4,
});

const linkLook = (look: LinkLook, colours: GraphColours) => ({
  size: look.emphasis === "chosen" ? 3.5 : look.difference === undefined ? 1.2 : 2.2,
  color: colours.of(linkToken(look)),
  zIndex: look.emphasis === "chosen" ? 1 : 0,
});

const belowMark = "below:";

/** The node that a disc belongs to. */
const ownerOf = (disc: string): string => (disc.startsWith(belowMark) ? disc.slice(disc.indexOf(" ") + 1) : disc);

const fill = (graph: MultiDirectedGraph, content: MapContent, colours: GraphColours): void => {
  graph.clear();
  for (const node of content.nodes) {
    const look = content.looks.node(node);
    const own = nodeLook(node, look, colours);
    for (const [level, disc] of discsBelow(node, look, colours).entries())
      graph.addNode(`${belowMark}${level} ${node.id}`, {
        ...disc,
        x: node.x,
        y: node.y,
        label: null,
        zIndex: own.zIndex - 3 + level,
      });
    graph.addNode(node.id, own);
  }
  for (const link of content.links) graph.addEdge(link.from, link.to, linkLook(content.looks.link(link), colours));
};

/** Throws where the browser has no WebGL. `onChoose`: a node, or the ground between nodes. */
export const openSigmaMap = (
  container: HTMLElement,
  content: MapContent,
  colours: GraphColours,
  onChoose: (id: string | undefined) => void,
): SigmaMap => {
  const graph = new MultiDirectedGraph();
  fill(graph, content, colours);
  const sigma = new Sigma(graph, container, {
    allowInvalidContainer: true,
    defaultEdgeType: "arrow",
    edgeProgramClasses: { arrow: EdgeArrowProgram },
    labelFont: colours.font,
    labelSize: 12,
    labelWeight: "500",
    labelColor: { color: colours.of("--ink") },
    labelRenderedSizeThreshold: 6,
    labelDensity: 0.7,
    labelGridCellSize: 80,
    stagePadding: 40,
    zIndex: true,
    defaultDrawNodeHover: hoverIn(colours),
  });
  sigma.setCustomBBox(content.extent);
  sigma.on("clickNode", ({ node }) => onChoose(ownerOf(node)));
  sigma.on("clickStage", () => onChoose(undefined));
  const camera = sigma.getCamera();
  return {
    show: (next) => {
      fill(graph, next, colours);
      sigma.setCustomBBox(next.extent);
      sigma.refresh();
    },
    zoom: (by) => {
      if (by === "all") void camera.animatedReset({ duration: 200 });
      else void (by === "in" ? camera.animatedZoom({ duration: 150 }) : camera.animatedUnzoom({ duration: 150 }));
    },
    find: (id) => {
      const at = sigma.getNodeDisplayData(id);
      if (at !== undefined) void camera.animate({ x: at.x, y: at.y }, { duration: 250 });
    },
    close: () => sigma.kill(),
  };
};
