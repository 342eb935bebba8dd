import type { SessionRow } from "../../../kernel/conversation/session.ts";
import type { ModelChoice } from "../../../kernel/model/model.ts";
import {
  effectiveSettings,
  type ModelOverrides,
  type ModelSettings,
  type SettingName,
} from "../../../kernel/model/model-settings.ts";
import { useActions } from "../../store/use-app.ts";

/** Where settings are changed: for every session, or for one. */
export interface SettingScope {
  readonly kind: "defaults" | "session";
  /** The model that the settings are for. */
  readonly model: ModelChoice;
  /** What is set here. */
  readonly own: ModelOverrides;
  /** What holds. */
  readonly effective: ModelSettings;
  /** Answers why it could not be kept; undefined when it was. `null`: nothing, whatever the defaults say. */
  readonly change: (changes: ModelOverrides) => Promise<string | undefined>;
  /** Takes back what is set here. */
  readonly reset: (name: SettingName) => Promise<string | undefined>;
}

export const useDefaultsScope = (settings: ModelSettings, model: ModelChoice): SettingScope => {
  const { send } = useActions();
  const change: SettingScope["change"] = async (changes) => {
    const answer = await send({ type: "change-default-settings", changes });
    return answer.ok ? undefined : answer.error.message;
  };
  return {
    kind: "defaults",
    model,
    own: settings,
    effective: settings,
    change,
    reset: (name) => change({ [name]: null }),
  };
};

export const useSessionScope = (row: SessionRow, defaults: ModelSettings, model: ModelChoice): SettingScope => {
  const { send } = useActions();
  const { sessionId, settings: own = {} } = row;
  const ask = async (set: ModelOverrides, follows: readonly SettingName[]): Promise<string | undefined> => {
    const answer = await send({ type: "change-session-settings", sessionId, set, follows });
    return answer.ok ? undefined : answer.error.message;
  };
  return {
    kind: "session",
    model,
    own,
    effective: effectiveSettings(defaults, own),
    change: (changes) => ask(changes, []),
    reset: (name) => ask({}, [name]),
  };
};
