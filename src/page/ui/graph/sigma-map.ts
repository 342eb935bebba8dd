import { MultiDirectedGraph } from "graphology";
import Sigma from "sigma";
import { EdgeArrowProgram } from "sigma/rendering";
import type { Settings } from "sigma/settings";
import type { NodeDisplayData, PartialButFor } from "sigma/types";
import type { GraphLink, GraphNode } from "../../../kernel/graph-view.ts";
import { type Emphasis, radiusOf } from "../../store/views/graph-picture.ts";
import { communityToken, type GraphColours } from "./graph-colours.ts";
import { shortName } from "./short-name.ts";

export interface MapContent {
  /** What the map reaches over, whatever of it is shown: so nothing moves when something is filtered out. */
  readonly extent: { readonly x: [number, number]; readonly y: [number, number] };
  readonly nodes: readonly GraphNode[];
  readonly links: readonly GraphLink[];
  readonly nodeEmphasis: (node: GraphNode) => Emphasis;
  readonly linkEmphasis: (link: GraphLink) => Emphasis;
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

const nodeLook = (node: GraphNode, emphasis: Emphasis, colours: GraphColours) => ({
  x: node.x,
  y: node.y,
  // The name is there in full under the pointer, in the table and on the card.
  label: emphasis === "faint" ? null : shortName(node.label),
  name: node.label,
  size: radiusOf(node) * (emphasis === "chosen" ? 1.35 : 1),
  // What is only spoken of has no colour of its own.
  color: colours.of(emphasis === "faint" ? "--hair-2" : node.isKnown ? communityToken(node.community) : "--edge"),
  forceLabel: emphasis === "chosen" || emphasis === "near",
  zIndex: emphasis === "chosen" ? 2 : emphasis === "faint" ? 0 : 1,
});

const linkLook = (emphasis: Emphasis, colours: GraphColours) => ({
  size: emphasis === "chosen" ? 3.5 : 1.2,
  color: colours.of(emphasis === "chosen" ? "--accent" : emphasis === "faint" ? "--hair" : "--hair-2"),
  zIndex: emphasis === "chosen" ? 1 : 0,
});

const fill = (graph: MultiDirectedGraph, content: MapContent, colours: GraphColours): void => {
  graph.clear();
  for (const node of content.nodes) graph.addNode(node.id, nodeLook(node, content.nodeEmphasis(node), colours));
  for (const link of content.links) graph.addEdge(link.from, link.to, linkLook(content.linkEmphasis(link), colours));
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
  sigma.on("clickNode", ({ node }) => onChoose(node));
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
