import { Plus, X } from "lucide-react";
import { type ReactNode, useState } from "react";
import { isJsonObject, isSameJson, type JsonObject, type JsonValue } from "../../../../kernel/base/json.ts";
import { placeInside } from "../../../../kernel/base/json-place.ts";
import type { ArgumentProblem } from "../../../../kernel/tools/tool-card.ts";
import { Button } from "../button.tsx";
import { Field, type FieldIds } from "../field.tsx";
import { HiddenCharacters } from "../hidden-characters.tsx";
import { Icon } from "../icon.tsx";
import { IconButton } from "../icon-button.tsx";
import { Select } from "../select.tsx";
import {
  argumentsOf,
  emptyOf,
  type FieldKind,
  fieldKind,
  jsonOfValue,
  numberOf,
  valueOfJson,
  withArgument,
} from "./value-text.ts";

interface FieldProps {
  readonly name: string;
  /** As in `todos[2].content`. */
  readonly path: string;
  readonly schema: JsonObject;
  readonly value: JsonValue | undefined;
  readonly problems: readonly ArgumentProblem[];
  readonly isRequired: boolean;
  /** It is not what it was before somebody edited it. */
  readonly isChanged?: boolean;
  /** Undefined takes it out. */
  readonly onChange: (value: JsonValue | undefined) => void;
}

const textOf = (value: JsonValue | undefined): string => (typeof value === "string" ? value : "");

const problemAt = (problems: readonly ArgumentProblem[], path: string): string | undefined =>
  problems
    .filter((problem) => problem.path === path)
    .map(({ message }) => `${message.charAt(0).toUpperCase()}${message.slice(1)}`)
    .join(" ") || undefined;

/** What the description and the default say, under the field. */
const hintOf = ({ description, default: usual }: JsonObject): string | undefined => {
  const words = typeof description === "string" ? [description] : [];
  if (usual !== undefined && usual !== "" && !(Array.isArray(usual) && usual.length === 0))
    words.push(`Left out: ${typeof usual === "string" ? usual : JSON.stringify(usual)}.`);
  return words.length === 0 ? undefined : words.join(" ");
};

const Changed = ({ of: { isChanged } }: { readonly of: { readonly isChanged?: boolean | undefined } }): ReactNode =>
  isChanged === true && <span className="k-approval"> changed</span>;

/** What was written stays as it was written, as long as it means the value. */
const useWritten = (
  value: JsonValue | undefined,
  read: (text: string) => JsonValue | undefined,
  write: (value: JsonValue) => string,
) => {
  const [draft, setDraft] = useState("");
  const meant = read(draft);
  const isMeant = value === undefined || meant === undefined ? value === meant : isSameJson(meant, value);
  return { text: isMeant ? draft : value === undefined ? "" : write(value), setDraft };
};

/** Names, paths and the like have no stated length, or a short one. */
const isLong = ({ maxLength }: JsonObject, text: string): boolean =>
  text.includes("\n") || (typeof maxLength === "number" && maxLength > 1_000);

const TextInput = ({ ids, schema, value, isRequired, onChange }: FieldProps & { readonly ids: FieldIds }): ReactNode => {
  const text = textOf(value);
  const change = (written: string): void => onChange(written === "" && !isRequired ? undefined : written);
  if (!isLong(schema, text))
    return (
      <div className="inp">
        <input
          {...ids}
          autoComplete="off"
          spellCheck={false}
          value={text}
          onChange={(event) => change(event.currentTarget.value)}
        />
      </div>
    );
  return <textarea {...ids} className="inp area" rows={3} value={text} onChange={(event) => change(event.currentTarget.value)} />;
};

const NumberText = ({ ids, value, onChange }: FieldProps & { readonly ids: FieldIds }): ReactNode => {
  const read = (text: string): JsonValue | undefined => (text === "" ? undefined : numberOf(text));
  const { text, setDraft } = useWritten(value, read, String);
  return (
    <div className="inp">
      <input
        {...ids}
        inputMode="decimal"
        autoComplete="off"
        value={text}
        onChange={(event) => {
          setDraft(event.currentTarget.value);
          onChange(read(event.currentTarget.value));
        }}
      />
    </div>
  );
};

const JsonText = ({ ids, value, onChange }: FieldProps & { readonly ids: FieldIds }): ReactNode => {
  const read = (text: string): JsonValue | undefined => (text === "" ? undefined : valueOfJson(text));
  const { text, setDraft } = useWritten(value, read, jsonOfValue);
  return (
    <textarea
      {...ids}
      className="inp area mono"
      rows={2}
      spellCheck={false}
      value={text}
      onChange={(event) => {
        setDraft(event.currentTarget.value);
        onChange(read(event.currentTarget.value));
      }}
    />
  );
};

const ChoiceInput = ({ ids, schema, value, isRequired, onChange }: FieldProps & { readonly ids: FieldIds }): ReactNode => {
  const values: readonly JsonValue[] = Array.isArray(schema.enum) ? schema.enum : [];
  const choices = values.map((one) => ({
    value: JSON.stringify(one),
    label: typeof one === "string" ? one : JSON.stringify(one),
  }));
  const none = value === undefined || !isRequired ? [{ value: "", label: "–" }] : [];
  return (
    <div className="inp">
      <Select
        {...ids}
        choices={[...none, ...choices]}
        value={value === undefined ? "" : JSON.stringify(value)}
        onChange={(chosen) => onChange(values.find((one) => JSON.stringify(one) === chosen))}
      />
    </div>
  );
};

const FlagField = ({ name, schema, value, isRequired, isChanged, onChange }: FieldProps): ReactNode => (
  <label className="flag">
    <input
      type="checkbox"
      className="tick"
      checked={value === true}
      onChange={(event) => {
        const isOn = event.currentTarget.checked;
        onChange(isOn || isRequired || schema.default === true ? isOn : undefined);
      }}
    />
    <span>
      <span className="mono">{name}</span>
      <Changed of={{ isChanged }} />
      <small>{typeof schema.description === "string" ? schema.description : ""}</small>
    </span>
  </label>
);

const ListField = (props: FieldProps): ReactNode => {
  const { name, path, schema, value, problems, isRequired, onChange } = props;
  const members: readonly JsonValue[] = Array.isArray(value) ? value : [];
  const items = isJsonObject(schema.items) ? schema.items : {};
  const problem = problemAt(problems, path);
  const keep = (next: readonly JsonValue[]): void => onChange(next.length === 0 && !isRequired ? undefined : next);
  return (
    <fieldset className="members">
      <legend className="mono">
        {name}
        <Changed of={props} />
      </legend>
      <small className="hint">{hintOf(schema)}</small>
      {problem !== undefined && (
        <p className="problem" role="alert">
          {problem}
        </p>
      )}
      {members.map((member, index) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: members have no name but their place
        <div className="member" key={index}>
          <div className="grow">
            <ArgumentField
              name={`${name} ${index + 1}`}
              path={placeInside(path, index)}
              schema={items}
              value={member}
              problems={problems}
              isRequired
              onChange={(next) => keep(members.with(index, next ?? emptyOf(items)))}
            />
          </div>
          <IconButton icon={X} label={`Remove ${name} ${index + 1}`} onClick={() => keep(members.toSpliced(index, 1))} />
        </div>
      ))}
      <Button tone="quiet" onClick={() => keep([...members, emptyOf(items)])}>
        <Icon of={Plus} size={14} /> Add to {name}
      </Button>
    </fieldset>
  );
};

const GroupField = ({ name, path, schema, value, problems, isChanged, onChange }: FieldProps): ReactNode => (
  <fieldset className="members">
    <legend className="mono">
      {name}
      <Changed of={{ isChanged }} />
    </legend>
    <ArgumentFields
      path={path}
      schema={schema}
      input={isJsonObject(value) ? value : {}}
      problems={problems}
      onChange={onChange}
    />
  </fieldset>
);

type InputKind = Exclude<FieldKind, "flag" | "list" | "group">;
const inputs: Readonly<Record<InputKind, (props: FieldProps & { readonly ids: FieldIds }) => ReactNode>> = {
  text: TextInput,
  number: NumberText,
  choice: ChoiceInput,
  json: JsonText,
};

const ArgumentField = (props: FieldProps): ReactNode => {
  const { name, path, problems, schema, value, isRequired } = props;
  const kind = fieldKind(schema, value);
  if (kind === "flag") return <FlagField {...props} />;
  if (kind === "list") return <ListField {...props} />;
  if (kind === "group") return <GroupField {...props} />;
  const Input = inputs[kind];
  return (
    <Field
      label={name}
      problem={problemAt(problems, path)}
      hint={hintOf(schema)}
      action={
        <small className="hint">
          {isRequired ? "" : "may be left out"}
          <Changed of={props} />
        </small>
      }
    >
      {(ids) => (
        <>
          <Input {...props} ids={ids} />
          {typeof value === "string" && <HiddenCharacters text={value} />}
        </>
      )}
    </Field>
  );
};

const isSameArgument = (before: JsonValue | undefined, now: JsonValue | undefined): boolean =>
  before === undefined || now === undefined ? before === now : isSameJson(before, now);

/** Arguments that are written into a form. */
export interface WrittenArguments {
  readonly schema: JsonObject;
  readonly input: JsonObject;
  /** As they were; what is different from them is marked. Absent: nothing is. */
  readonly before?: JsonObject;
  readonly problems: readonly ArgumentProblem[];
  readonly onChange: (input: JsonObject) => void;
}

/** A field for each argument that a schema names, and for each that is there without it. */
export const ArgumentFields = ({
  path,
  schema,
  input,
  before,
  problems,
  onChange,
}: WrittenArguments & { readonly path: string }): ReactNode => (
  <div className="arguments">
    {argumentsOf(schema, input).map(({ name, schema: inner, isRequired, isKnown }) => (
      <div key={name} className={isKnown ? "" : "member"}>
        <div className="grow">
          <ArgumentField
            name={name}
            path={placeInside(path, name)}
            schema={inner}
            value={input[name]}
            problems={problems}
            isRequired={isRequired}
            isChanged={before !== undefined && !isSameArgument(before[name], input[name])}
            onChange={(value) => onChange(withArgument(input, name, value))}
          />
        </div>
        {!isKnown && (
          <IconButton icon={X} label={`Remove ${name}`} onClick={() => onChange(withArgument(input, name, undefined))} />
        )}
      </div>
    ))}
  </div>
);
