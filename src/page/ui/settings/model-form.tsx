import { type FormEvent, useId, useState } from "react";
import { parseEndpoint } from "../../../kernel/endpoint.ts";
import type { RemoteProvider } from "../../../kernel/model.ts";
import { Button } from "../parts/button.tsx";
import { allowOrigin, isAllowedOrigin, type OriginStorage } from "./allowed-origins.ts";
import { endpointPresets } from "./endpoint-presets.ts";
import { Field } from "./field.tsx";
import { KeyField } from "./key-field.tsx";
import { useConnection } from "./use-connection.ts";
import { Verdict } from "./verdict.tsx";

export interface ModelFormProps {
  readonly provider: RemoteProvider;
  readonly initialUrl: string;
  readonly initialModel: string;
  readonly keyOrigins: readonly string[];
  readonly storage: OriginStorage;
  readonly onForgetKey: (origin: string) => void;
  /** Loads the page again, and comes back with this address. */
  readonly onReload: (url: string) => void;
}

const AllowStep = ({ origin, onAllow }: { readonly origin: string; readonly onAllow: () => void }) => (
  <div className="allow">
    <p>
      This page talks to nobody it was not told about, and <b>{origin}</b> is not on its list. Allowing it reloads the page;
      nothing is lost.
    </p>
    <Button tone="primary" onClick={onAllow}>
      Allow this page to talk to {origin}
    </Button>
  </div>
);

/** An endpoint of one wire: where it is, its key, its model. */
export const ModelForm = ({ provider, initialUrl, initialModel, keyOrigins, storage, onForgetKey, onReload }: ModelFormProps) => {
  const [urlText, setUrlText] = useState(initialUrl);
  const [key, setKey] = useState("");
  const [model, setModel] = useState(initialModel);
  const [wasSubmitted, setSubmitted] = useState(false);
  const [refusal, setRefusal] = useState<string>();
  const { check, run, choose, reset } = useConnection(provider);
  const listId = useId();

  const parsed = parseEndpoint(urlText);
  const origin = parsed.ok ? parsed.value.origin : undefined;
  const isAllowed = origin === undefined || isAllowedOrigin(origin, storage);
  const models = check.status === "works" ? check.models : [];
  const setUrl = (text: string): void => {
    setUrlText(text);
    setRefusal(undefined);
    reset();
  };
  const submit = (event: FormEvent): void => {
    event.preventDefault();
    setSubmitted(true);
    if (parsed.ok && isAllowed)
      void run(parsed.value, key.trim(), model.trim(), { onKeyHeld: () => setKey(""), onChosen: setModel });
  };
  const allow = (): void => {
    if (origin === undefined) return;
    if (allowOrigin(origin, storage)) onReload(urlText.trim());
    else
      setRefusal(
        "The browser refuses to keep this choice, so it cannot be allowed. Turn on storage for this page, then try again.",
      );
  };
  const keepModel = (): void => {
    const wanted = model.trim();
    if (check.status === "works" && parsed.ok && wanted !== "" && wanted !== check.chosen)
      void choose({ provider, baseUrl: parsed.value.baseUrl, model: wanted });
  };

  return (
    <form className="stacked" onSubmit={submit} autoComplete="off">
      {isAllowed && (
        <KeyField
          value={key}
          origin={origin}
          isHeld={origin !== undefined && keyOrigins.includes(origin)}
          onChange={setKey}
          onForget={() => origin !== undefined && onForgetKey(origin)}
        />
      )}
      <div>
        <Field label="Base URL" problem={refusal ?? (!parsed.ok && wasSubmitted ? parsed.error : undefined)}>
          {(ids) => (
            <div className="inp mono">
              <input
                {...ids}
                type="url"
                inputMode="url"
                spellCheck={false}
                value={urlText}
                onChange={(event) => setUrl(event.currentTarget.value)}
              />
            </div>
          )}
        </Field>
        <div className="presets">
          {endpointPresets[provider].map((preset) => (
            <Button key={preset.name} tone="quiet" aria-pressed={preset.url === urlText} onClick={() => setUrl(preset.url)}>
              {preset.name}
            </Button>
          ))}
        </div>
      </div>
      {!isAllowed && origin !== undefined && <AllowStep origin={origin} onAllow={allow} />}
      <Field
        label="Model"
        hint={
          models.length > 0
            ? `${models.length} on offer; any other name can be written too.`
            : "The list comes with the check; any name can be written."
        }
      >
        {(ids) => (
          <div className="inp mono">
            <input
              {...ids}
              list={listId}
              spellCheck={false}
              autoCapitalize="off"
              value={model}
              onChange={(event) => setModel(event.currentTarget.value)}
              onBlur={keepModel}
            />
            <datalist id={listId}>
              {models.map((name) => (
                <option key={name} value={name} />
              ))}
            </datalist>
          </div>
        )}
      </Field>
      <div className="check">
        <Button type="submit" disabled={check.status === "checking" || !isAllowed}>
          Check connection
        </Button>
        <Verdict check={check} />
      </div>
    </form>
  );
};
