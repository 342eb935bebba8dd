import "./graph.css";
import { Plus } from "lucide-react";
import { type ReactNode, useState } from "react";
import type { Seq, SessionId } from "../../../kernel/base/ids.ts";
import type { GraphDifference, GraphNode, GraphUses, GraphView } from "../../../kernel/memory/graph-view.ts";
import type { AppState } from "../../store/app-state.ts";
import { useActions, useApp } from "../../store/use-app.ts";
import { useNow } from "../../store/use-now.ts";
import { filterGraph, type GraphFilter, showsAll } from "../../store/views/graph-filter.ts";
import { graphLooks } from "../../store/views/graph-looks.ts";
import { AskedFailure } from "../parts/asked-failure.tsx";
import { Button } from "../parts/button.tsx";
import { EmptyState } from "../parts/empty-state.tsx";
import { IconButton } from "../parts/icon-button.tsx";
import { Segmented } from "../parts/segmented.tsx";
import { formatCount } from "../parts/time.ts";
import { useAnswer } from "../parts/use-answer.ts";
import { EntityCardView } from "./entity-card.tsx";
import { type EntityForm, NewEntityForm } from "./entity-forms.tsx";
import { GraphFiles } from "./graph-files.tsx";
import { type AgentLayer, GraphFilters } from "./graph-filters.tsx";
import { DifferenceLegend, ForbiddenList, UseLegend } from "./graph-legends.tsx";
import { GraphMap } from "./graph-map.tsx";
import { GraphTable } from "./graph-table.tsx";
import type { MapContent } from "./sigma-map.ts";
import { GraphTimes } from "./time-slider.tsx";

const scrubbedAt = (state: AppState): Seq | undefined => state.scrubbed?.at;
const openSession = (state: AppState): SessionId | undefined => state.session?.sessionId;
const runStanding = (state: AppState): string => `${state.session?.run?.status} ${state.session?.turns.size}`;
const filesChanged = (state: AppState): Seq => state.filesChangedSeq;

const modes = [
  { value: "map", label: "Map" },
  { value: "table", label: "Table" },
] as const;
type Mode = (typeof modes)[number]["value"];

/** What a person chose in the graph. */
interface Choices {
  readonly filter: GraphFilter;
  readonly chosen: string | undefined;
  /** The other end of a path is chosen next. */
  readonly isFinding: boolean;
  readonly path: readonly string[];
  readonly form: EntityForm | "new" | undefined;
  /** What was chosen while the form of a relation was open. */
  readonly target: string | undefined;
}
const nothingChosen: Choices = {
  filter: showsAll,
  chosen: undefined,
  isFinding: false,
  path: [],
  form: undefined,
  target: undefined,
};

const extentOf = (nodes: readonly GraphNode[]): MapContent["extent"] => {
  const range = (values: readonly number[]): [number, number] => [
    values.reduce((a, b) => Math.min(a, b), 0),
    values.reduce((a, b) => Math.max(a, b), 1),
  ];
  return { x: range(nodes.map(({ x }) => x)), y: range(nodes.map(({ y }) => y)) };
};

interface Shown {
  readonly graph: GraphView;
  readonly choices: Choices;
  readonly uses: GraphUses | undefined;
  readonly difference: GraphDifference | undefined;
  readonly now: number;
}

/** What is drawn and listed, and how each of it stands out. */
const contentOf = ({ choices: { chosen, filter, path }, difference, graph, now, uses }: Shown): MapContent => {
  const shown = filterGraph(graph, filter, now);
  return { ...shown, extent: extentOf(graph.nodes), looks: graphLooks({ links: shown.links, chosen, path, uses, difference }) };
};

const captionOf = (graph: GraphView, at: Seq | undefined): ReactNode => (
  <>
    {at === undefined ? "What the agent and you have connected: " : `As it was after event ${at}: `}
    <b>{formatCount(graph.entities, "entity", "entities")}</b>, <b>{formatCount(graph.relations, "relation", "relations")}</b>
    {graph.communities > 1 && `, ${graph.communities} communities`}.
    {graph.nodes.length < graph.entities && ` The ${graph.nodes.length} most important are shown.`}
    {graph.unreadable.length > 0 && ` ${graph.unreadable.join(", ")} cannot be read: changed by hand.`}
  </>
);

const Empty = ({
  at,
  onNew,
  files,
}: {
  readonly at: Seq | undefined;
  readonly onNew: () => void;
  readonly files: ReactNode;
}): ReactNode => (
  <EmptyState
    kind="graph"
    level="h2"
    title={at === undefined ? "Nothing connected yet" : `Nothing connected after event ${at}`}
    text="People, places and things, and how they hang together, as the agent reads of them. Ask it to draw who is who in your notes."
  >
    {at === undefined && (
      <span className="graph-empty-acts">
        <Button onClick={onNew}>Add an entity</Button>
        {files}
      </span>
    )}
  </EmptyState>
);

/** What is asked of the worker for what is shown. */
const useGraphs = (at: Seq | undefined, against: Seq | undefined, layer: AgentLayer) => {
  const session = useApp(openSession);
  const changedSeq = useApp(filesChanged);
  const run = useApp(runStanding);
  const moment = at === undefined ? {} : { at };
  const asOf = `${at ?? "now"} ${changedSeq}`;
  const asked = useAnswer({ type: "read-graph", ...moment }, asOf);
  const showsUse = layer !== "off" && session !== undefined;
  const uses = useAnswer(
    showsUse ? { type: "read-graph-uses", sessionId: session, runs: layer } : undefined,
    `${session} ${layer} ${changedSeq} ${run}`,
  );
  const compared = useAnswer(
    against === undefined ? undefined : { type: "compare-graph", before: against, ...moment },
    `${against} ${asOf}`,
  );
  return {
    asOf,
    asked,
    uses: showsUse && uses.status === "ready" ? uses.value : undefined,
    difference: against !== undefined && compared.status === "ready" ? compared.value : undefined,
  };
};

/** The knowledge graph, now or at a moment: as a map and as a table, with what is known of the one that is chosen. */
export const GraphPane = (): ReactNode => {
  const { notify, refer, send } = useActions();
  const [mode, setMode] = useState<Mode>("map");
  const [layer, setLayer] = useState<AgentLayer>("off");
  const [slid, slideTo] = useState<Seq>();
  const [against, compareWith] = useState<Seq>();
  const [choices, choose] = useState(nothingChosen);
  const scrubbed = useApp(scrubbedAt);
  const session = useApp(openSession);
  const now = useNow(choices.filter.time !== "current", 60_000);
  const at = scrubbed ?? slid;
  const { asOf, asked, difference, uses } = useGraphs(at, against, layer);
  if (asked.status === "failed") return <AskedFailure asked={asked} />;
  if (asked.status === "loading") return <p className="cap insp-caption late">Laying out the graph…</p>;
  const graph = difference?.view ?? asked.value;
  const change = (next: Partial<Choices>): void => choose({ ...choices, ...next });

  const findPath = async (from: string, to: string): Promise<void> => {
    const answer = await send({ type: "find-graph-path", from, to, ...(at === undefined ? {} : { at }) });
    const ids = answer.ok ? answer.value.ids : [];
    choose({ ...choices, isFinding: false, path: ids, chosen: from });
    if (!answer.ok) notify({ tone: "error", text: answer.error.message });
    else if (ids.length === 0) notify({ tone: "info", text: "Nothing leads from one to the other." });
  };
  const onChoose = (id: string | undefined): void => {
    const { chosen, form, isFinding } = choices;
    if (id !== undefined && isFinding && chosen !== undefined && id !== chosen) void findPath(chosen, id);
    else if (id !== undefined && form === "relation" && id !== chosen) change({ target: nameOf(id) });
    else if (form !== "relation" || id !== undefined)
      change({ chosen: id, isFinding: false, path: [], target: undefined, form: undefined });
  };
  const names = graph.nodes.map(({ label }) => label);
  const nameOf = (id: string): string => graph.nodes.find((node) => node.id === id)?.label ?? id;
  const content = contentOf({ graph, choices, uses, difference, now });
  const files = <GraphFiles graph={graph} at={at} content={() => content} />;
  const slider = graph.moments.length > 1 && scrubbed === undefined && (
    <GraphTimes moments={graph.moments} at={slid} against={against} onSlide={slideTo} onCompare={compareWith} />
  );
  const adding = choices.form === "new" && (
    <NewEntityForm onDone={(id) => change({ form: undefined, ...(id === undefined ? {} : { chosen: id }) })} />
  );
  if (graph.nodes.length === 0) {
    return (
      <div className="graph-pane">
        {adding || <Empty at={at} onNew={() => change({ form: "new" })} files={files} />}
        {slider}
      </div>
    );
  }
  return (
    <div className="graph-pane">
      <p className="cap insp-caption">{captionOf(graph, at)}</p>
      <div className="insp-tools">
        <Segmented label="How it is shown" choices={modes} value={mode} onChange={setMode} />
        <GraphFilters
          graph={graph}
          chosen={choices.chosen}
          filter={choices.filter}
          layer={session === undefined ? undefined : layer}
          onFilter={(filter) => change({ filter })}
          onLayer={setLayer}
        />
        {at === undefined && (
          <IconButton label="Add an entity" icon={Plus} small onClick={() => change({ form: "new", chosen: undefined })} />
        )}
        {files}
      </div>
      {adding}
      {uses !== undefined && <UseLegend uses={uses} />}
      {difference !== undefined && <DifferenceLegend difference={difference} />}
      {choices.isFinding && (
        <p className="graph-note meta" role="status">
          Choose the other end of the path from {nameOf(choices.chosen ?? "")}, on the map or in the table.
        </p>
      )}
      {choices.path.length > 0 && (
        <p className="graph-path" role="status">
          {choices.path.map(nameOf).join(" – ")}
        </p>
      )}
      {content.nodes.length === 0 ? (
        <EmptyState kind="graph" level="h2" title="Filtered to none" text="Nothing in the graph fits all of these.">
          <Button onClick={() => change({ filter: showsAll })}>Show everything</Button>
        </EmptyState>
      ) : mode === "map" ? (
        <GraphMap content={content} chosen={choices.chosen} onChoose={onChoose} />
      ) : (
        <GraphTable
          nodes={content.nodes}
          looks={content.looks}
          difference={difference}
          showsUse={uses !== undefined}
          chosen={choices.chosen}
          onChoose={onChoose}
        />
      )}
      {slider}
      <ForbiddenList forbidden={graph.forbidden} canEdit={at === undefined} />
      {choices.chosen !== undefined && (
        <EntityCardView
          key={choices.chosen}
          id={choices.chosen}
          at={at}
          asOf={asOf}
          names={names}
          target={choices.target}
          onChoose={(id) => change({ chosen: id, path: [], form: undefined, target: undefined })}
          onForm={(form) => change({ form, target: undefined })}
          onPath={() => change({ isFinding: true, path: [] })}
          onAsk={(card) => {
            if (session === undefined) return;
            refer(session, { type: "entity", id: card.id, label: card.label, kind: card.kind }, true);
            notify({ tone: "info", text: "Your message is about it. Write your question." });
          }}
        />
      )}
    </div>
  );
};
