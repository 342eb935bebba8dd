import { ChevronDown } from "lucide-react";
import { type ClipboardEvent, type FormEvent, useState } from "react";
import { isLocalAddress } from "../../../kernel/model/endpoint.ts";
import { presetNamed } from "../../../kernel/model/endpoint-presets.ts";
import { allowOrigin, type OriginStorage } from "../parts/allowed-origins.ts";
import { Button } from "../parts/button.tsx";
import { Field } from "../parts/field.tsx";
import { Icon } from "../parts/icon.tsx";
import { Segmented } from "../parts/segmented.tsx";
import { choiceGroups, choiceNamed, type EndpointChoice, wireNames } from "./endpoint-choices.ts";
import { KeyField } from "./key-field.tsx";
import { ModelCombobox } from "./model-combobox.tsx";
import { PresetNeedsView } from "./preset-needs-view.tsx";
import type { ConnectionForm } from "./use-connection-form.ts";
import { Verdict } from "./verdict.tsx";

interface FormProps {
  readonly form: ConnectionForm;
}

export const ProviderField = ({ form, onSelect }: FormProps & { readonly onSelect: (choice: EndpointChoice) => void }) => (
  <Field label="Provider">
    {(ids) => (
      <div className="inp">
        <select {...ids} value={form.choice} onChange={(event) => onSelect(choiceNamed(event.currentTarget.value))}>
          {choiceGroups.map(({ label, choices }) => (
            <optgroup key={label} label={label}>
              {choices.map((choice) => (
                <option key={choice.value} value={choice.value}>
                  {choice.label}
                </option>
              ))}
            </optgroup>
          ))}
        </select>
        <Icon of={ChevronDown} size={14} className="dim" />
      </div>
    )}
  </Field>
);

const AllowStep = ({ origin, onAllow }: { readonly origin: string; readonly onAllow: () => void }) => (
  <div className="allow">
    <p>
      This page talks to nobody it was not told about, and <b>{origin}</b> is not on its list. Allowing it reloads the page;
      nothing is lost. Its key is asked for after that.
    </p>
    <Button tone="primary" onClick={onAllow}>
      Allow this page to talk to {origin}
    </Button>
  </div>
);

/** Asked where a key could be of several providers, or of another than the address says. */
const KeyOwnerQuestion = ({ form }: FormProps) => {
  if (form.keyOwners === undefined) return null;
  const names = form.keyOwners.map((id) => presetNamed(id)?.name ?? id);
  return (
    <div className="allow" role="alert">
      <p>
        This looks like a key of <b>{names.join(" or ")}</b>, and the address below is another. It was sent nowhere. Where does it
        belong?
      </p>
      <div className="row wrap">
        {form.keyOwners.map((id, index) => (
          <Button key={id} onClick={() => form.decide(id)}>
            {names[index]}
          </Button>
        ))}
        {form.origin !== undefined && <Button onClick={() => form.decide(undefined)}>{form.origin}</Button>}
      </div>
    </div>
  );
};

const UrlField = ({ form, problem }: FormProps & { readonly problem: string | undefined }) => {
  const preset = presetNamed(form.choice);
  const isOther = preset !== undefined && preset.baseUrl !== form.url;
  const onPaste = (event: ClipboardEvent): void => {
    if (form.takesAsKey(event.clipboardData.getData("text"))) event.preventDefault();
  };
  return (
    <Field
      label="Base URL"
      problem={problem}
      hint={form.note ?? "Where the API begins. Requests, and the key, go to this origin and no other."}
      action={
        isOther && (
          <Button tone="quiet" className="reset" aria-label="Reset: Base URL" onClick={() => form.setUrl(preset.baseUrl)}>
            Reset
          </Button>
        )
      }
    >
      {(ids) => (
        <div className={`inp mono${problem === undefined ? "" : " bad"}`}>
          <input
            {...ids}
            type="text"
            inputMode="url"
            autoComplete="off"
            autoCapitalize="off"
            spellCheck={false}
            placeholder="https://"
            value={form.url}
            onChange={(event) => form.setUrl(event.currentTarget.value)}
            onPaste={onPaste}
            onBlur={form.mendUrl}
          />
        </div>
      )}
    </Field>
  );
};

/** Which of its wires an address is asked on, where it has several. */
const WireField = ({ form }: FormProps) => {
  const { provider, wires } = form;
  if (provider === undefined || wires.length < 2) return null;
  return (
    <div className="field">
      <span className="lbl">
        <span className="lb">API</span>
      </span>
      <Segmented
        label="API"
        choices={wires.map((value) => ({ value, label: wireNames[value] }))}
        value={provider}
        onChange={form.selectWire}
      />
      <span className="hint">
        Responses gives a model its own reasoning back at each step, encrypted and kept nowhere but here. Chat Completions is what
        nearly every server knows.
      </span>
    </div>
  );
};

export interface ModelFormProps extends FormProps {
  readonly isAllowed: boolean;
  readonly keyHint: string | undefined;
  readonly storage: OriginStorage;
  readonly onForgetKey: (origin: string) => void;
  /** Loads the page again, and comes back with this address. */
  readonly onReload: (url: string) => void;
  /** Shown beside a verdict that a model answers. */
  readonly onStart: () => void;
}

/** An endpoint: what it needs, its key, where it is, and whether it answers. */
export const ModelForm = ({ form, isAllowed, keyHint, storage, onForgetKey, onReload, onStart }: ModelFormProps) => {
  const [wasSubmitted, setSubmitted] = useState(false);
  const [refusal, setRefusal] = useState<string>();
  const { origin, check } = form;
  const submit = (event: FormEvent): void => {
    event.preventDefault();
    setSubmitted(true);
    form.run();
  };
  const allow = (): void => {
    if (origin === undefined) return;
    if (allowOrigin(origin, storage)) onReload(form.url.trim());
    else
      setRefusal(
        "The browser refuses to keep this choice, so it cannot be allowed. Turn on storage for this page, then try again.",
      );
  };
  return (
    <form className="stacked" onSubmit={submit} autoComplete="off">
      <PresetNeedsView presetId={presetNamed(form.choice)?.id} />
      {isAllowed && (
        <KeyField
          origin={origin}
          held={keyHint}
          problem={form.keyProblem}
          isLocal={isLocalAddress(form.url)}
          onRead={form.readKeyField}
          onForget={() => origin !== undefined && onForgetKey(origin)}
        />
      )}
      <KeyOwnerQuestion form={form} />
      <UrlField form={form} problem={refusal ?? (wasSubmitted ? form.urlProblem : undefined)} />
      <WireField form={form} />
      {!isAllowed && origin !== undefined && <AllowStep origin={origin} onAllow={allow} />}
      <div className="check">
        <Button type="submit" disabled={check.status === "checking" || !isAllowed}>
          Check connection
        </Button>
        <Verdict check={check} />
        {check.status === "works" && check.chosen !== "" && (
          <Button tone="primary" onClick={onStart}>
            Start
          </Button>
        )}
      </div>
    </form>
  );
};

/** Which of an endpoint's models answers. */
export const ModelField = ({ form, models }: FormProps & { readonly models: readonly string[] }) => {
  const name = form.model.trim();
  const isForeign = models.length > 0 && name !== "" && !models.includes(name);
  const hint =
    models.length === 0
      ? "The list comes with the check; any name can be written."
      : isForeign
        ? "The endpoint does not list this name; it is asked for it all the same."
        : `${models.length} on offer: type to search, arrow keys to choose. Any other name can be written too.`;
  return (
    <Field label="Model" hint={hint}>
      {(ids) => (
        <ModelCombobox {...ids} value={form.model} models={models} onChange={form.setModel} onSettle={form.settleModel} />
      )}
    </Field>
  );
};
