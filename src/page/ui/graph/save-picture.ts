import type { LinkLook } from "../../store/views/graph-looks.ts";
import type { GraphPicture, PictureNode } from "../../store/views/graph-picture.ts";
import { type GraphColours, linkToken, nodeColours } from "./graph-colours.ts";

const namespace = "http://www.w3.org/2000/svg";
const labelSize = 13;

const element = (name: string, attributes: Readonly<Record<string, string | number>>): SVGElement => {
  const made = document.createElementNS(namespace, name);
  for (const [key, value] of Object.entries(attributes)) made.setAttribute(key, `${value}`);
  return made;
};

const opacityOf = ({ look }: Pick<PictureNode, "look">): number => (look.emphasis === "faint" ? 0.25 : 1);

/** On paper what stands back is light, not nearly the colour of the ground. */
const lineToken = (look: LinkLook): string =>
  look.difference === undefined && look.use === undefined && look.emphasis !== "chosen" ? "--edge" : linkToken(look);

const lineWidth = ({ difference, emphasis }: LinkLook): number => (emphasis === "chosen" ? 3 : difference === undefined ? 1 : 2);

const ringGap = 4;

const nodeOf = (node: PictureNode, colours: GraphColours): readonly SVGElement[] => {
  const { fill, outline, ring } = nodeColours(node, node.look);
  const at = { cx: node.x.toFixed(1), cy: node.y.toFixed(1), opacity: opacityOf(node) };
  const circle = element("circle", {
    ...at,
    r: node.radius.toFixed(1),
    fill: colours.of(fill),
    stroke: colours.of(outline),
    "stroke-width": node.look.emphasis === "chosen" ? 3 : 1.5,
  });
  const around =
    ring === undefined
      ? []
      : [
          element("circle", {
            ...at,
            r: (node.radius + ringGap).toFixed(1),
            fill: "none",
            stroke: colours.of(ring),
            "stroke-width": 2,
          }),
        ];
  if (!node.hasLabel) return [...around, circle];
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
  return [...around, circle, text];
};

/** The picture as the text of an SVG file. */
export const svgText = (picture: GraphPicture, colours: GraphColours): string => {
  const { height, links, nodes, width } = picture;
  const root = element("svg", { xmlns: namespace, viewBox: `0 0 ${width} ${height}`, width, height });
  root.setAttribute("font-family", colours.font);
  root.setAttribute("font-size", `${labelSize}`);
  root.append(element("rect", { width, height, fill: colours.of("--sheet") }));
  for (const { from, look, to } of links)
    root.append(
      element("line", {
        x1: from.x.toFixed(1),
        y1: from.y.toFixed(1),
        x2: to.x.toFixed(1),
        y2: to.y.toFixed(1),
        stroke: colours.of(lineToken(look)),
        "stroke-width": lineWidth(look),
        opacity: look.emphasis === "faint" ? 0.2 : 0.7,
      }),
    );
  for (const node of nodes) root.append(...nodeOf(node, colours));
  return new XMLSerializer().serializeToString(root);
};

const paint = (canvas: CanvasRenderingContext2D, picture: GraphPicture, colours: GraphColours): void => {
  canvas.fillStyle = colours.of("--sheet");
  canvas.fillRect(0, 0, picture.width, picture.height);
  for (const { from, look, to } of picture.links) {
    canvas.globalAlpha = look.emphasis === "faint" ? 0.2 : 0.7;
    canvas.strokeStyle = colours.of(lineToken(look));
    canvas.lineWidth = lineWidth(look);
    canvas.beginPath();
    canvas.moveTo(from.x, from.y);
    canvas.lineTo(to.x, to.y);
    canvas.stroke();
  }
  canvas.font = `${labelSize}px ${colours.font}`;
  canvas.lineJoin = "round";
  for (const node of picture.nodes) {
    const { fill, outline, ring } = nodeColours(node, node.look);
    canvas.globalAlpha = opacityOf(node);
    if (ring !== undefined) {
      canvas.strokeStyle = colours.of(ring);
      canvas.lineWidth = 2;
      canvas.beginPath();
      canvas.arc(node.x, node.y, node.radius + ringGap, 0, 2 * Math.PI);
      canvas.stroke();
    }
    canvas.fillStyle = colours.of(fill);
    canvas.strokeStyle = colours.of(outline);
    canvas.lineWidth = node.look.emphasis === "chosen" ? 3 : 1.5;
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
