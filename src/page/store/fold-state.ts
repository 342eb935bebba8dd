import { createCallsFold } from "./fold-calls.ts";
import { createMessagesFold } from "./fold-messages.ts";
import { createNestedFold } from "./fold-nested.ts";
import type { StageCounters } from "./fold-stages.ts";
import { createTurnsFold } from "./fold-turns.ts";
import type { RunDraft } from "./run-draft.ts";
import type { SessionView } from "./session-view.ts";

/** One path of a session while it is folded. */
export interface FoldState {
  readonly calls: ReturnType<typeof createCallsFold>;
  readonly turns: ReturnType<typeof createTurnsFold>;
  readonly messages: ReturnType<typeof createMessagesFold>;
  readonly nested: ReturnType<typeof createNestedFold>;
  waiting: SessionView["waiting"];
  todos: SessionView["todos"];
  stages: StageCounters;
  contextTokens: SessionView["contextTokens"];
  run: RunDraft | undefined;
}

export const createFoldState = (): FoldState => ({
  calls: createCallsFold(),
  turns: createTurnsFold(),
  messages: createMessagesFold(),
  nested: createNestedFold(),
  waiting: [],
  todos: [],
  stages: new Map(),
  contextTokens: undefined,
  run: undefined,
});
