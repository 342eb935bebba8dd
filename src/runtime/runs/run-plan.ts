import type { RunId } from "../../kernel/base/ids.ts";
import { blocksOf, type Said } from "../../kernel/conversation/message.ts";
import { createNestedIndex } from "../../kernel/conversation/nested-run.ts";
import type { SessionRow } from "../../kernel/conversation/session.ts";
import { defaultRunLimits, type RunLimits } from "../../kernel/limits/limits.ts";
import type { Event } from "../../kernel/log/event.ts";
import type { EntryDraft, LogEntry } from "../../kernel/log/log-entry.ts";
import { answersLeftOut } from "../../kernel/model/kept-thinking.ts";
import { isRemote, isSameModel, type ModelChoice, type RemoteChoice } from "../../kernel/model/model.ts";
import { effectiveSettings, type ModelSettings } from "../../kernel/model/model-settings.ts";
import { joinOrigins, originsOfBlocks } from "../../kernel/rules/origin.ts";
import { byPerson } from "../origins/origins.ts";
import type { WorkspaceTables } from "../projection.ts";
import type { Defaults } from "../sessions/model-defaults.ts";
import { titleFromMessage, untitled } from "../sessions/sessions.ts";
import { closingEntries, type ReadConversation } from "./conversation.ts";

/** What a run is asked with, fixed when it starts. */
export interface RunPlan {
  readonly model: ModelChoice;
  readonly settings: ModelSettings;
  readonly limits: RunLimits;
  /** Models that are asked in its place, in this order, where it does not answer. */
  readonly fallbacks: readonly RemoteChoice[];
}

/** Who may take over from a model. What answers in this page does so always, and its conversations stay here. */
export const fallbacksOf = (model: ModelChoice, list: readonly RemoteChoice[]): readonly RemoteChoice[] =>
  isRemote(model) ? list.filter((one) => !isSameModel(one, model)) : [];

/** What a session sets for itself stands before the defaults. */
export const planFor = (
  session: Pick<SessionRow, "model" | "settings">,
  defaults: Pick<Defaults, "model" | "settings" | "fallbacks">,
  most: RunLimits = defaultRunLimits,
): RunPlan => {
  const model = session.model ?? defaults.model;
  // They are about answers of models.
  const settings = model.provider === "by-hand" ? {} : effectiveSettings(defaults.settings, session.settings);
  const { maxOutputTokens = most.maxOutputTokens } = settings;
  return { model, settings, limits: { ...most, maxOutputTokens }, fallbacks: fallbacksOf(model, defaults.fallbacks) };
};

/** The model that a session's newest run of its own was made with. */
const lastModel = (entries: readonly LogEntry[]): ModelChoice | undefined => {
  const started = entries.findLast(({ event }) => event.type === "run-started" && event.parent === undefined);
  const replaced = entries.findLast(({ event, runId }) => event.type === "model-replaced" && runId === started?.runId);
  if (replaced?.event.type === "model-replaced") return replaced.event.to;
  return started?.event.type === "run-started" ? started.event.model : undefined;
};

/** What has to be said of a conversation that another model than before takes up. */
const modelChangeEvents = ({ entries, history }: ReadConversation, to: ModelChoice): readonly Event[] => {
  const from = lastModel(entries);
  const answers = from === undefined ? 0 : answersLeftOut(history, from, to);
  if (from === undefined || answers === 0) return [];
  return [{ type: "thinking-dropped", why: "model-changed", provider: from.provider, answers }];
};

/** What has to be said of a run that goes on with the model chosen today: its start named the one of that time. */
export const resumeEvents = (conversation: ReadConversation, to: ModelChoice): readonly Event[] => {
  const from = lastModel(conversation.entries);
  const replaced = from === undefined || isSameModel(from, to) ? [] : [{ type: "model-replaced" as const, from, to }];
  return [...replaced, ...modelChangeEvents(conversation, to)];
};

/** The number of the session's newest turn, on whatever branch; nested runs count their own. */
export const turnsIn = (all: readonly LogEntry[]): number => {
  const nested = createNestedIndex();
  let turns = 0;
  for (const entry of all) if (!nested.note(entry)) turns = Math.max(turns, entry.turn ?? 0);
  return turns;
};

interface RunStart {
  readonly session: SessionRow;
  readonly runId: RunId;
  readonly plan: RunPlan;
  readonly before: ReadConversation;
  readonly messages: readonly Said[];
  readonly approvals: WorkspaceTables["approvals"];
  /** Absent: it answers. */
  readonly purpose?: "compaction" | undefined;
}

/** How a run begins in the log: ends what was left open, delivers what waited since a stop, then says the rest. */
export const startEntries = ({ session, runId, plan, before, messages, approvals, purpose }: RunStart): readonly EntryDraft[] => {
  const { sessionId, level, mode, status, title } = session;
  const { model, settings, limits } = plan;
  const about = { sessionId, causes: [], origins: byPerson };
  const turnsBefore = turnsIn(before.all);
  const newIds = new Set(messages.map(({ messageId }) => messageId));
  const waits = before.queued.filter(({ messageId, delivery }) => delivery === "steer" && !newIds.has(messageId));
  // A run that answers nothing takes nothing to answer.
  const queued = purpose === undefined ? waits : [];
  const said = [...queued, ...messages];
  const renamed = title === untitled && status === "empty" ? titleFromMessage(said[0]) : title;
  const own = {
    ...(mode === undefined ? {} : { mode }),
    ...(Object.keys(settings).length === 0 ? {} : { settings }),
    ...(turnsBefore === 0 ? {} : { turnsBefore }),
    ...(purpose === undefined ? {} : { purpose }),
  };
  return [
    ...closingEntries(before, sessionId, approvals),
    ...(renamed === title ? [] : [{ ...about, event: { type: "session-renamed" as const, title: renamed } }]),
    {
      ...about,
      runId,
      event: { type: "run-started", model, limits, level, ...own },
    },
    ...said.map((one) => ({
      ...about,
      runId,
      origins: joinOrigins(byPerson, originsOfBlocks(blocksOf(one))),
      event: { type: "user-message" as const, messageId: one.messageId, blocks: blocksOf(one) },
    })),
    ...modelChangeEvents(before, model).map((event) => ({ ...about, runId, event })),
  ];
};
