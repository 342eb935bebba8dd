import { type ReactNode, useState } from "react";
import { isSameJson, type JsonObject } from "../../../kernel/base/json.ts";
import type { Approval } from "../../../kernel/rules/approval.ts";
import type { ArgumentProblem } from "../../../kernel/tools/tool-card.ts";
import { useActions } from "../../store/use-app.ts";
import { ArgumentsEditor, useArgumentsEditing } from "../parts/arguments/arguments-editor.tsx";
import { Button } from "../parts/button.tsx";
import { useAnswer } from "../parts/use-answer.ts";
import { CardForm } from "./card-form.tsx";

interface EditFormProps {
  readonly approval: Approval;
  readonly original: JsonObject;
  readonly onEdit: (input: JsonObject) => void;
  readonly onCancel: () => void;
}

/** A tool that is not known, or not yet, has no schema, and its arguments are written as JSON each. */
const noSchema: JsonObject = {};
const none: readonly ArgumentProblem[] = [];

/** What the tool would say of the arguments, before they are sent. Where it cannot be asked, the answer is looked at as it arrives. */
const useProblems = (tool: string) => {
  const { send } = useActions();
  const [problems, setProblems] = useState(none);
  const check = async (input: JsonObject): Promise<boolean> => {
    const answer = await send({ type: "check-call", tool, input });
    const found = answer.ok ? answer.value.problems : none;
    setProblems(found);
    return found.length === 0;
  };
  return { problems, check };
};

const Fields = ({ approval, original, schema, onEdit, onCancel }: EditFormProps & { readonly schema: JsonObject }): ReactNode => {
  const [input, setInput] = useState(original);
  const { problems, check } = useProblems(approval.tool);
  const change = (next: JsonObject): void => {
    setInput(next);
    if (problems.length > 0) void check(next);
  };
  const editing = useArgumentsEditing(input, change);
  const isChanged = !isSameJson(input, original);
  const canSend = isChanged && editing.problem === undefined;
  const submit = async (): Promise<void> => {
    if (canSend && (await check(input))) onEdit(input);
  };
  const reset = (): void => {
    editing.setView(editing.view);
    change(original);
  };
  return (
    <CardForm label="Edit the arguments" onSubmit={() => void submit()}>
      <ArgumentsEditor editing={editing} schema={schema} input={input} before={original} problems={problems} onChange={change} />
      <div className="row">
        <Button type="submit" tone="primary" disabled={!canSend}>
          Preview edit
        </Button>
        <Button disabled={!isChanged && editing.problem === undefined} onClick={reset}>
          Reset
        </Button>
        <Button tone="quiet" onClick={onCancel}>
          Cancel
        </Button>
      </div>
    </CardForm>
  );
};

/** The arguments in a form made from the tool's schema. What is sent is previewed and asked again: an edit never runs unseen. */
export const EditForm = (props: EditFormProps): ReactNode => {
  const listed = useAnswer({ type: "list-tools" }, props.approval.tool);
  if (listed.status === "loading") return <p className="meta late">Reading what {props.approval.tool} takes…</p>;
  const tools = listed.status === "ready" ? listed.value.tools : [];
  return <Fields {...props} schema={tools.find(({ name }) => name === props.approval.tool)?.inputSchema ?? noSchema} />;
};
