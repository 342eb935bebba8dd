import "./arguments.css";
import { type ReactNode, useState } from "react";
import { isJsonObject, type JsonObject, parseUntrustedJson } from "../../../../kernel/base/json.ts";
import type { ArgumentProblem } from "../../../../kernel/tools/tool-card.ts";
import { Field } from "../field.tsx";
import { HiddenCharacters } from "../hidden-characters.tsx";
import { Segmented } from "../segmented.tsx";
import { ArgumentFields, type WrittenArguments } from "./argument-fields.tsx";

type View = "form" | "json";
const views = [
  { value: "form", label: "Form" },
  { value: "json", label: "JSON" },
] as const;

const textOf = (input: JsonObject): string => JSON.stringify(input, null, 2);

const readObject = (text: string): { readonly input?: JsonObject; readonly problem?: string } => {
  const read = parseUntrustedJson(text);
  if (!read.ok) return { problem: read.error };
  return isJsonObject(read.value) ? { input: read.value } : { problem: "The arguments are one JSON object." };
};

export interface ArgumentsEditing {
  readonly view: View;
  readonly setView: (view: View) => void;
  readonly text: string;
  readonly write: (text: string) => void;
  /** Why what stands there as JSON cannot be read; the arguments are those that were there before. */
  readonly problem: string | undefined;
}

/** In which of the two views arguments are edited, and what is written as JSON until it can be read. */
export const useArgumentsEditing = (input: JsonObject, onChange: (input: JsonObject) => void): ArgumentsEditing => {
  const [view, setView] = useState<View>("form");
  const [draft, setDraft] = useState<string>();
  const text = draft ?? textOf(input);
  return {
    view,
    setView: (next) => {
      setDraft(undefined);
      setView(next);
    },
    text,
    write: (written) => {
      const { input: read } = readObject(written);
      setDraft(written);
      if (read !== undefined) onChange(read);
    },
    problem: view === "json" ? readObject(text).problem : undefined,
  };
};

/** What is wrong with all of the arguments; where there are no fields to stand at, everything that is wrong. */
const Problems = ({ view, problems }: { readonly view: View; readonly problems: readonly ArgumentProblem[] }): ReactNode =>
  problems
    .filter(({ path }) => view === "json" || path === "")
    .map(({ path, message }) => (
      <p key={`${path} ${message}`} className="problem" role="alert">
        {path === "" ? message : `${path} ${message}`}
      </p>
    ));

/** The arguments of a call as a form that is made from the tool's schema, with their JSON beside it. */
export const ArgumentsEditor = ({
  editing: { view, setView, text, write, problem },
  schema,
  input,
  before,
  problems,
  onChange,
}: WrittenArguments & { readonly editing: ArgumentsEditing }): ReactNode => (
  <div className="arguments-editor">
    <Segmented label="Arguments as" choices={views} value={view} onChange={setView} />
    {view === "form" ? (
      <ArgumentFields
        path=""
        schema={schema}
        input={input}
        problems={problems}
        onChange={onChange}
        {...(before === undefined ? {} : { before })}
      />
    ) : (
      <Field label="Arguments" problem={problem} hint="The same arguments as in the form.">
        {(ids) => (
          <>
            <textarea
              {...ids}
              className="inp area mono"
              rows={8}
              spellCheck={false}
              value={text}
              onChange={(event) => write(event.currentTarget.value)}
            />
            <HiddenCharacters text={text} />
          </>
        )}
      </Field>
    )}
    <Problems view={view} problems={problems} />
  </div>
);
