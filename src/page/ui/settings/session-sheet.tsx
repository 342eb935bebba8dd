import { ChevronDown } from "lucide-react";
import { useState } from "react";
import type { SessionRow } from "../../../kernel/conversation/session.ts";
import type { WorkspaceSnapshot } from "../../../kernel/log/workspace-snapshot.ts";
import { isRemote, type ModelChoice, modelName, type RemoteChoice } from "../../../kernel/model/model.ts";
import { type SettingName, settingNames } from "../../../kernel/model/model-settings.ts";
import type { AppState } from "../../store/app-state.ts";
import { hashFromRoute } from "../../store/route.ts";
import { useActions, useApp } from "../../store/use-app.ts";
import { endpointName, openRow } from "../../store/views/answering-model.ts";
import { Button } from "../parts/button.tsx";
import { Dialog } from "../parts/dialog.tsx";
import { Field } from "../parts/field.tsx";
import { Icon } from "../parts/icon.tsx";
import { AnswerFormatField } from "./answer-format-field.tsx";
import { placeOf } from "./endpoint-choices.ts";
import { GuardFields } from "./guard-fields.tsx";
import { ModelCombobox } from "./model-combobox.tsx";
import { reachableEndpoints } from "./reachable-endpoints.ts";
import { CachingField, SettingFields } from "./setting-fields.tsx";
import { useSessionScope } from "./setting-scope.ts";
import "./settings.css";

const workspaceOf = (state: AppState) => state.workspace;
const listsOf = (state: AppState) => state.modelLists;

/** A model of an endpoint; its list is asked for when the person wants it. */
const SessionModelName = ({
  choice,
  onChoose,
}: {
  readonly choice: RemoteChoice;
  readonly onChoose: (model: string) => void;
}) => {
  const lists = useApp(listsOf);
  const { send, keepModelList } = useActions();
  const [text, setText] = useState(choice.model);
  const [problem, setProblem] = useState<string>();
  const { provider, baseUrl } = choice;
  const models = lists[endpointName(provider, baseUrl)];
  const load = async (): Promise<void> => {
    const answer = await send({ type: "check-connection", provider, baseUrl });
    if (!answer.ok) return setProblem(answer.error.message);
    if (answer.value.type === "fails") return setProblem(answer.value.failure.message);
    setProblem(undefined);
    keepModelList(endpointName(provider, baseUrl), answer.value.models);
  };
  return (
    <Field
      label="Model"
      problem={problem}
      hint={models === undefined ? "Any name this endpoint knows." : `${models.length} on offer: type to search.`}
      action={
        models === undefined && (
          <Button tone="quiet" className="reset" onClick={() => void load()}>
            Load the list
          </Button>
        )
      }
    >
      {(ids) => (
        <ModelCombobox
          {...ids}
          value={text}
          models={models ?? []}
          onChange={setText}
          onSettle={(name) => {
            if (name.trim() !== "" && name.trim() !== choice.model) onChoose(name.trim());
          }}
        />
      )}
    </Field>
  );
};

const SessionModel = ({ row, workspace }: { readonly row: SessionRow; readonly workspace: WorkspaceSnapshot }) => {
  const { send } = useActions();
  const [problem, setProblem] = useState<string>();
  /** An endpoint that was chosen, until a model of it is named. */
  const [unnamed, setUnnamed] = useState<RemoteChoice>();
  const endpoints = reachableEndpoints(workspace, [workspace.model, row.model]);
  const model = unnamed ?? row.model;
  const nameOf = (choice: RemoteChoice): string => endpointName(choice.provider, choice.baseUrl);
  const shown = model === undefined ? "" : isRemote(model) ? nameOf(model) : model.provider === "by-hand" ? "by-hand" : "demo";
  const choose = async (choice: ModelChoice | null): Promise<void> => {
    const chosen = await send({ type: "choose-session-model", sessionId: row.sessionId, choice });
    setProblem(chosen.ok ? undefined : chosen.error.message);
    if (chosen.ok) setUnnamed(undefined);
  };
  const select = (value: string): void => {
    const endpoint = endpoints.find((one) => nameOf(one) === value);
    if (value === "") return void choose(null);
    if (value === "demo") return void choose({ provider: "demo" });
    if (endpoint?.model === "") setUnnamed(endpoint);
    else if (endpoint !== undefined) void choose(endpoint);
  };
  return (
    <>
      <Field label="Who answers" problem={problem} hint="Other endpoints appear here once their key is held in this tab.">
        {(ids) => (
          <div className="inp">
            <select {...ids} value={shown} onChange={(event) => select(event.currentTarget.value)}>
              <option value="">As the defaults: {modelName(workspace.model)}</option>
              <option value="demo">Demo</option>
              {row.model?.provider === "by-hand" && <option value="by-hand">You, by hand</option>}
              {endpoints.map((endpoint) => (
                <option key={nameOf(endpoint)} value={nameOf(endpoint)}>
                  {placeOf(endpoint)}
                </option>
              ))}
            </select>
            <Icon of={ChevronDown} size={14} className="dim" />
          </div>
        )}
      </Field>
      {model !== undefined && isRemote(model) && (
        <SessionModelName
          key={`${nameOf(model)} ${model.model}`}
          choice={model}
          onChoose={(name) => void choose({ ...model, model: name })}
        />
      )}
    </>
  );
};

const differenceWords: Readonly<Record<SettingName | "model", string>> = {
  model: "the model",
  systemPrompt: "the system prompt",
  effort: "the effort",
  temperature: "the temperature",
  maxOutputTokens: "the longest answer",
  contextWindow: "the context window",
  stopSequences: "the stop sequences",
  promptCaching: "the caching",
  answerFormat: "the form of the answer",
};

const differencesOf = (row: SessionRow): readonly string[] => [
  ...(row.model === undefined ? [] : [differenceWords.model]),
  ...settingNames.filter((name) => row.settings?.[name] !== undefined).map((name) => differenceWords[name]),
];

const SheetBody = ({ row, workspace }: { readonly row: SessionRow; readonly workspace: WorkspaceSnapshot }) => {
  const { send, notify, setSessionSheetOpen } = useActions();
  const scope = useSessionScope(row, workspace.settings, row.model ?? workspace.model);
  const differences = differencesOf(row);
  const { sessionId } = row;
  const followAll = async (): Promise<void> => {
    const answers = await Promise.all([
      send({ type: "change-session-settings", sessionId, set: {}, follows: settingNames }),
      send({ type: "choose-session-model", sessionId, choice: null }),
    ]);
    for (const answer of answers) if (!answer.ok) notify({ tone: "error", text: answer.error.message });
  };
  return (
    <>
      <p className="differs" role="status">
        {differences.length === 0
          ? "Everything is as the defaults say."
          : `Set here: ${new Intl.ListFormat("en").format(differences)}.`}{" "}
        {row.openRunId !== undefined && "The run that is open keeps the settings it started with."}
      </p>
      <div className="stacked">
        <SessionModel row={row} workspace={workspace} />
        <SettingFields scope={scope} />
        <CachingField scope={scope} />
        <AnswerFormatField scope={scope} />
        <GuardFields row={row} />
      </div>
      <div className="acts">
        <a
          className="link grow"
          href={hashFromRoute({ type: "settings", page: "model" })}
          onClick={() => setSessionSheetOpen(false)}
        >
          Change the defaults
        </a>
        {differences.length > 0 && <Button onClick={() => void followAll()}>Use defaults</Button>}
        <Button tone="primary" onClick={() => setSessionSheetOpen(false)}>
          Done
        </Button>
      </div>
    </>
  );
};

/** What the open session sets for itself, and what differs from the defaults. */
export const SessionSheet = () => {
  const workspace = useApp(workspaceOf);
  const row = useApp(openRow);
  const { setSessionSheetOpen } = useActions();
  if (workspace === undefined || row === undefined) return null;
  return (
    <Dialog
      title="This session"
      description="What is set here stands before the defaults, from the next run on."
      open
      onOpenChange={setSessionSheetOpen}
      className="dialog session-sheet"
    >
      <SheetBody key={row.sessionId} row={row} workspace={workspace} />
    </Dialog>
  );
};
