import { foldMessages } from "../engine/agent/fold-messages.ts";
import type { Failure } from "../kernel/base/failure.ts";
import { type CallId, messageId } from "../kernel/base/ids.ts";
import type { Tool } from "../kernel/contracts/tool.ts";
import type { Message } from "../kernel/conversation/message.ts";
import type { RunSummary } from "../kernel/log/event.ts";
import type { LogEntry } from "../kernel/log/log-entry.ts";
import { noUsage } from "../kernel/model/usage.ts";
import type { Approval } from "../kernel/rules/approval.ts";
import type { OpenCall, RunEnd, RunPart } from "./agent-contract.ts";
import { partOf } from "./run-result.ts";

const noSummary: RunSummary = { turns: 0, usage: noUsage, calls: 0, callsFailed: 0, filesChanged: 0, durationMs: 0 };

/** What a run came to: as its end says, or up to here. `entries`: its own. */
export const summaryOf = (entries: readonly LogEntry[]): RunSummary => {
  const ended = entries.findLast(({ event }) => event.type === "run-ended")?.event;
  if (ended?.type === "run-ended") return ended.summary;
  const spent = foldMessages(entries).openRun?.spent ?? noSummary;
  const { turns, usage, calls, callsFailed, filesChanged, durationMs, cost } = spent;
  return { turns, usage, calls, callsFailed, filesChanged, durationMs, ...(cost === undefined ? {} : { cost }) };
};

/** The conversation of these entries, as it stands if what is open in it stays so: each call has the result that it got, or says that it has none. */
export const conversationOf = (entries: readonly LogEntry[]): readonly Message[] => {
  const open = foldMessages(entries).openRun;
  const last = entries.at(-1);
  if (open === undefined || last === undefined) return foldMessages(entries).history;
  const { runId } = open;
  const ending: LogEntry = {
    ...{ seq: last.seq + 1, at: last.at, runId, causes: [], origins: [] },
    event: { type: "run-ended", outcome: { type: "stopped" }, summary: noSummary },
  };
  return foldMessages([...entries, ending]).history;
};

/** What a run added, whose beginning is the caller's own and not in the log. `entries`: its own. */
export const addedBy = (entries: readonly LogEntry[]): readonly Message[] => {
  const [started] = entries;
  if (started === undefined) return [];
  const { runId, at } = started;
  const blocks = [{ type: "text", text: "…" }] as const;
  const given: LogEntry = {
    ...{ seq: 0, at, causes: [], origins: [], ...(runId === undefined ? {} : { runId }) },
    event: { type: "user-message", messageId: messageId("given"), blocks },
  };
  return conversationOf([given, ...entries]).slice(1);
};

const isSettledBy =
  (callId: CallId) =>
  ({ event }: LogEntry): boolean =>
    event.type === "call-settled" && event.callId === callId;

/** Calls are handed over together that follow each other; whether each of those around this one has been, or came to an end. */
const isWhole = (
  { callId }: Approval,
  entries: readonly LogEntry[],
  waiting: ReadonlySet<CallId>,
  isExternal: (tool: string) => boolean,
): boolean => {
  const calls = entries.flatMap(({ event }) => (event.type === "call-requested" ? [event] : []));
  const asked = calls.find((call) => call.callId === callId);
  const round = calls.filter((call) => call.messageId === asked?.messageId);
  const at = round.findIndex((call) => call.callId === callId);
  const isDone = (call: (typeof round)[number] | undefined): boolean =>
    call === undefined || waiting.has(call.callId) || entries.some(isSettledBy(call.callId));
  for (let index = at + 1; isExternal(round[index]?.tool ?? ""); index += 1) if (!isDone(round[index])) return false;
  for (let index = at - 1; isExternal(round[index]?.tool ?? ""); index -= 1) if (!isDone(round[index])) return false;
  return true;
};

/**
 * The calls that wait for results from outside, once all are there that are handed over together; undefined while there are none.
 * `pending`: the session's open questions.
 */
export const awaitedCalls = (
  entries: readonly LogEntry[],
  pending: readonly Approval[],
  tools: readonly Tool[],
): readonly OpenCall[] | undefined => {
  const results = pending.filter(({ kind }) => kind === "result");
  const waiting = new Set(results.map(({ callId }) => callId));
  const external = new Set(tools.flatMap(({ kind, name }) => (kind === "external" ? [name] : [])));
  const isExternal = (tool: string): boolean => external.has(tool);
  if (results.length === 0 || !results.every((one) => isWhole(one, entries, waiting, isExternal))) return undefined;
  return results.map(({ callId, tool, input, handedOver }) => ({
    ...{ callId, tool, input },
    ...(handedOver ?? { task: "" }),
  }));
};

/** A run that did not begin. `canGoOn`: the same can be asked again once the cause is gone. */
export const failedBefore = (failure: Failure, canGoOn = true): RunPart & Extract<RunEnd, { readonly status: "failed" }> => ({
  ...partOf([], noSummary, "", false),
  status: "failed",
  failure,
  canGoOn,
});
