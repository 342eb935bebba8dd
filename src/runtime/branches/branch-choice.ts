import { foldMessages } from "../../engine/agent/fold-messages.ts";
import { branchFiles, type EffectPlace, type KeptPath } from "../../engine/files/overlay/branch-files.ts";
import { describeEffect } from "../../engine/files/overlay/workspace-effect.ts";
import type { WorkspaceTree } from "../../engine/files/overlay/workspace-tree.ts";
import type { ClockDep } from "../../kernel/base/clock.ts";
import { type ChoiceId, effectId, type MessageId, type Seq, type SessionId } from "../../kernel/base/ids.ts";
import type { RandomDep } from "../../kernel/base/random.ts";
import type { Expectation } from "../../kernel/contracts/store.ts";
import { branchPath } from "../../kernel/conversation/branch-path.ts";
import type { Said } from "../../kernel/conversation/message.ts";
import { createNestedIndex } from "../../kernel/conversation/nested-run.ts";
import type { SessionStatus } from "../../kernel/conversation/session.ts";
import type { BranchReason, Event } from "../../kernel/log/event.ts";
import { type EntryDraft, entryAt, type LogEntry } from "../../kernel/log/log-entry.ts";
import { joinOrigins, originsOfFiles } from "../../kernel/rules/origin.ts";
import type { LoggedEffect } from "../history/effects.ts";
import { byPerson } from "../origins/origins.ts";
import type { ReadConversation } from "../runs/conversation.ts";

/** Where a session wants to go on from. */
export interface BranchWish {
  readonly why: BranchReason;
  /** The entry that it continues; 0: none, it begins anew. */
  readonly from: Seq;
  readonly edited?: MessageId;
  /** Present: a run starts there, with these messages. */
  readonly says?: readonly Said[];
}

/** Everything that the commit of a choice needs. */
export interface ChoicePlan {
  readonly choice: EntryDraft;
  readonly expects: readonly Expectation[];
  /** Files that stay as others left them. */
  readonly kept: readonly KeptPath[];
  /** The conversation on that branch. */
  readonly before: ReadConversation;
}

/** What says nothing by itself: settings, names, the choice of a branch, the start of a run before its first word. */
const leadsUp: ReadonlySet<Event["type"]> = new Set([
  "branch-chosen",
  "branch-named",
  "session-renamed",
  "level-changed",
  "session-settings-changed",
  "session-model-changed",
  "session-caps-changed",
  "run-started",
]);

/** The last entry of a branch that something can be told to have continued: two ways on from there are one branch point. */
export const restingPlace = (path: readonly LogEntry[]): Seq => path.findLast(({ event }) => !leadsUp.has(event.type))?.seq ?? 0;

/** Where the newest run of a branch stands. A run inside a call says nothing of that: cut in it, its session's run is. */
const standingOf = (path: readonly LogEntry[]): SessionStatus => {
  const nested = createNestedIndex();
  const own = path.filter((entry) => !nested.note(entry));
  const run = own.findLast(({ event }) => event.type === "run-started" || event.type === "run-ended");
  if (run?.event.type !== "run-ended") return "stopped";
  const { outcome } = run.event;
  // Only runs inside calls are ended for their silence.
  return outcome.type === "timed-out" ? "stopped" : outcome.type;
};

interface About {
  readonly sessionId: SessionId;
  readonly choiceId: ChoiceId;
  /** The session's entries, of every branch. */
  readonly all: readonly LogEntry[];
  readonly effects: readonly LoggedEffect[];
}

/** Works out a choice of branch. Changes nothing; what it found is only good while the workspace stays as it is. */
export const planChoice = async (
  { clock, random, tree }: ClockDep & RandomDep & { readonly tree: WorkspaceTree },
  { sessionId, choiceId, all, effects }: About,
  { why, from, edited }: BranchWish,
): Promise<ChoicePlan> => {
  const path = from === 0 ? [] : branchPath(all, from);
  const places = new Set(path.map(({ seq }) => seq));
  const placeOf = (entry: LoggedEffect): EffectPlace => {
    if (entry.sessionId !== sessionId) return "foreign";
    if (entry.isChoice === true) return "choice";
    return places.has(entry.seq) ? "on-branch" : "off-branch";
  };
  const id = effectId(random.id("effect"));
  const placeById = new Map(effects.map((entry) => [entry.effect.effectId, placeOf(entry)]));
  const { undone, restored, changes, kept } = branchFiles({
    entries: effects,
    placeOf: (effect) => placeById.get(effect) ?? "foreign",
    tree,
    effectId: id,
    now: clock.now(),
  });
  const choice: EntryDraft = {
    sessionId,
    parentId: from,
    causes: [],
    // The next answer is told the names of files that stay as others left them.
    origins: joinOrigins(byPerson, originsOfFiles(changes)),
    event: {
      type: "branch-chosen",
      choiceId,
      why,
      ...(edited === undefined ? {} : { edited }),
      effect: await describeEffect({ effectId: id, changes, reads: [] }, tree.contents),
      undone,
      restored,
      kept: kept.map(({ path: file }) => file),
      standing: standingOf(path),
    },
  };
  const entries = [...path, entryAt((all.at(-1)?.seq ?? 0) + 1, clock.now(), choice)];
  return {
    choice,
    kept,
    expects: changes.map(({ path: file, before }) => ({ type: "file-version", path: file, version: before?.version ?? null })),
    before: { ...foldMessages(entries), entries, all },
  };
};
