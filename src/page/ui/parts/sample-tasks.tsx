import { ArrowRight } from "lucide-react";
import { Icon } from "./icon.tsx";
import { Mark, type MarkKind } from "./mark.tsx";

interface SampleTask {
  readonly text: string;
  /** It brings a text along, which is read. */
  readonly grows?: true;
  readonly shows: string;
  readonly kind: MarkKind;
}

const tasks: readonly SampleTask[] = [
  { text: "Show me around", shows: "Reads, writes, asks you once. Half a minute.", kind: "model" },
  { text: "Plan a watering round", shows: "Keeps a list of tasks, and asks you a question.", kind: "approval" },
  { text: "Make notes on the ferns", shows: "Writes files that you can undo.", kind: "write" },
  { text: "Draw who is who", shows: "Grows a graph of people, plants and places.", kind: "graph" },
  {
    text: "Grow a graph of the plant hunters",
    shows: "Reads a true story, and relates ninety names in it.",
    kind: "graph",
    grows: true,
  },
  { text: "Search the files for water", shows: "Only reads; nothing is asked.", kind: "read" },
  { text: "Ask two helpers", shows: "Two agents at the same time, inside this run; one asks you.", kind: "model" },
  { text: "Clean up the workspace", shows: "Deletes and overwrites, so it asks first.", kind: "approval" },
];

/** Things to say first, each naming what it will show. Choosing one says it. */
export const SampleTasks = ({
  onChoose,
  onGrow,
  disabled = false,
}: {
  readonly onChoose: (text: string) => void;
  readonly onGrow: () => void;
  readonly disabled?: boolean;
}) => (
  <ul className="tasks" aria-label="Sample tasks">
    {tasks.map((task) => (
      <li key={task.text}>
        <button
          type="button"
          className="task"
          disabled={disabled}
          onClick={() => (task.grows === true ? onGrow() : onChoose(task.text))}
        >
          <Mark kind={task.kind} size={14} />
          <span className="grow">
            <b>{task.text}</b>
            <small>{task.shows}</small>
          </span>
          <Icon of={ArrowRight} className="dim" />
        </button>
      </li>
    ))}
  </ul>
);
