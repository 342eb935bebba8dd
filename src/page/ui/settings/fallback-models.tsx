import { ArrowUp, ChevronDown, X } from "lucide-react";
import { type FormEvent, useState } from "react";
import type { WorkspaceSnapshot } from "../../../kernel/log/workspace-snapshot.ts";
import { endpointPresets } from "../../../kernel/model/endpoint-presets.ts";
import { missingKeyOrigin } from "../../../kernel/model/key-need.ts";
import { type RemoteChoice, remoteProviders } from "../../../kernel/model/model.ts";
import type { AppState } from "../../store/app-state.ts";
import { useActions, useApp } from "../../store/use-app.ts";
import { endpointName } from "../../store/views/answering-model.ts";
import { Button } from "../parts/button.tsx";
import { Field } from "../parts/field.tsx";
import { Icon } from "../parts/icon.tsx";
import { IconButton } from "../parts/icon-button.tsx";
import { placeOf } from "./endpoint-choices.ts";
import { ModelCombobox } from "./model-combobox.tsx";
import { reachableEndpoints } from "./reachable-endpoints.ts";

const listsOf = (state: AppState) => state.modelLists;
const nameOf = ({ provider, baseUrl }: RemoteChoice): string => endpointName(provider, baseUrl);
const rowKey = (choice: RemoteChoice): string => `${nameOf(choice)} ${choice.model}`;

/** Endpoints that were checked in this tab, whichever answers today. */
const endpointNamed = (name: string): readonly RemoteChoice[] => {
  const [wire, baseUrl = ""] = name.split(" ", 2);
  const provider = remoteProviders.find((one) => one === wire);
  return provider === undefined ? [] : [{ provider, baseUrl, model: "" }];
};

/** Servers on this machine need no key, so they can take over whatever happens outside. */
const onThisMachine: readonly RemoteChoice[] = endpointPresets
  .filter(({ isLocal }) => isLocal)
  .map(({ provider, baseUrl }) => ({ provider, baseUrl, model: "" }));

const endpointsOf = (workspace: WorkspaceSnapshot, lists: AppState["modelLists"]): readonly RemoteChoice[] => {
  const inUse = [workspace.model, ...workspace.fallbacks];
  return reachableEndpoints(workspace, [...inUse, ...Object.keys(lists).flatMap(endpointNamed), ...onThisMachine]);
};

/** Changes the whole list; answers whether it was kept. */
const useFallbacks = () => {
  const { send } = useActions();
  const [problem, setProblem] = useState<string>();
  const change = async (models: readonly RemoteChoice[]): Promise<boolean> => {
    const answer = await send({ type: "set-fallbacks", models });
    setProblem(answer.ok ? undefined : answer.error.message);
    return answer.ok;
  };
  return { problem, change };
};

const EndpointField = ({
  endpoints,
  value,
  onChange,
}: {
  readonly endpoints: readonly RemoteChoice[];
  readonly value: string;
  readonly onChange: (name: string) => void;
}) => (
  <Field label="Endpoint" hint="Others appear here once they are checked above, or their key is held.">
    {(ids) => (
      <div className="inp">
        <select {...ids} value={value} onChange={(event) => onChange(event.currentTarget.value)}>
          {endpoints.map((one) => (
            <option key={nameOf(one)} value={nameOf(one)}>
              {placeOf(one)}
            </option>
          ))}
        </select>
        <Icon of={ChevronDown} size={14} className="dim" />
      </div>
    )}
  </Field>
);

const AddForm = ({
  endpoints,
  problem,
  onAdd,
  onCancel,
}: {
  readonly endpoints: readonly RemoteChoice[];
  readonly problem: string | undefined;
  readonly onAdd: (choice: RemoteChoice) => void;
  readonly onCancel: () => void;
}) => {
  const lists = useApp(listsOf);
  const [place, setPlace] = useState(() => endpoints.map(nameOf)[0] ?? "");
  const [text, setText] = useState("");
  const endpoint = endpoints.find((one) => nameOf(one) === place);
  const submit = (event: FormEvent): void => {
    event.preventDefault();
    if (endpoint !== undefined) onAdd({ ...endpoint, model: text.trim() });
  };
  return (
    <form className="stacked" onSubmit={submit} autoComplete="off">
      <div className="pair">
        <EndpointField endpoints={endpoints} value={place} onChange={setPlace} />
        <Field label="Its name there" problem={problem}>
          {(ids) => (
            <ModelCombobox
              {...ids}
              value={text}
              models={endpoint === undefined ? [] : (lists[nameOf(endpoint)] ?? [])}
              onChange={setText}
              onSettle={setText}
            />
          )}
        </Field>
      </div>
      <div className="acts">
        <Button type="submit" tone="primary" disabled={endpoint === undefined || text.trim() === ""}>
          Add
        </Button>
        <Button onClick={onCancel}>Cancel</Button>
      </div>
    </form>
  );
};

const Row = ({
  choice,
  place,
  isKeyMissing,
  onUp,
  onRemove,
}: {
  readonly choice: RemoteChoice;
  readonly place: number;
  readonly isKeyMissing: boolean;
  readonly onUp: () => void;
  readonly onRemove: () => void;
}) => (
  <li>
    <span className="dim">{place + 1}</span>
    <span className="grow">
      <b>{choice.model}</b>
      <small>
        at {placeOf(choice)}
        {isKeyMissing && ", whose key is not in this tab: it is skipped until it is"}
      </small>
    </span>
    {place > 0 && <IconButton small icon={ArrowUp} label={`Ask ${choice.model} earlier`} onClick={onUp} />}
    <IconButton small icon={X} label={`Remove ${choice.model} from the list`} onClick={onRemove} />
  </li>
);

const movedUp = (models: readonly RemoteChoice[], place: number): readonly RemoteChoice[] => {
  const next = [...models];
  next.splice(place - 1, 0, ...next.splice(place, 1));
  return next;
};

/** Who is asked where the chosen model does not answer, in order. */
export const FallbackModels = ({ workspace }: { readonly workspace: WorkspaceSnapshot }) => {
  const { fallbacks } = workspace;
  const lists = useApp(listsOf);
  const { problem, change } = useFallbacks();
  const [isAdding, setAdding] = useState(false);
  const add = async (choice: RemoteChoice): Promise<void> => {
    if (await change([...fallbacks, choice])) setAdding(false);
  };
  return (
    <>
      <h2 className="title section">When it does not answer</h2>
      <p className="ink2">
        Asked in this order when a model is too busy, broken or out of reach after its retries, and only while nothing of the
        answer was shown. The transcript says who took over and why. Each request is paid for where it was made. An agent that
        asks another one may choose from these for it.
      </p>
      {fallbacks.length > 0 && (
        <ol className="rules" aria-label="Asked next">
          {fallbacks.map((choice, place) => (
            <Row
              key={rowKey(choice)}
              choice={choice}
              place={place}
              isKeyMissing={missingKeyOrigin(choice, workspace) !== undefined}
              onUp={() => void change(movedUp(fallbacks, place))}
              onRemove={() => void change(fallbacks.filter((other) => other !== choice))}
            />
          ))}
        </ol>
      )}
      {isAdding ? (
        <AddForm
          endpoints={endpointsOf(workspace, lists)}
          problem={problem}
          onAdd={(choice) => void add(choice)}
          onCancel={() => setAdding(false)}
        />
      ) : (
        <div className="acts">
          <Button onClick={() => setAdding(true)}>Add one to ask next</Button>
        </div>
      )}
    </>
  );
};
