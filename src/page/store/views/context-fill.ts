import { compactionStart, contextWindow, noticeStart } from "../../../kernel/model/context-window.ts";
import { modelName } from "../../../kernel/model/model.ts";
import { effectiveSettings } from "../../../kernel/model/model-settings.ts";
import type { AppState } from "../app-state.ts";
import { openRow } from "./answering-model.ts";

/** How full the window of the open session's model is. */
export interface ContextFill {
  readonly model: string;
  readonly tokens: number;
  readonly windowTokens: number;
  /** Whole percent of the window, rounded down. */
  readonly percent: number;
  /** Percent from which on the conversation is shortened by itself. */
  readonly startsAtPercent: number;
  /** Nobody knows the window, so a common one is taken. */
  readonly isAssumed: boolean;
}

const fills = new WeakMap<object, { readonly key: string; readonly fill: ContextFill }>();

/** Undefined below 70 % of the window, and where no model answers. The same value while nothing changes. */
export const contextFill = (state: AppState): ContextFill | undefined => {
  const { scrubbed, session, workspace } = state;
  const row = openRow(state);
  const tokens = scrubbed === undefined ? session?.contextTokens : undefined;
  if (tokens === undefined || workspace === undefined || row === undefined) return undefined;
  const choice = row.model ?? workspace.model;
  const window = contextWindow(choice, effectiveSettings(workspace.settings, row.settings).contextWindow);
  if (choice.provider === "by-hand" || tokens < noticeStart(window)) return undefined;
  const key = `${tokens} ${window.tokens} ${modelName(choice)}`;
  const known = fills.get(row);
  if (known?.key === key) return known.fill;
  const fill: ContextFill = {
    model: modelName(choice),
    tokens,
    windowTokens: window.tokens,
    percent: Math.floor((tokens / window.tokens) * 100),
    startsAtPercent: Math.round((compactionStart(window) / window.tokens) * 100),
    isAssumed: window.from === "assumed",
  };
  fills.set(row, { key, fill });
  return fill;
};
