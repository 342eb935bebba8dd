import { ChevronDown } from "lucide-react";
import { useState } from "react";
import { type ModelChoice, type ProviderName, type RemoteProvider, remoteProviders } from "../../../kernel/model.ts";
import type { AppState } from "../../store/app-state.ts";
import type { ModelPreset } from "../../store/route.ts";
import { useActions, useApp } from "../../store/use-app.ts";
import { Icon } from "../parts/icon.tsx";
import { keepAddress, type OriginStorage, takeAddress } from "./allowed-origins.ts";
import { endpointPresets } from "./endpoint-presets.ts";
import { Field } from "./field.tsx";
import { ModelForm } from "./model-form.tsx";

const modelOf = (state: AppState): ModelChoice | undefined => state.workspace?.model;
const noOrigins: readonly string[] = [];
const keyOriginsOf = (state: AppState) => state.workspace?.keyOrigins ?? noOrigins;

const providers: readonly { readonly name: ProviderName; readonly label: string }[] = [
  { name: "demo", label: "Demo" },
  { name: "anthropic", label: "Anthropic" },
  { name: "openai-chat", label: "OpenAI-compatible" },
];
const providerNamed = (value: string): ProviderName => providers.find(({ name }) => name === value)?.name ?? "demo";

const storage: OriginStorage = {
  getItem: (key) => localStorage.getItem(key),
  setItem: (key, value) => localStorage.setItem(key, value),
};

/** Only for the way over a reload, in this tab. */
const tabStorage: OriginStorage = {
  getItem: (key) => sessionStorage.getItem(key),
  setItem: (key, value) => sessionStorage.setItem(key, value),
};

const reloadWith = (provider: RemoteProvider, url: string): void => {
  keepAddress(`${provider} ${url}`, tabStorage);
  window.location.reload();
};

/** What was filled in before the page was loaded again. */
const takeKept = (): { readonly provider: RemoteProvider; readonly url: string } | undefined => {
  const [name = "", url = ""] = (takeAddress(tabStorage) ?? "").split(" ", 2);
  const provider = remoteProviders.find((one) => one === name);
  return provider === undefined || url === "" ? undefined : { provider, url };
};

const firstUrl = (provider: RemoteProvider, model: ModelChoice, preset: ModelPreset | undefined): string => {
  const presets = endpointPresets[provider];
  if (preset === "local") return presets.find(({ name }) => name === "Ollama")?.url ?? "";
  if (model.provider === provider && preset === undefined) return model.baseUrl;
  return presets[0]?.url ?? "";
};

/** Who answers. */
export const ModelPage = ({ preset }: { readonly preset: ModelPreset | undefined }) => {
  const model = useApp(modelOf);
  const keyOrigins = useApp(keyOriginsOf);
  const { send, notify } = useActions();
  const [shown, setShown] = useState<ProviderName>();
  const [kept] = useState(takeKept);
  if (model === undefined) return null;
  const provider = shown ?? kept?.provider ?? (preset === undefined ? model.provider : "openai-chat");
  const keptUrl = kept?.provider === provider ? kept.url : undefined;
  const choose = async (name: ProviderName): Promise<void> => {
    setShown(name);
    if (name !== "demo") return;
    const chosen = await send({ type: "choose-model", choice: { provider: "demo" } });
    if (!chosen.ok) notify({ tone: "error", text: chosen.error.message });
  };
  const forget = async (origin: string): Promise<void> => {
    const forgotten = await send({ type: "forget-key", origin });
    notify(
      forgotten.ok
        ? { tone: "info", text: `The key for ${origin} is forgotten. A run that needs it will ask.` }
        : { tone: "error", text: forgotten.error.message },
    );
  };
  return (
    <>
      <h1 className="page-title">Model</h1>
      <p className="lead">Who answers. A key lives in this tab’s memory and goes to its provider, nowhere else.</p>
      <div className="stacked">
        <Field label="Provider">
          {(ids) => (
            <div className="inp">
              <select {...ids} value={provider} onChange={(event) => void choose(providerNamed(event.currentTarget.value))}>
                {providers.map(({ name, label }) => (
                  <option key={name} value={name}>
                    {label}
                  </option>
                ))}
              </select>
              <Icon of={ChevronDown} size={14} className="dim" />
            </div>
          )}
        </Field>
        {provider === "demo" && (
          <p className="ink2">
            A scripted model inside this page: it reads, writes, asks and fails as a real one would, needs no key and works
            offline. It does not understand; it recognises a few tasks.
          </p>
        )}
      </div>
      {provider !== "demo" && (
        <ModelForm
          key={`${provider} ${preset ?? "chosen"}`}
          provider={provider}
          initialUrl={keptUrl ?? firstUrl(provider, model, preset)}
          initialModel={model.provider === provider && preset === undefined && keptUrl === undefined ? model.model : ""}
          keyOrigins={keyOrigins}
          storage={storage}
          onForgetKey={(origin) => void forget(origin)}
          onReload={(url) => reloadWith(provider, url)}
        />
      )}
    </>
  );
};
