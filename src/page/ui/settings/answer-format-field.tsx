import { type ReactNode, useState } from "react";
import { isJsonObject, type JsonValue, parseUntrustedJson } from "../../../kernel/base/json.ts";
import { err, ok, type Result } from "../../../kernel/base/result.ts";
import type { AnswerFormat } from "../../../kernel/model/answer-format.ts";
import { findFormatProblem } from "../../../kernel/model/check-answer-format.ts";
import { Button } from "../parts/button.tsx";
import { Field } from "../parts/field.tsx";
import { Select } from "../parts/select.tsx";
import { withoutStop } from "../parts/sentence.ts";
import { type AnswerTemplate, answerTemplates } from "./answer-templates.ts";
import type { SettingScope } from "./setting-scope.ts";

type Kind = "words" | "json";

const kinds = [
  { value: "words", label: "In the model’s own words" },
  { value: "json", label: "As JSON that matches a schema" },
] as const;

const own = "own";
const templateChoices = [
  ...answerTemplates.map(({ name, label }) => ({ value: name, label })),
  { value: own, label: "A schema of your own" },
];

const pretty = (value: JsonValue): string => JSON.stringify(value, null, 2);

const templateOf = (text: string): AnswerTemplate | undefined =>
  answerTemplates.find(({ schema }) => pretty(schema) === text.trim());

/** The form that a text in the editor stands for, or why it stands for none. */
const formatIn = (text: string): Result<AnswerFormat, string> => {
  const parsed = parseUntrustedJson(text);
  if (!parsed.ok) return err(`${withoutStop(parsed.error)}. Nothing was changed; correct the schema.`);
  const format = { name: templateOf(text)?.name ?? "answer", schema: parsed.value };
  const problem = findFormatProblem(format);
  return problem === undefined && isJsonObject(parsed.value)
    ? ok({ ...format, schema: parsed.value })
    : err(`${problem ?? ""} Nothing was changed; correct the schema.`);
};

/** Whether answers are JSON, and what they have to match. */
export const AnswerFormatField = ({ scope }: { readonly scope: SettingScope }): ReactNode => {
  const stored = scope.effective.answerFormat;
  const first = answerTemplates[0];
  /** A schema is being written that is not kept yet. */
  const [isWriting, setWriting] = useState(false);
  const [text, setText] = useState(() => pretty(stored?.schema ?? first?.schema ?? {}));
  const [problem, setProblem] = useState<string>();
  const choose = async (next: Kind): Promise<void> => {
    setWriting(next === "json");
    setProblem(undefined);
    if (next === "json" || stored === undefined) return;
    const isOwn = scope.own.answerFormat !== undefined;
    setProblem(await (isOwn ? scope.reset("answerFormat") : scope.change({ answerFormat: null })));
  };
  const keep = async (): Promise<void> => {
    const format = formatIn(text);
    setProblem(format.ok ? await scope.change({ answerFormat: format.value }) : format.error);
  };
  const write = (next: string): void => {
    setText(next);
    setProblem(undefined);
  };
  const isJson = stored !== undefined || isWriting;
  const isKept = stored !== undefined && pretty(stored.schema) === text.trim();
  return (
    <>
      <Field
        label="Answers come"
        hint="As JSON, each answer is checked; what does not match is sent back to the model, at most twice."
      >
        {(ids) => (
          <div className="inp">
            <Select {...ids} choices={kinds} value={isJson ? "json" : "words"} onChange={(next) => void choose(next)} />
          </div>
        )}
      </Field>
      {isJson && (
        <div className="group">
          <Field label="Begin with">
            {(ids) => (
              <div className="inp">
                <Select
                  {...ids}
                  choices={templateChoices}
                  value={templateOf(text)?.name ?? own}
                  onChange={(name) =>
                    write(pretty(answerTemplates.find((one) => one.name === name)?.schema ?? { type: "object" }))
                  }
                />
              </div>
            )}
          </Field>
          <Field label="JSON Schema" problem={problem} hint={isKept ? "In force from the next run on." : "Not kept yet."}>
            {(ids) => (
              <textarea
                {...ids}
                className={`inp area mono${problem === undefined ? "" : " bad"}`}
                rows={10}
                spellCheck={false}
                value={text}
                onChange={(event) => write(event.currentTarget.value)}
              />
            )}
          </Field>
          <div>
            <Button onClick={() => void keep()}>Keep this schema</Button>
          </div>
        </div>
      )}
    </>
  );
};
