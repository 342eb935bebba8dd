import type { EffectId, MessageId, RunId, Seq } from "../../kernel/base/ids.ts";
import type { BranchPoint } from "../../kernel/conversation/branch-path.ts";
import type { AttachedBlock, Reference, Said } from "../../kernel/conversation/message.ts";
import type { Event } from "../../kernel/log/event.ts";
import type { LogEntry } from "../../kernel/log/log-entry.ts";
import type { ItemView, TurnView } from "./session-view.ts";

type EventOf<Type extends Event["type"]> = Extract<Event, { readonly type: Type }>;
type TurnEnding = NonNullable<TurnView["ending"]>;

/** A turn while it grows; its `TurnView` is made once per look, so that adding an item costs the same however many there are. */
interface TurnDraft {
  readonly key: string;
  readonly seq: Seq;
  readonly at: number;
  readonly messageId: MessageId;
  readonly userText: string;
  readonly pictures: readonly AttachedBlock[];
  readonly about: readonly Reference[] | undefined;
  readonly items: ItemView[];
  readonly branches: readonly BranchPoint[];
  runId: RunId | undefined;
  ending: TurnEnding | undefined;
}

/** The turns of a session: what the person said, and what followed from it. */
export interface TurnsFold {
  readonly turns: ReadonlyMap<string, TurnView>;
  readonly keys: readonly string[];
  readonly latest: () => Pick<TurnDraft, "runId" | "ending" | "items"> | undefined;
  readonly open: (entry: LogEntry, said: Said) => void;
  /** Adds to the latest turn; does nothing before the first one. */
  readonly add: (item: ItemView) => void;
  /** Something that an item names has another status: its turn is a different value. */
  readonly touch: (itemKey: string) => void;
  /** The session can go on in more than one way here; what comes next shows it. */
  readonly fork: (point: BranchPoint) => void;
  /** Shows an item before what comes next, also where that is a turn of its own. */
  readonly announce: (item: ItemView) => void;
  /** Branch points behind which nothing came yet. */
  readonly openPoints: () => readonly BranchPoint[];
  /** The branch goes on from another place: the latest turn belongs to no run that goes on. */
  readonly cut: () => void;
  readonly ownRun: (runId: RunId) => void;
  /** The end of this run is shown only where it opens a turn of its own. */
  readonly passOver: (runId: RunId) => void;
  readonly end: (runId: RunId | undefined, ending: TurnEnding) => void;
  readonly markResumed: () => void;
  readonly addUndo: (entry: LogEntry, event: EventOf<"effects-undone">) => void;
  readonly markUndone: (effectId: EffectId, bySeq: Seq | undefined) => void;
  /** Makes the views of the turns that changed; tells whether a turn was added. */
  readonly flush: () => boolean;
}

const turnView = ({
  key,
  seq,
  at,
  messageId,
  userText,
  pictures,
  about,
  items,
  branches,
  runId,
  ending,
}: TurnDraft): TurnView => ({
  key,
  seq,
  at,
  messageId,
  userText,
  pictures,
  ...(about === undefined ? {} : { about }),
  items: [...items],
  branches,
  ...(runId === undefined ? {} : { runId }),
  ...(ending === undefined ? {} : { ending }),
});

export const createTurnsFold = (): TurnsFold => {
  const turns = new Map<string, TurnView>();
  const drafts = new Map<string, TurnDraft>();
  const keys: string[] = [];
  const changed = new Set<TurnDraft>();
  const turnByItem = new Map<string, TurnDraft>();
  const turnByRun = new Map<RunId, TurnDraft>();
  const passedOver = new Set<RunId>();
  const undoPlaces = new Map<EffectId, { readonly turn: TurnDraft; readonly index: number }>();
  let latest: TurnDraft | undefined;
  let added = false;
  let points: readonly BranchPoint[] = [];

  let announced: readonly ItemView[] = [];

  const takeAnnounced = (): readonly ItemView[] => {
    const taken = announced;
    announced = [];
    return taken;
  };
  const takePoints = (): readonly BranchPoint[] => {
    const taken = points;
    points = [];
    return taken;
  };
  const add = (item: ItemView): void => {
    if (latest === undefined) return;
    for (const point of takePoints()) latest.items.push({ type: "branch", key: `branch-${point.at}`, point });
    latest.items.push(...takeAnnounced());
    latest.items.push(item);
    turnByItem.set(item.key, latest);
    changed.add(latest);
  };
  const replace = (turn: TurnDraft, index: number, item: ItemView): void => {
    turn.items[index] = item;
    changed.add(turn);
  };

  return {
    turns,
    keys,
    latest: () => latest,
    open: ({ seq, at, runId }, { about, messageId, text: userText, pictures = [] }) => {
      const branches = takePoints();
      latest = {
        key: `turn-${seq}`,
        seq,
        at,
        messageId,
        userText,
        pictures,
        about,
        items: [...takeAnnounced()],
        branches,
        runId,
        ending: undefined,
      };
      drafts.set(latest.key, latest);
      keys.push(latest.key);
      if (runId !== undefined) turnByRun.set(runId, latest);
      changed.add(latest);
      added = true;
    },
    add,
    fork: (point) => {
      points = [...points, point];
    },
    announce: (item) => {
      announced = [...announced, item];
    },
    openPoints: () => points,
    cut: () => {
      if (latest === undefined || latest.ending !== undefined) return;
      latest.runId = undefined;
      changed.add(latest);
    },
    touch: (itemKey) => {
      const turn = turnByItem.get(itemKey);
      if (turn !== undefined) changed.add(turn);
    },
    ownRun: (runId) => {
      if (latest === undefined || latest.runId !== undefined) return;
      latest.runId = runId;
      turnByRun.set(runId, latest);
      changed.add(latest);
    },
    passOver: (runId) => void passedOver.add(runId),
    end: (runId, ending) => {
      const own = runId === undefined ? undefined : turnByRun.get(runId);
      const turn = own ?? (runId !== undefined && passedOver.has(runId) ? undefined : latest);
      if (turn === undefined) return;
      turn.ending = ending;
      changed.add(turn);
    },
    markResumed: () => {
      if (latest === undefined) return;
      const index = latest.items.findLastIndex(({ type }) => type === "interrupted");
      const item = latest.items[index];
      if (item?.type === "interrupted") replace(latest, index, { ...item, resumed: true });
    },
    addUndo: ({ seq }, { effect, restored, rewoundTo }) => {
      const about = rewoundTo === undefined ? {} : { rewoundTo };
      add({ type: "undo", key: `undo-${seq}`, seq, effect, isRedo: restored.length > 0, ...about });
      if (latest !== undefined) undoPlaces.set(effect.effectId, { turn: latest, index: latest.items.length - 1 });
    },
    markUndone: (effectId, bySeq) => {
      const place = undoPlaces.get(effectId);
      const item = place?.turn.items[place.index];
      if (place === undefined || item?.type !== "undo") return;
      const { undoneBySeq: _before, ...rest } = item;
      replace(place.turn, place.index, bySeq === undefined ? rest : { ...rest, undoneBySeq: bySeq });
    },
    flush: () => {
      for (const draft of changed) turns.set(draft.key, turnView(draft));
      changed.clear();
      const hadAdded = added;
      added = false;
      return hadAdded;
    },
  };
};
