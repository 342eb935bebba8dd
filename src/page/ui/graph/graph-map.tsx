import { Maximize, Minus, Plus } from "lucide-react";
import { type ReactNode, useEffect, useRef, useState } from "react";
import { useApp } from "../../store/use-app.ts";
import type { GraphPicture, PictureNode } from "../../store/views/graph-picture.ts";
import { pictureOf } from "../../store/views/graph-picture.ts";
import { IconButton } from "../parts/icon-button.tsx";
import { useMedia } from "../parts/use-media.ts";
import { coloursOf, linkToken, nodeColours } from "./graph-colours.ts";
import { shortName } from "./short-name.ts";
import type { MapContent, SigmaMap } from "./sigma-map.ts";

const shownTheme = ({ theme }: { readonly theme: string }): string => theme;

/** Without WebGL as many are drawn as shapes; of more, the first. */
const maxShapes = 300;

/** About what the pane has, so names are as large as elsewhere. */
const shapesSize = { width: 560, height: 600 };

const Disc = ({ node: { look, radius, x, y, ...node } }: { readonly node: PictureNode }): ReactNode => {
  const { fill, outline, ring } = nodeColours(node, look);
  return (
    <>
      {ring !== undefined && (
        <circle cx={x} cy={y} r={radius + 4} style={{ fill: "none", stroke: `var(${ring})`, strokeWidth: 2 }} />
      )}
      <circle cx={x} cy={y} r={radius} style={{ fill: `var(${fill})`, stroke: `var(${node.isKnown ? outline : "--edge"})` }} />
    </>
  );
};

const Shapes = ({
  picture,
  onChoose,
}: {
  readonly picture: GraphPicture;
  readonly onChoose: (id: string | undefined) => void;
}): ReactNode => (
  // The table beside the map says and does the same for whoever has no pointer.
  <svg className="graph-shapes" viewBox={`0 0 ${picture.width} ${picture.height}`} aria-hidden="true">
    {picture.links.map(({ from, look, to }, place) => (
      <line
        // biome-ignore lint/suspicious/noArrayIndexKey: lines have no state
        key={place}
        className={`graph-line ${look.emphasis}`}
        style={{ stroke: `var(${linkToken(look)})` }}
        x1={from.x}
        y1={from.y}
        x2={to.x}
        y2={to.y}
      />
    ))}
    {picture.nodes.map((node) => (
      // biome-ignore lint/a11y/noStaticElementInteractions: the table is how the keyboard chooses
      <g key={node.id} className={`graph-dot ${node.look.emphasis}`} onClick={() => onChoose(node.id)}>
        <Disc node={node} />
        {node.hasLabel && (
          <text x={node.x + node.radius + 4} y={node.y + 4}>
            {shortName(node.label)}
          </text>
        )}
      </g>
    ))}
  </svg>
);

type Way = { readonly status: "opening" } | { readonly status: "drawn"; readonly map: SigmaMap } | { readonly status: "shapes" };

/** The map of the graph, drawn with WebGL where the browser has it, else as shapes. What is shown keeps its place. */
export const GraphMap = ({
  content,
  chosen,
  onChoose,
}: {
  readonly content: MapContent;
  readonly chosen: string | undefined;
  readonly onChoose: (id: string | undefined) => void;
}): ReactNode => {
  const box = useRef<HTMLDivElement>(null);
  const [way, setWay] = useState<Way>({ status: "opening" });
  const theme = useApp(shownTheme);
  const isDark = useMedia("(prefers-color-scheme: dark)");
  const latest = useRef({ content, onChoose });
  latest.current = { content, onChoose };

  // biome-ignore lint/correctness/useExhaustiveDependencies: colours are read anew for each theme
  useEffect(() => {
    const element = box.current;
    let map: SigmaMap | undefined;
    let isClosed = false;
    const open = async (): Promise<void> => {
      try {
        const { openSigmaMap } = await import("./sigma-map.ts");
        if (element === null || isClosed) return;
        map = openSigmaMap(element, latest.current.content, coloursOf(element), (id) => latest.current.onChoose(id));
        setWay({ status: "drawn", map });
      } catch {
        // No WebGL, or what draws did not arrive: the shapes need neither.
        if (!isClosed) setWay({ status: "shapes" });
      }
    };
    void open();
    return () => {
      isClosed = true;
      map?.close();
    };
  }, [theme, isDark]);
  const map = way.status === "drawn" ? way.map : undefined;
  useEffect(() => map?.show(content), [map, content]);
  useEffect(() => {
    if (chosen !== undefined) map?.find(chosen);
  }, [map, chosen]);

  const few = { nodes: content.nodes.slice(0, maxShapes), links: content.links };
  return (
    <div className="graph-map">
      <div ref={box} className="graph-canvas" aria-hidden="true" hidden={way.status === "shapes"} />
      {way.status === "shapes" && (
        <>
          <Shapes picture={pictureOf(few, content.looks, shapesSize)} onChoose={onChoose} />
          <p className="graph-note meta">
            This browser draws without WebGL{content.nodes.length > maxShapes && `, so the ${maxShapes} most important are shown`}
            .
          </p>
        </>
      )}
      {map !== undefined && (
        <div className="graph-zoom">
          <IconButton label="Zoom in" icon={Plus} small iconSize={14} onClick={() => map.zoom("in")} />
          <IconButton label="Zoom out" icon={Minus} small iconSize={14} onClick={() => map.zoom("out")} />
          <IconButton label="Show all of it" icon={Maximize} small iconSize={14} onClick={() => map.zoom("all")} />
        </div>
      )}
    </div>
  );
};
