import { type ReactNode, useId, useRef, useState } from "react";
import { entityIdOf, type GraphEdit, graphLimits } from "../../../kernel/memory/graph.ts";
import type { EntityCard } from "../../../kernel/memory/graph-view.ts";
import { FormEnd } from "../parts/form-end.tsx";
import { useGraphEdit } from "./use-graph-edit.ts";

interface FormField {
  readonly name: string;
  readonly label: string;
  readonly value?: string;
  readonly maxLength: number;
  /** Names to choose from. */
  readonly choices?: readonly string[];
  readonly isOptional?: boolean;
}

/** A few lines that become one change of the graph. */
const EditForm = ({
  label,
  confirm,
  fields,
  editsOf,
  onDone,
}: {
  readonly label: string;
  readonly confirm: string;
  readonly fields: readonly FormField[];
  readonly editsOf: (values: Readonly<Record<string, string>>) => readonly GraphEdit[];
  readonly onDone: () => void;
}): ReactNode => {
  const edit = useGraphEdit();
  const id = useId();
  const form = useRef<HTMLFormElement>(null);
  const [problem, setProblem] = useState<string>();
  const submit = async (): Promise<void> => {
    if (form.current === null) return;
    const data = new FormData(form.current);
    const values = Object.fromEntries(fields.map(({ name }) => [name, String(data.get(name) ?? "").trim()]));
    const empty = fields.find(({ isOptional, name }) => isOptional !== true && values[name] === "");
    if (empty !== undefined) return setProblem(`${empty.label} is empty.`);
    const refused = await edit(editsOf(values));
    if (refused === undefined) onDone();
    else setProblem(refused);
  };
  return (
    <form
      ref={form}
      className="graph-form"
      aria-label={label}
      onSubmit={(event) => {
        event.preventDefault();
        void submit();
      }}
      onKeyDown={(event) => {
        if (event.key !== "Escape") return;
        event.stopPropagation();
        onDone();
      }}
    >
      {fields.map((field, place) => (
        <label key={field.name} className="field">
          <span className="lb">{field.label}</span>
          <span className="inp">
            <input
              name={field.name}
              // biome-ignore lint/a11y/noAutofocus: the form opens where its button was pressed
              autoFocus={place === 0}
              defaultValue={field.value}
              maxLength={field.maxLength}
              autoComplete="off"
              {...(field.choices === undefined ? {} : { list: `${id}-${field.name}` })}
            />
          </span>
          {field.choices !== undefined && (
            <datalist id={`${id}-${field.name}`}>
              {field.choices.map((choice) => (
                <option key={choice} value={choice} />
              ))}
            </datalist>
          )}
        </label>
      ))}
      <FormEnd problem={problem} keepText={confirm} onCancel={onDone} />
    </form>
  );
};

/** Which of the forms of an entity is open. */
export type EntityForm = "fact" | "relation" | "merge" | "rename";

export const EntityForms = ({
  form,
  entity,
  names,
  target,
  onDone,
}: {
  readonly form: EntityForm;
  readonly entity: Pick<EntityCard, "id" | "isKnown" | "kind" | "label">;
  /** The entities that there are. */
  readonly names: readonly string[];
  /** The entity that was chosen on the map for the other end of a relation. */
  readonly target?: string | undefined;
  readonly onDone: () => void;
}): ReactNode => {
  const { label } = entity;
  // An id stays when the name changes; what is only spoken of has but its name.
  const name = entity.isKnown ? entity.id : label;
  const others = names.filter((name) => name !== label);
  switch (form) {
    case "fact":
      return (
        <EditForm
          label={`A fact about ${label}`}
          confirm="Add the fact"
          fields={[
            { name: "key", label: "What", maxLength: graphLimits.keyChars },
            { name: "value", label: "Is", maxLength: graphLimits.valueChars },
          ]}
          editsOf={({ key = "", value = "" }) => [
            ...(entity.isKnown ? [] : [{ type: "put-entity", name } as const]),
            { type: "set-fact", entity: name, key, value },
          ]}
          onDone={onDone}
        />
      );
    case "relation":
      return (
        <EditForm
          key={target}
          label={`A relation of ${label}`}
          confirm="Draw it"
          fields={[
            { name: "kind", label: `${label} …`, maxLength: graphLimits.kindChars, value: "knows" },
            {
              name: "to",
              label: "Whom or what",
              maxLength: graphLimits.labelChars,
              choices: others,
              ...(target === undefined ? {} : { value: target }),
            },
          ]}
          editsOf={({ kind = "", to = "" }) => [{ type: "relate", from: name, kind, to }]}
          onDone={onDone}
        />
      );
    case "merge":
      return (
        <EditForm
          label={`The same as ${label}`}
          confirm="Merge"
          fields={[{ name: "gone", label: "Another name for it", maxLength: graphLimits.labelChars, choices: others }]}
          editsOf={({ gone = "" }) => [{ type: "merge", keep: name, gone }]}
          onDone={onDone}
        />
      );
    case "rename":
      return (
        <EditForm
          label={`The name of ${label}`}
          confirm="Keep"
          fields={[
            { name: "label", label: "Name", maxLength: graphLimits.labelChars, value: label },
            { name: "kind", label: "Kind", maxLength: graphLimits.kindChars, value: entity.kind },
          ]}
          editsOf={(values) => [{ type: "put-entity", name, label: values.label ?? label, kind: values.kind ?? "thing" }]}
          onDone={onDone}
        />
      );
  }
};

/** Makes an entity by hand. */
export const NewEntityForm = ({ onDone }: { readonly onDone: (id?: string) => void }): ReactNode => {
  const made = useRef<string>(undefined);
  return (
    <EditForm
      label="A new entity"
      confirm="Add it"
      fields={[
        { name: "name", label: "Name", maxLength: graphLimits.labelChars },
        { name: "kind", label: "Kind", maxLength: graphLimits.kindChars, value: "person" },
      ]}
      editsOf={({ kind = "", name = "" }) => {
        made.current = entityIdOf(name);
        return [{ type: "put-entity", name, kind }];
      }}
      onDone={() => onDone(made.current)}
    />
  );
};
