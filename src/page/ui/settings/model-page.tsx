import { useState } from "react";
import { endpointPresets, presetNamed } from "../../../kernel/model/endpoint-presets.ts";
import { isRemote, type ModelChoice, modelName, type RemoteProvider, remoteProviders } from "../../../kernel/model/model.ts";
import type { ModelSettings } from "../../../kernel/model/model-settings.ts";
import type { AppState } from "../../store/app-state.ts";
import type { ModelPreset } from "../../store/route.ts";
import { useActions, useApp } from "../../store/use-app.ts";
import { endpointName } from "../../store/views/answering-model.ts";
import { isAllowedOrigin, keepAddress, type OriginStorage, takeAddress } from "../parts/allowed-origins.ts";
import { useForgetKeys } from "../parts/use-forget-keys.ts";
import { choiceOf, type EndpointChoice, placeOf } from "./endpoint-choices.ts";
import { FallbackModels } from "./fallback-models.tsx";
import { HeldKeys } from "./held-keys.tsx";
import { ModelField, ModelForm, ProviderField } from "./model-form.tsx";
import { Recordings } from "./recordings.tsx";
import { CachingField, SettingFields } from "./setting-fields.tsx";
import { useDefaultsScope } from "./setting-scope.ts";
import { type ConnectionStart, useConnectionForm } from "./use-connection-form.ts";

const workspaceOf = (state: AppState) => state.workspace;
const modelListsOf = (state: AppState) => state.modelLists;
const sessionIdOf = (state: AppState) => state.session?.sessionId;

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
const takeKept = (): ConnectionStart | undefined => {
  const [name = "", url = ""] = (takeAddress(tabStorage) ?? "").split(" ", 2);
  const provider = remoteProviders.find((one) => one === name);
  if (provider === undefined || url === "") return undefined;
  return { choice: choiceOf({ provider, baseUrl: url, model: "" }), wire: provider, url, model: "" };
};

/** What the form starts with: what the address asks for, what was there before a reload, or what answers today. */
const startOf = (model: ModelChoice, preset: ModelPreset | undefined): ConnectionStart => {
  const kept = takeKept();
  if (kept !== undefined) return kept;
  const remote = isRemote(model)
    ? { choice: choiceOf(model), wire: model.provider, url: model.baseUrl, model: model.model }
    : undefined;
  const asked =
    preset === "local"
      ? endpointPresets.find(({ isLocal }) => isLocal)
      : preset === "key"
        ? endpointPresets[0]
        : presetNamed(preset ?? "");
  if (asked === undefined) return remote ?? { choice: "demo", url: "", model: "" };
  if (remote !== undefined && (preset === "key" || remote.choice === asked.id)) return remote;
  return { choice: asked.id, url: asked.baseUrl, model: "" };
};

/** Goes to the session that is open, else to a new one. */
const useStart = (): (() => void) => {
  const openId = useApp(sessionIdOf);
  const { go, send, notify } = useActions();
  return async () => {
    if (openId !== undefined) return go({ type: "session", sessionId: openId });
    const created = await send({ type: "create-session" });
    if (created.ok) go({ type: "session", sessionId: created.value.sessionId });
    else notify({ tone: "error", text: created.error.message });
  };
};

const Answering = ({ model }: { readonly model: ModelChoice }) => (
  <p className="answering">
    Answers now: {model.provider === "replay" && "the recording "}
    <b>{modelName(model)}</b>, {isRemote(model) ? "at " : ""}
    {placeOf(model)}
  </p>
);

const HowItAnswers = ({ settings, model }: { readonly settings: ModelSettings; readonly model: ModelChoice }) => {
  const scope = useDefaultsScope(settings, model);
  return (
    <>
      <h2 className="title section">How it answers</h2>
      <p className="ink2">
        Defaults of every session, from its next run on. One session can differ: open its sheet beside the message box.
      </p>
      <div className="stacked">
        <SettingFields scope={scope} />
      </div>
      <h2 className="title section">Caching</h2>
      <div className="stacked">
        <CachingField scope={scope} />
      </div>
    </>
  );
};

const Connection = ({ model, start }: { readonly model: ModelChoice; readonly start: ConnectionStart }) => {
  const workspace = useApp(workspaceOf);
  const lists = useApp(modelListsOf);
  const { send, notify } = useActions();
  const { forget } = useForgetKeys();
  const onStart = useStart();
  const form = useConnectionForm(start, model, (origin) => isAllowedOrigin(origin, storage));
  const { provider, origin } = form;
  const select = async (choice: EndpointChoice): Promise<void> => {
    form.select(choice);
    if (choice !== "demo") return;
    const chosen = await send({ type: "choose-model", choice: { provider: "demo" } });
    if (!chosen.ok) notify({ tone: "error", text: chosen.error.message });
  };
  return (
    <>
      <div className="stacked">
        <ProviderField form={form} onSelect={(choice) => void select(choice)} />
        {provider === undefined && model.provider === "replay" && (
          <p className="ink2">A recording answers now, instead of the Demo model. Stop playing it below, or choose a provider.</p>
        )}
        {provider === undefined && model.provider !== "replay" && (
          <p className="ink2">
            A scripted model inside this page: it reads, writes, asks and fails as a real one would, needs no key and works
            offline. It does not understand; it recognises a few tasks.
          </p>
        )}
      </div>
      {provider !== undefined && (
        <>
          <ModelForm
            form={form}
            isAllowed={origin === undefined || isAllowedOrigin(origin, storage)}
            keyHint={origin === undefined ? undefined : workspace?.keyHints[origin]}
            storage={storage}
            onForgetKey={(held) => void forget(held)}
            onReload={(url) => reloadWith(provider, url)}
            onStart={onStart}
          />
          <h2 className="title section">Which model</h2>
          <div className="stacked">
            <ModelField form={form} models={lists[endpointName(provider, form.url.trim().replace(/\/+$/u, ""))] ?? []} />
          </div>
        </>
      )}
    </>
  );
};

/** Who answers, and how. */
export const ModelPage = ({ preset }: { readonly preset: ModelPreset | undefined }) => {
  const workspace = useApp(workspaceOf);
  const { forget, forgetAll } = useForgetKeys();
  if (workspace === undefined) return null;
  const { model, settings, keyHints } = workspace;
  return (
    <>
      <h1 className="page-title">Model</h1>
      <p className="lead">Who answers, and how. A key lives in this tab’s memory and goes to its provider, nowhere else.</p>
      <Answering model={model} />
      <h2 className="title section">Provider and key</h2>
      <StartedConnection model={model} preset={preset} />
      <FallbackModels workspace={workspace} />
      <h2 className="title section">Recordings</h2>
      <Recordings cassettes={workspace.cassettes} model={model} />
      <HowItAnswers settings={settings} model={model} />
      <h2 className="title section">Keys in this tab</h2>
      <HeldKeys hints={keyHints} onForget={(origin) => void forget(origin)} onForgetAll={() => void forgetAll()} />
    </>
  );
};

/** What was kept over a reload is read once. */
const StartedConnection = ({ model, preset }: { readonly model: ModelChoice; readonly preset: ModelPreset | undefined }) => {
  const [start] = useState(() => startOf(model, preset));
  return <Connection model={model} start={start} />;
};
