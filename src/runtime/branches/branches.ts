import type { WorkspaceTree } from "../../engine/files/overlay/workspace-tree.ts";
import type { ClockDep } from "../../kernel/base/clock.ts";
import type { Failure } from "../../kernel/base/failure.ts";
import type { ChoiceId, MessageId, Seq, SessionId } from "../../kernel/base/ids.ts";
import type { RandomDep } from "../../kernel/base/random.ts";
import { err, ok, type Result } from "../../kernel/base/result.ts";
import type { Store } from "../../kernel/contracts/store.ts";
import type { BranchAnswer, KeptFile } from "../../kernel/conversation/branch.ts";
import { branchPath, branchTip } from "../../kernel/conversation/branch-path.ts";
import { attachedOf, type Said, saidOf } from "../../kernel/conversation/message.ts";
import type { LogEntry } from "../../kernel/log/log-entry.ts";
import { readEffects } from "../history/effects.ts";
import type { WorkspaceTables } from "../projection.ts";
import { closingEntries, type ReadConversation, readConversation } from "../runs/conversation.ts";
import type { Runs } from "../runs/runs.ts";
import type { Sessions } from "../sessions/sessions.ts";
import { type BranchWish, planChoice, restingPlace } from "./branch-choice.ts";

/** How every wish for a branch is named and agreed to. */
export interface BranchAsk {
  readonly sessionId: SessionId;
  /** The same choice twice is one. */
  readonly choiceId: ChoiceId;
  /** Files that may stay as others left them. */
  readonly keep: readonly string[];
}

type Chosen = Promise<Result<BranchAnswer, Failure>>;

/**
 * The branches of a session: nothing is ever deleted, the conversation only goes on from another entry. Each choice commits
 * the entry that says so and the files of the branch in one transaction, with the start of a run where one begins. No run of
 * the session may go on meanwhile.
 */
export interface Branches {
  /** Says a message anew: the conversation goes on from before it. Its pictures go along. */
  readonly edit: (
    ask: BranchAsk,
    edit: { readonly edited: MessageId; readonly messageId: MessageId; readonly text: string },
  ) => Chosen;
  /** Asks the model once more for the answer to a message. */
  readonly regenerate: (ask: BranchAsk, messageId: MessageId) => Chosen;
  /** Goes back to right after an entry of any branch; what is said next goes on from there. */
  readonly fork: (ask: BranchAsk, at: Seq) => Chosen;
  /** Goes to the newest entry that continues from `branch`. */
  readonly choose: (ask: BranchAsk, branch: Seq) => Chosen;
  /** An empty name takes the name away. */
  readonly name: (sessionId: SessionId, branch: Seq, name: string) => Promise<Result<null, Failure>>;
  /** Resolves when no choice of the session is under way. */
  readonly settled: (sessionId: SessionId) => Promise<void>;
}

export interface BranchesDeps extends ClockDep, RandomDep {
  readonly store: Store<WorkspaceTables>;
  readonly tree: WorkspaceTree;
  readonly runs: Pick<Runs, "isRunning" | "startOn">;
  readonly sessions: Pick<Sessions, "find">;
}

const maxNameLength = 60;

const invalid = (message: string): Failure => ({ type: "invalid-input", message });

const running: Failure = {
  type: "conflict",
  message:
    "A run goes on in this session, and only one branch can run at a time. Nothing was changed: stop the run, then try again.",
};
const elsewhere = invalid(
  "This message is not on the branch that is shown. Nothing was changed: choose its branch first, then try again.",
);
const unknown = invalid("This event is not part of the session. Nothing was changed.");

const placeOfMessage = (entries: readonly LogEntry[], messageId: MessageId): number =>
  entries.findIndex(({ event }) => event.type === "user-message" && event.messageId === messageId);

/** Where an edited message is said again: before the old one, and before what only led up to it. */
const editWish = (
  { entries }: ReadConversation,
  { edited, messageId, text }: Parameters<Branches["edit"]>[1],
): Result<BranchWish, Failure> => {
  const place = placeOfMessage(entries, edited);
  const event = entries[place]?.event;
  if (event?.type !== "user-message" || event.by !== undefined) return err(elsewhere);
  const pictures = attachedOf(event.blocks);
  if (text.trim() === "" && pictures.length === 0) {
    return err(invalid("The message is empty, so nothing was sent. Write something, or leave the message as it is."));
  }
  const { about } = saidOf(messageId, event.blocks);
  const said: Said = {
    messageId,
    text: text.trim() === "" ? "" : text,
    ...(pictures.length === 0 ? {} : { pictures }),
    ...(about === undefined ? {} : { about }),
  };
  return ok({ why: "edit", from: restingPlace(entries.slice(0, place)), edited, says: [said] });
};

/** Messages that were said together are answered together. */
const regenerateWish = ({ entries }: ReadConversation, messageId: MessageId): Result<BranchWish, Failure> => {
  let place = placeOfMessage(entries, messageId);
  if (place < 0) return err(elsewhere);
  while (entries[place + 1]?.event.type === "user-message") place += 1;
  return ok({ why: "regenerate", from: entries[place]?.seq ?? 0, says: [] });
};

/** Undefined: the session is there already. */
const forkWish = ({ all, entries }: ReadConversation, at: Seq): Result<BranchWish | undefined, Failure> => {
  if (!all.some(({ seq }) => seq === at)) return err(unknown);
  const from = restingPlace(branchPath(all, at));
  return ok(from === restingPlace(entries) ? undefined : { why: "fork", from });
};

const switchWish = ({ all, entries }: ReadConversation, branch: Seq): Result<BranchWish | undefined, Failure> => {
  const tip = branchTip(all, branch);
  if (tip === undefined) return err(unknown);
  return ok(entries.some(({ seq }) => seq === branch) ? undefined : { why: "switch", from: tip });
};

export const createBranches = ({ clock, random, store, tree, runs, sessions }: BranchesDeps): Branches => {
  const last = new Map<SessionId, Promise<unknown>>();

  /** One choice of a session after the other. */
  const inTurn = <Value>(sessionId: SessionId, work: () => Promise<Value>): Promise<Value> => {
    const result = (last.get(sessionId) ?? Promise.resolve()).then(work);
    const settled = result
      .catch(() => undefined)
      .finally(() => {
        if (last.get(sessionId) === settled) last.delete(sessionId);
      });
    last.set(sessionId, settled);
    return result;
  };

  const changerOf = (sessionId: SessionId | undefined, isKnown: boolean): KeptFile["by"] => {
    if (!isKnown) return { type: "unknown" };
    const session = sessionId === undefined ? undefined : store.state().sessions.get(sessionId);
    return session === undefined ? { type: "person" } : { type: "session", title: session.title };
  };

  const isBusy = (sessionId: SessionId): boolean =>
    runs.isRunning(sessionId) || store.state().sessions.get(sessionId)?.status === "waiting";

  const take = async (
    { sessionId, choiceId, keep }: BranchAsk,
    wishIn: (conversation: ReadConversation) => Result<BranchWish | undefined, Failure>,
  ): Chosen => {
    const session = sessions.find(sessionId);
    if (!session.ok) return session;
    const conversation = await readConversation(store, sessionId);
    if (!conversation.ok) return conversation;
    const { all } = conversation.value;
    const known = all.findIndex(({ event }) => event.type === "branch-chosen" && event.choiceId === choiceId);
    if (known >= 0) {
      const started = all[known + 1]?.event.type === "run-started" ? all[known + 1]?.runId : undefined;
      return ok({ status: "chosen", ...(started === undefined ? {} : { runId: started }) });
    }
    if (isBusy(sessionId)) return err(running);
    const wish = wishIn(conversation.value);
    if (!wish.ok) return wish;
    if (wish.value === undefined) return ok({ status: "chosen" });
    const effects = await readEffects(store);
    if (!effects.ok) return effects;
    const about = { sessionId, choiceId, all, effects: effects.value };
    const plan = await planChoice({ clock, random, tree }, about, wish.value);
    if (plan.kept.some(({ path }) => !keep.includes(path))) {
      const kept = plan.kept.map(({ path, writer }): KeptFile => {
        const entry = effects.value.find(({ effect }) => effect.effectId === writer);
        return { path, by: changerOf(entry?.sessionId, entry !== undefined) };
      });
      return ok({ status: "asks", kept });
    }
    if (isBusy(sessionId)) return err(running);
    const first = [...closingEntries(conversation.value, sessionId, store.state().approvals), plan.choice];
    const { expects, before } = plan;
    if (wish.value.says !== undefined) {
      const started = await runs.startOn(session.value, { before, first, expects }, wish.value.says);
      return started.ok ? ok({ status: "chosen", runId: started.value.runId }) : started;
    }
    const stored = await store.append({ entries: first, effects: [], expects, durability: "strict" });
    return stored.ok ? ok({ status: "chosen" }) : stored;
  };

  const name = async (sessionId: SessionId, branch: Seq, text: string): Promise<Result<null, Failure>> => {
    const page = await store.read({ type: "session", sessionId });
    if (!page.ok) return page;
    if (!page.value.entries.some(({ seq }) => seq === branch)) return err(unknown);
    const clean = [...text.replace(/\s+/gu, " ").trim()].slice(0, maxNameLength).join("");
    const event = { type: "branch-named", branch, name: clean } as const;
    const entries = [{ sessionId, causes: [], origins: [{ type: "user" as const }], event }];
    const stored = await store.append({ entries, effects: [], expects: [], durability: "strict" });
    return stored.ok ? ok(null) : stored;
  };

  return {
    edit: (ask, edit) => inTurn(ask.sessionId, () => take(ask, (conversation) => editWish(conversation, edit))),
    regenerate: (ask, messageId) =>
      inTurn(ask.sessionId, () => take(ask, (conversation) => regenerateWish(conversation, messageId))),
    fork: (ask, at) => inTurn(ask.sessionId, () => take(ask, (conversation) => forkWish(conversation, at))),
    choose: (ask, branch) => inTurn(ask.sessionId, () => take(ask, (conversation) => switchWish(conversation, branch))),
    name: (sessionId, branch, text) => inTurn(sessionId, () => name(sessionId, branch, text)),
    settled: async (sessionId) => void (await last.get(sessionId)),
  };
};
