import { Download, FileText, FileUp, Image } from "lucide-react";
import { type ReactNode, useRef } from "react";
import type { Seq, SessionId } from "../../../kernel/base/ids.ts";
import { type GraphFormat, type GraphView, graphFormats } from "../../../kernel/memory/graph-view.ts";
import type { AppState } from "../../store/app-state.ts";
import { useActions, useApp } from "../../store/use-app.ts";
import { pictureOf } from "../../store/views/graph-picture.ts";
import { downloadFile, downloadText } from "../parts/download.ts";
import { IconButton } from "../parts/icon-button.tsx";
import { Menu, type MenuEntry } from "../parts/menu.tsx";
import { formatCount } from "../parts/time.ts";
import { useGrowGraph } from "../parts/use-grow-graph.ts";
import { coloursOf } from "./graph-colours.ts";
import type { MapContent } from "./sigma-map.ts";

const openSession = (state: AppState): SessionId | undefined => state.session?.sessionId;

const formats: Readonly<Record<GraphFormat, { readonly label: string; readonly name: string; readonly type: string }>> = {
  json: { label: "Save as JSON", name: "graph.json", type: "application/json" },
  graphml: { label: "Save as GraphML", name: "graph.graphml", type: "application/graphml+xml" },
  dot: { label: "Save for Graphviz (DOT)", name: "graph.dot", type: "text/vnd.graphviz" },
};

/** Leaves with the graph and comes in with one: as a picture of what is shown, or as data of all of it. */
export const GraphFiles = ({
  graph,
  at,
  content,
}: {
  readonly graph: GraphView;
  readonly at: Seq | undefined;
  readonly content: () => MapContent;
}): ReactNode => {
  const { notify, send } = useActions();
  const session = useApp(openSession);
  const { fromFiles } = useGrowGraph();
  const input = useRef<HTMLInputElement>(null);
  const texts = useRef<HTMLInputElement>(null);
  const save = async (format: GraphFormat): Promise<void> => {
    const answer = await send({ type: "export-graph", format, ...(at === undefined ? {} : { at }) });
    if (!answer.ok) return notify({ tone: "error", text: answer.error.message });
    downloadText(formats[format].name, answer.value.text, formats[format].type);
  };
  const picture = async (kind: "png" | "svg"): Promise<void> => {
    const { pngOf, svgText } = await import("./save-picture.ts");
    const { looks, ...shown } = content();
    const drawn = pictureOf(shown, looks, { width: 1_600, height: 1_200 });
    const colours = coloursOf(document.body);
    if (kind === "svg") return downloadText("graph.svg", svgText(drawn, colours), "image/svg+xml");
    const png = await pngOf(drawn, colours);
    if (png === undefined) notify({ tone: "error", text: "This browser could not draw the picture. Save it as SVG instead." });
    else downloadFile("graph.png", png, "image/png");
  };
  const bring = async (file: File | undefined): Promise<void> => {
    if (file === undefined) return;
    const sent = { type: "import-graph", text: await file.text(), name: file.name } as const;
    const answer = await send(session === undefined ? sent : { ...sent, sessionId: session });
    notify(
      answer.ok
        ? { tone: "info", text: `${formatCount(answer.value.changes.length, "change", "changes")} from ${file.name}.` }
        : { tone: "error", text: answer.error.message },
    );
  };
  const entries: readonly MenuEntry[] = [
    ...(graph.nodes.length === 0
      ? []
      : [
          { type: "item", label: "Save the picture (PNG)", icon: Image, onSelect: () => void picture("png") } as const,
          { type: "item", label: "Save the picture (SVG)", icon: Image, onSelect: () => void picture("svg") } as const,
          ...graphFormats.map(
            (format) =>
              ({ type: "item", label: formats[format].label, icon: Download, onSelect: () => void save(format) }) as const,
          ),
        ]),
    ...(at === undefined
      ? [
          { type: "item", label: "Bring in a graph…", icon: FileUp, onSelect: () => input.current?.click() } as const,
          ...(session === undefined
            ? []
            : [
                { type: "item", label: "Grow from text files…", icon: FileText, onSelect: () => texts.current?.click() } as const,
              ]),
        ]
      : []),
  ];
  return (
    <>
      <input
        ref={input}
        type="file"
        hidden
        aria-label="A graph as JSON, GraphML or DOT"
        accept=".json,.graphml,.xml,.dot,.gv"
        onChange={(event) => {
          const { currentTarget } = event;
          void bring(currentTarget.files?.[0]).then(() => {
            // The same file can be brought in again.
            currentTarget.value = "";
          });
        }}
      />
      <input
        ref={texts}
        type="file"
        hidden
        multiple
        aria-label="Text files to grow the graph from"
        accept=".txt,.md,.markdown,text/plain,text/markdown"
        onChange={({ currentTarget }) => {
          const files = [...(currentTarget.files ?? [])];
          if (session === undefined || files.length === 0) return;
          void fromFiles(files, session).then(() => {
            currentTarget.value = "";
          });
        }}
      />
      <Menu label="Graph files" trigger={<IconButton label="Save or bring in" icon={Download} small />} entries={entries} />
    </>
  );
};
