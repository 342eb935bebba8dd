import type { ReactNode } from "react";
import { kindWords } from "../../../kernel/memory/graph.ts";
import type { GraphView } from "../../../kernel/memory/graph-view.ts";
import { communitiesIn, type GraphFilter, type GraphTime, kindsIn } from "../../store/views/graph-filter.ts";
import { Button } from "../parts/button.tsx";
import { FindField } from "../parts/find-field.tsx";
import { InlineSelect } from "../parts/select.tsx";

const times: readonly { readonly value: GraphTime; readonly label: string }[] = [
  { value: "current", label: "what counts" },
  { value: "past", label: "the past too" },
  { value: "hour", label: "from the last hour" },
  { value: "day", label: "from the last day" },
  { value: "week", label: "from the last week" },
];

/** Whose doings are shown on the graph. */
export type AgentLayer = "off" | "last" | "all";
const layers: readonly { readonly value: AgentLayer; readonly label: string }[] = [
  { value: "off", label: "agent layer off" },
  { value: "last", label: "agent: last run" },
  { value: "all", label: "agent: whole session" },
];

/** What of the graph is shown, and what is shown on it. */
export const GraphFilters = ({
  graph,
  chosen,
  filter,
  layer,
  onFilter,
  onLayer,
}: {
  readonly graph: GraphView;
  readonly chosen: string | undefined;
  readonly filter: GraphFilter;
  /** Undefined: no session is open, so nobody did anything. */
  readonly layer: AgentLayer | undefined;
  readonly onFilter: (filter: GraphFilter) => void;
  readonly onLayer: (layer: AgentLayer) => void;
}): ReactNode => {
  const kinds = kindsIn(graph.nodes).map(([kind, count]) => ({ value: kind, label: `${kindWords(kind)} (${count})` }));
  const groups = communitiesIn(graph.nodes).map(({ community, count, name }) => ({
    value: `${community}`,
    label: `around ${name} (${count})`,
  }));
  return (
    <>
      <FindField label="Search names" value={filter.search} onChange={(search) => onFilter({ ...filter, search })} />
      {kinds.length > 1 && (
        <InlineSelect
          label="Kind"
          choices={[{ value: "", label: "every kind" }, ...kinds]}
          value={filter.kind}
          onChange={(kind) => onFilter({ ...filter, kind })}
        />
      )}
      {groups.length > 1 && (
        <InlineSelect
          label="Community"
          choices={[{ value: "", label: "all communities" }, ...groups]}
          value={filter.community === undefined ? "" : `${filter.community}`}
          onChange={(value) => onFilter({ ...filter, community: value === "" ? undefined : Number(value) })}
        />
      )}
      <InlineSelect label="Time" choices={times} value={filter.time} onChange={(time) => onFilter({ ...filter, time })} />
      {layer !== undefined && <InlineSelect label="Agent layer" choices={layers} value={layer} onChange={onLayer} />}
      {(chosen !== undefined || filter.around !== undefined) && (
        <Button
          tone="quiet"
          aria-pressed={filter.around !== undefined}
          onClick={() => onFilter({ ...filter, around: filter.around === undefined ? chosen : undefined })}
        >
          {filter.around === undefined ? "Only its neighbours" : "Show everything"}
        </Button>
      )}
    </>
  );
};
