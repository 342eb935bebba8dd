import "./tasks.css";
import { Check, Circle, Loader } from "lucide-react";
import type { ReactNode } from "react";
import { type Todo, todoProgress } from "../../../kernel/conversation/todo.ts";
import { shownSession, useApp } from "../../store/use-app.ts";
import { EmptyState } from "../parts/empty-state.tsx";
import { Icon } from "../parts/icon.tsx";

const none: readonly Todo[] = [];

const icons = { pending: Circle, "in-progress": Loader, completed: Check } as const;
const words = { pending: "To do", "in-progress": "Under way", completed: "Done" } as const;

const Task = ({ todo: { content, activeForm, status } }: { readonly todo: Todo }): ReactNode => (
  <li className="task-line" data-status={status}>
    <Icon of={icons[status]} size={15} />
    <span className="sr">{words[status]}: </span>
    <span dir="auto">{status === "in-progress" ? activeForm : content}</span>
  </li>
);

/** The list that the agent keeps of its own work, as it was at the moment that is shown. */
export const TasksPane = (): ReactNode => {
  const todos = useApp((state) => shownSession(state)?.todos) ?? none;
  if (todos.length === 0) {
    return (
      <EmptyState
        kind="model"
        level="h2"
        title="No list yet"
        text="For longer work the agent keeps a list of its tasks. It is shown here as it grows."
      />
    );
  }
  const { done, total } = todoProgress(todos);
  return (
    <>
      <p className="cap insp-caption">
        {done === total ? "Every task is done." : `${done} of ${total} tasks ${done === 1 ? "is" : "are"} done.`} The agent keeps
        this list itself.
      </p>
      <progress className="task-progress" aria-label="Tasks done" max={total} value={done} />
      <ol className="tasks-list" aria-label="Tasks">
        {todos.map((todo, place) => (
          // biome-ignore lint/suspicious/noArrayIndexKey: a list is written as a whole, and two of its lines may be the same
          <Task key={place} todo={todo} />
        ))}
      </ol>
    </>
  );
};
