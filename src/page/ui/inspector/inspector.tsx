import "./inspector.css";
import { PanelRightClose } from "lucide-react";
import type { ReactNode } from "react";
import type { AppState, InspectorTab } from "../../store/app-state.ts";
import { useActions, useApp } from "../../store/use-app.ts";
import { IconButton } from "../parts/icon-button.tsx";
import { TabBar, TabFrame, TabPanel } from "../parts/tabs.tsx";

const tabs: readonly { readonly value: InspectorTab; readonly label: string }[] = [
  { value: "files", label: "Files" },
  { value: "memory", label: "Memory" },
  { value: "history", label: "History" },
  { value: "timeline", label: "Timeline" },
  { value: "audit", label: "Audit" },
  { value: "state", label: "State" },
  { value: "graph", label: "Graph" },
];
const tasksTab = { value: "tasks", label: "Tasks" } as const;
const limitsTab = { value: "limits", label: "Limits" } as const;
const whyTab = { value: "why", label: "Why" } as const;
const branchesTab = { value: "branches", label: "Branches" } as const;
/** An agent that keeps no list needs no place for one. */
const hasTasks = (state: AppState): boolean => (state.session?.todos.length ?? 0) > 0;
/** Nor does a session that never parted. */
const hasBranches = (state: AppState): boolean => (state.session?.branchPoints.length ?? 0) > 0;

/** Nor does one where nothing stood before a tool. */
const hasLimits = (state: AppState): boolean => (state.session?.stages.size ?? 0) > 0;

const shownTab = ({ route }: AppState): InspectorTab => (route.type === "session" ? route.tab : undefined) ?? "files";
const currentRoute = ({ route }: AppState): AppState["route"] => route;

/**
 * The open session from inside, one tab at a time. The route holds which, so a link can name it and the store remembers it
 * for each session. What the tabs show comes from whoever composes the page.
 */
export const Inspector = ({
  files,
  memory,
  history,
  timeline,
  audit,
  state,
  graph,
  tasks,
  branches,
  limits,
  why,
  onCollapse,
}: {
  readonly files: ReactNode;
  readonly memory: ReactNode;
  readonly history: ReactNode;
  readonly timeline: ReactNode;
  readonly audit: ReactNode;
  readonly state: ReactNode;
  readonly graph: ReactNode;
  readonly tasks: ReactNode;
  readonly branches: ReactNode;
  readonly limits: ReactNode;
  /** Only there while something is asked about. */
  readonly why: ReactNode;
  readonly onCollapse?: () => void;
}): ReactNode => {
  const { go } = useActions();
  const route = useApp(currentRoute);
  const tab = useApp(shownTab);
  const listed = useApp(hasTasks) || tab === "tasks";
  const parted = useApp(hasBranches) || tab === "branches";
  const limited = useApp(hasLimits) || tab === "limits";
  const show = (next: InspectorTab): void => {
    if (route.type !== "session") return;
    const { focus, ...rest } = route;
    // What is asked about is no file and no entry.
    go(focus === undefined || tab === "why" ? { ...rest, tab: next } : { ...rest, focus, tab: next });
  };
  return (
    <TabFrame value={tab} onChange={show} className="insp">
      <TabBar
        tabs={[
          ...(tab === "why" ? [whyTab] : []),
          ...tabs,
          ...(listed ? [tasksTab] : []),
          ...(parted ? [branchesTab] : []),
          ...(limited ? [limitsTab] : []),
        ]}
        label="Inspector"
        after={
          onCollapse !== undefined && (
            <span className="insp-collapse">
              <IconButton label="Close the inspector" icon={PanelRightClose} onClick={onCollapse} />
            </span>
          )
        }
      />
      <TabPanel value="files" className="insp-panel">
        {files}
      </TabPanel>
      <TabPanel value="memory" className="insp-panel">
        {memory}
      </TabPanel>
      <TabPanel value="history" className="insp-panel">
        {history}
      </TabPanel>
      <TabPanel value="timeline" className="insp-panel">
        {timeline}
      </TabPanel>
      <TabPanel value="audit" className="insp-panel">
        {audit}
      </TabPanel>
      <TabPanel value="state" className="insp-panel">
        {state}
      </TabPanel>
      <TabPanel value="graph" className="insp-panel">
        {graph}
      </TabPanel>
      {listed && (
        <TabPanel value="tasks" className="insp-panel">
          {tasks}
        </TabPanel>
      )}
      {parted && (
        <TabPanel value="branches" className="insp-panel">
          {branches}
        </TabPanel>
      )}
      {limited && (
        <TabPanel value="limits" className="insp-panel">
          {limits}
        </TabPanel>
      )}
      {tab === "why" && (
        <TabPanel value="why" className="insp-panel">
          {why}
        </TabPanel>
      )}
    </TabFrame>
  );
};
