import { ChevronDown } from "lucide-react";
import { type ReactNode, useState } from "react";
import { isJsonObject } from "../../../kernel/base/json.ts";
import {
  type ContinuationGuard,
  checkContinuationGuard,
  conditionWords,
  type GuardCondition,
  mostRounds,
} from "../../../kernel/conversation/continuation-guard.ts";
import type { SessionRow } from "../../../kernel/conversation/session.ts";
import { useActions } from "../../store/use-app.ts";
import { Button } from "../parts/button.tsx";
import { Field } from "../parts/field.tsx";
import { Icon } from "../parts/icon.tsx";
import { LineInput } from "../parts/line-input.tsx";

type Kind = GuardCondition["type"] | "none";

interface Draft {
  readonly kind: Kind;
  readonly path: string;
  readonly text: string;
  readonly rounds: string;
}

const kinds: readonly { readonly value: Kind; readonly label: string }[] = [
  { value: "none", label: "The agent says that it is done" },
  { value: "file-exists", label: "A file exists" },
  { value: "file-contains", label: "A file contains a text" },
  { value: "answer-contains", label: "The answer contains a text" },
];

const draftOf = (guard: ContinuationGuard | undefined): Draft => ({
  kind: guard?.until.type ?? "none",
  path: guard !== undefined && "path" in guard.until ? guard.until.path : "",
  text: guard !== undefined && "text" in guard.until ? guard.until.text : "",
  rounds: String(guard?.maxRounds ?? 3),
});

const untilOf = ({ kind, path, text }: Draft) => {
  if (kind === "file-exists") return { type: kind, path: path.trim() };
  return kind === "file-contains" ? { type: kind, path: path.trim(), text } : { type: kind, text };
};

/** What the runs of a session wait for before they end. */
export const GuardFields = ({ row }: { readonly row: SessionRow }): ReactNode => {
  const { send } = useActions();
  const [draft, setDraft] = useState(() => draftOf(row.guard));
  const [problem, setProblem] = useState<string>();
  const change = (changes: Partial<Draft>): void => setDraft((before) => ({ ...before, ...changes }));
  const store = async (guard: ContinuationGuard | null): Promise<void> => {
    const changed = await send({ type: "change-session-guard", sessionId: row.sessionId, guard });
    setProblem(changed.ok ? undefined : changed.error.message);
  };
  const choose = (kind: Kind): void => {
    change({ kind });
    setProblem(undefined);
    if (kind === "none") void store(null);
  };
  const keep = (): void => {
    const value = { until: untilOf(draft), maxRounds: Number(draft.rounds) };
    const checked = checkContinuationGuard(isJsonObject(value) ? value : null);
    if (checked.ok) void store(checked.value);
    else setProblem(checked.error.message);
  };
  const input = (name: "path" | "text" | "rounds", label: string, placeholder: string): ReactNode => (
    <Field label={label}>
      {(ids) => (
        <LineInput
          ids={ids}
          isMono={name === "path"}
          isNumber={name === "rounds"}
          placeholder={placeholder}
          value={draft[name]}
          onChange={(value) => change({ [name]: value })}
        />
      )}
    </Field>
  );
  const hint =
    row.guard === undefined
      ? "A run ends with the agent's answer."
      : `Runs go on until ${conditionWords(row.guard.until)}, at most ${row.guard.maxRounds} times.`;
  return (
    <>
      <Field label="A run ends when" hint={hint} problem={problem}>
        {(ids) => (
          <div className="inp">
            <select
              {...ids}
              value={draft.kind}
              onChange={(event) => choose(kinds.find(({ value }) => value === event.currentTarget.value)?.value ?? "none")}
            >
              {kinds.map(({ value, label }) => (
                <option key={value} value={value}>
                  {label}
                </option>
              ))}
            </select>
            <Icon of={ChevronDown} size={14} className="dim" />
          </div>
        )}
      </Field>
      {draft.kind !== "none" && (
        <div className="group">
          {draft.kind !== "answer-contains" && input("path", "File", "/notes/plan.md")}
          {draft.kind !== "file-exists" && input("text", "Text", "Status: done")}
          {input("rounds", `Sent on at most so often (1 to ${mostRounds})`, "3")}
          <div>
            <Button onClick={keep}>Keep this</Button>
          </div>
        </div>
      )}
    </>
  );
};
