import type { GraphPicture, PictureNode } from "../../store/views/graph-picture.ts";
import { communityToken, type GraphColours } from "./graph-colours.ts";

const namespace = "http://www.w3.org/2000/svg";
const labelSize = 13;

const element = (name: string, attributes: Readonly<Record<string, string | number>>): SVGElement => {
  const made = document.createElementNS(namespace, name);
  for (const [key, value] of Object.entries(attributes)) made.setAttribute(key, `${value}`);
  return made;
};

const opacityOf = ({ emphasis }: Pick<PictureNode, "emphasis">): number => (emphasis === "faint" ? 0.25 : 1);

const nodeOf = (node: PictureNode, colours: GraphColours): readonly SVGElement[] => {
  const colour = colours.of(communityToken(node.community));
  const circle = element("circle", {
    cx: node.x.toFixed(1),
    cy: node.y.toFixed(1),
    r: node.radius.toFixed(1),
    fill: node.isKnown ? colour : colours.of("--sheet"),
    stroke: node.emphasis === "chosen" ? colours.of("--ink") : colour,
    "stroke-width": node.emphasis === "chosen" ? 3 : 1.5,
    opacity: opacityOf(node),
  });
  if (!node.hasLabel) return [circle];
  const text = element("text", {
    x: (node.x + node.radius + 4).toFixed(1),
    y: (node.y + labelSize / 3).toFixed(1),
    fill: colours.of("--ink"),
    stroke: colours.of("--sheet"),
    "stroke-width": 3,
    "paint-order": "stroke",
    opacity: opacityOf(node),
  });
  text.textContent = node.label;
  return [circle, text];
};

/** The picture as the text of an SVG file. */
export const svgText = (picture: GraphPicture, colours: GraphColours): string => {
  const { height, links, nodes, width } = picture;
  const root = element("svg", { xmlns: namespace, viewBox: `0 0 ${width} ${height}`, width, height });
  root.setAttribute("font-family", colours.font);
  root.setAttribute("font-size", `${labelSize}`);
  root.append(element("rect", { width, height, fill: colours.of("--sheet") }));
  for (const { emphasis, from, to } of links)
    root.append(
      element("line", {
        x1: from.x.toFixed(1),
        y1: from.y.toFixed(1),
        x2: to.x.toFixed(1),
        y2: to.y.toFixed(1),
        stroke: colours.of(emphasis === "chosen" ? "--accent" : "--edge"),
        "stroke-width": emphasis === "chosen" ? 3 : 1,
        opacity: emphasis === "faint" ? 0.2 : 0.7,
      }),
    );
  for (const node of nodes) root.append(...nodeOf(node, colours));
  return new XMLSerializer().serializeToString(root);
};

const paint = (canvas: CanvasRenderingContext2D, picture: GraphPicture, colours: GraphColours): void => {
  canvas.fillStyle = colours.of("--sheet");
  canvas.fillRect(0, 0, picture.width, picture.height);
  for (const { emphasis, from, to } of picture.links) {
    canvas.globalAlpha = emphasis === "faint" ? 0.2 : 0.7;
    canvas.strokeStyle = colours.of(emphasis === "chosen" ? "--accent" : "--edge");
    canvas.lineWidth = emphasis === "chosen" ? 3 : 1;
    canvas.beginPath();
    canvas.moveTo(from.x, from.y);
    canvas.lineTo(to.x, to.y);
    canvas.stroke();
  }
  canvas.font = `${labelSize}px ${colours.font}`;
  canvas.lineJoin = "round";
  for (const node of picture.nodes) {
    const colour = colours.of(communityToken(node.community));
    canvas.globalAlpha = opacityOf(node);
    canvas.fillStyle = node.isKnown ? colour : colours.of("--sheet");
    canvas.strokeStyle = node.emphasis === "chosen" ? colours.of("--ink") : colour;
    canvas.lineWidth = node.emphasis === "chosen" ? 3 : 1.5;
    canvas.beginPath();
    canvas.arc(node.x, node.y, node.radius, 0, 2 * Math.PI);
    canvas.fill();
    canvas.stroke();
    if (!node.hasLabel) continue;
    const at = [node.x + node.radius + 4, node.y + labelSize / 3] as const;
    canvas.strokeStyle = colours.of("--sheet");
    canvas.lineWidth = 3;
    canvas.strokeText(node.label, ...at);
    canvas.fillStyle = colours.of("--ink");
    canvas.fillText(node.label, ...at);
  }
};

/** The picture as a PNG file, two pixels to one; undefined where the browser cannot make one. */
export const pngOf = (picture: GraphPicture, colours: GraphColours): Promise<Blob | undefined> => {
  const canvas = document.createElement("canvas");
  canvas.width = picture.width * 2;
  canvas.height = picture.height * 2;
  const context = canvas.getContext("2d");
  if (context === null) return Promise.resolve(undefined);
  context.scale(2, 2);
  paint(context, picture, colours);
  return new Promise((resolve) => canvas.toBlob((blob) => resolve(blob ?? undefined), "image/png"));
};
