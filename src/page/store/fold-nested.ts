import type { CallId, RunId } from "../../kernel/base/ids.ts";
import { type Message, textOf } from "../../kernel/conversation/message.ts";
import type { Event } from "../../kernel/log/event.ts";
import type { LogEntry } from "../../kernel/log/log-entry.ts";
import type { ItemView, NestedRunView } from "./session-view.ts";

/** Where items of a run are shown: under the person's message, or inside a call. */
export interface Place {
  readonly add: (item: ItemView) => void;
  /** Something that an item names has another status. */
  readonly touch: (itemKey: string) => void;
}

type Draft = { -readonly [Key in keyof Omit<NestedRunView, "items">]: NestedRunView[Key] } & {
  readonly callId: CallId;
  readonly items: ItemView[];
};

/** The runs inside calls, moved on entry by entry. */
export interface NestedFold {
  readonly nested: ReadonlyMap<CallId, NestedRunView>;
  /** Takes an entry about the run itself; `undefined`: the entry belongs to no nested run. */
  readonly hear: (entry: LogEntry) => Place | undefined;
  readonly flush: () => void;
}

const viewOf = ({ callId: _callId, items, ...rest }: Draft): NestedRunView => ({ ...rest, items: [...items] });

const draftOf = ({ runId, at, event }: LogEntry): Draft | undefined => {
  if (runId === undefined || event.type !== "run-started" || event.parent === undefined) return undefined;
  const { limits, model, parent } = event;
  const { agentPath, callId } = parent;
  const { maxTurns } = limits;
  return { runId, callId, agentPath, task: "", model, maxTurns, startedAt: at, turn: 0, items: [] };
};

const taskOf = ({ blocks, messageId }: Extract<Event, { readonly type: "user-message" }>): string => {
  const message: Message = { messageId, role: "user", blocks };
  return textOf(message);
};

/** Whether the entry is about the run itself. */
const move = (draft: Draft, { at, event, turn }: LogEntry): boolean => {
  switch (event.type) {
    case "user-message":
      draft.task ||= taskOf(event);
      return true;
    case "model-replaced":
      draft.model = event.to;
      return false;
    case "turn-started":
      draft.turn = turn ?? draft.turn + 1;
      return true;
    case "run-ended":
      draft.ending = { outcome: event.outcome, summary: event.summary, at };
      return true;
    default:
      return event.type === "run-started";
  }
};

export const createNestedFold = (): NestedFold => {
  const nested = new Map<CallId, NestedRunView>();
  const drafts = new Map<RunId, { readonly draft: Draft; readonly place: Place }>();
  const draftByItem = new Map<string, Draft>();
  const changed = new Set<Draft>();

  /** A call that ran more than once may have had a run each time: they are shown as one, the latest. */
  const goingOn = (draft: Draft): Draft => {
    const before = [...drafts.values()].findLast((one) => one.draft.callId === draft.callId)?.draft;
    return before === undefined ? draft : { ...draft, items: [...before.items] };
  };

  const open = (draft: Draft): void => {
    const place: Place = {
      add: (item) => {
        draft.items.push(item);
        draftByItem.set(item.key, draft);
        changed.add(draft);
      },
      touch: (itemKey) => {
        const holder = draftByItem.get(itemKey);
        if (holder !== undefined) changed.add(holder);
      },
    };
    drafts.set(draft.runId, { draft, place });
  };

  return {
    nested,
    hear: (entry) => {
      if (entry.runId === undefined) return undefined;
      const begun = draftOf(entry);
      if (begun !== undefined) open(goingOn(begun));
      const found = drafts.get(entry.runId);
      if (found === undefined) return undefined;
      if (move(found.draft, entry)) changed.add(found.draft);
      return found.place;
    },
    flush: () => {
      for (const draft of changed) nested.set(draft.callId, viewOf(draft));
      changed.clear();
    },
  };
};
