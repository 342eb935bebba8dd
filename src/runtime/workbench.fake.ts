import "fake-indexeddb/auto";
import { IDBFactory } from "fake-indexeddb";
import { auditReplay } from "../../e2e/audit/replay.ts";
import { type Clock, systemClock } from "../kernel/base/clock.ts";
import { createConnectivity } from "../kernel/base/connectivity.ts";
import type { Failure } from "../kernel/base/failure.ts";
import { abortedFailure } from "../kernel/base/failure.ts";
import { messageId, type SessionId } from "../kernel/base/ids.ts";
import type { JsonValue } from "../kernel/base/json.ts";
import { findingsOf } from "../kernel/base/network-findings.fake.ts";
import { createFakeRandom } from "../kernel/base/random.fake.ts";
import type { ModelRequest, Provider, ProviderEvent } from "../kernel/contracts/provider.ts";
import type { Block } from "../kernel/conversation/message.ts";
import { textOf } from "../kernel/conversation/message.ts";
import { isReminder } from "../kernel/conversation/reminder.ts";
import type { LogEntry } from "../kernel/log/log-entry.ts";
import { noUsage } from "../kernel/model/usage.ts";
import type { Approval, ApprovalAnswer } from "../kernel/rules/approval.ts";
import type { CommitHook } from "../platform/storage/idb/writer.ts";
import { assemble } from "./assemble.ts";
import type { Workspace } from "./workspace.ts";

/** One answer of a planned model: some text, and the calls that go with it. */
export interface PlannedAnswer {
  readonly text: string;
  readonly calls: readonly { readonly tool: string; readonly input: JsonValue }[];
}

const isSaid = (block: Block): boolean => block.type === "text" && !isReminder(block.text);

const answersSoFar = ({ messages }: ModelRequest): number => {
  const lastSaid = messages.findLastIndex(({ role, blocks }) => role === "user" && blocks.some(isSaid));
  return messages
    .slice(lastSaid + 1)
    .filter(({ role, blocks }) => role === "assistant" && blocks.some(({ type }) => type === "tool-call")).length;
};

/** A model without a memory of its own: which answer comes next is counted in the request, as after a reload. */
export const plannedProvider = (plan: readonly PlannedAnswer[]): Provider => ({
  stream: async function* (request, signal): AsyncGenerator<ProviderEvent, void> {
    const answer = plan[answersSoFar(request)] ?? { text: "All done.", calls: [] };
    for (const word of answer.text.split(/(?<= )/u)) {
      if (signal.aborted) return yield { type: "failed", failure: abortedFailure, usage: noUsage };
      yield { type: "text-delta", delta: word };
    }
    for (const [index, { tool, input }] of answer.calls.entries())
      yield { type: "tool-call", wireId: `wire_${index}`, tool, input };
    yield {
      type: "finished",
      reason: { type: answer.calls.length > 0 ? "tool-use" : "end-turn" },
      usage: { ...noUsage, inputTokens: 10, outputTokens: 5 },
    };
  },
});

/** A model for a family of runs: which plan it follows is told by what was said last, to the session's agent or as a task. */
export const plannedFamily = (plans: Readonly<Record<string, readonly PlannedAnswer[]>>): Provider => ({
  stream: (request, signal) => {
    const said = request.messages.findLast(({ role, blocks }) => role === "user" && blocks.some(({ type }) => type === "text"));
    const plan = plans[said === undefined ? "" : textOf(said)] ?? [];
    return plannedProvider(plan).stream(request, signal);
  },
});

/** A browser profile that outlives tabs, and the tabs opened on it one after the other. */
export interface Workbench {
  readonly factory: IDBFactory;
  readonly open: (hook?: CommitHook) => Promise<OpenTab>;
}

export interface OpenTab {
  readonly workspace: Workspace;
  readonly notices: readonly Failure[];
  /** The entries that the workspace told its listener of. */
  readonly heard: readonly LogEntry[];
  /** Resolves when `condition` holds; looks again whenever the workspace tells of a change. */
  readonly until: (condition: () => boolean) => Promise<void>;
  /** The log. Throws where it cannot be run again to the same end. */
  readonly entries: () => Promise<readonly LogEntry[]>;
  /** Every file's text by path. */
  readonly files: () => Promise<Readonly<Record<string, string>>>;
}

/** `provider`: the model that needs no key. `fetch`: what is outside, for models that do. */
export const createWorkbench = (
  provider: Provider,
  answerTo?: (approval: Approval) => ApprovalAnswer | undefined,
  fetch: typeof globalThis.fetch = globalThis.fetch,
  factory: IDBFactory = new IDBFactory(),
  clock: Clock = systemClock,
): Workbench => {
  const random = createFakeRandom();
  const open = async (hook?: CommitHook): Promise<OpenTab> => {
    const notices: Failure[] = [];
    const heard: LogEntry[] = [];
    const answered = new Set<string>();
    let waiting: { readonly condition: () => boolean; readonly resolve: () => void }[] = [];
    let workspace: Workspace | undefined;
    let queued = false;

    const look = (): void => {
      queued = false;
      if (workspace === undefined) return;
      for (const approval of workspace.snapshot().approvals) {
        const answer = answered.has(approval.approvalId) ? undefined : answerTo?.(approval);
        if (answer === undefined) continue;
        answered.add(approval.approvalId);
        void workspace.answerApproval(approval.approvalId, answer).then((stored) => {
          // A person presses again once there is room.
          if (stored.ok || stored.error.type !== "storage-full") return;
          answered.delete(approval.approvalId);
          changed();
        });
      }
      const held = waiting.filter(({ condition }) => condition());
      waiting = waiting.filter((one) => !held.includes(one));
      for (const { resolve } of held) resolve();
    };
    const changed = (): void => {
      if (queued) return;
      queued = true;
      setImmediate(look);
    };
    const platform = {
      clock,
      random,
      fetch,
      connectivity: createConnectivity(),
      surroundings: async () => findingsOf(),
      factory,
      demo: provider,
      ...(hook === undefined ? {} : { hook }),
    };
    const listener = {
      onEntries: (entries: readonly LogEntry[]) => {
        heard.push(...entries);
        changed();
      },
      onLiveText: () => {},
      onChange: changed,
      onNotice: (failure: Failure) => void notices.push(failure),
      onBlocked: (message: string) => void notices.push({ type: "conflict", message }),
    };
    workspace = await assemble({ databaseName: "workbench", platform, listener });
    const opened = workspace;
    return {
      workspace: opened,
      notices,
      heard,
      until: (condition) =>
        new Promise((resolve) => {
          waiting.push({ condition, resolve });
          changed();
        }),
      entries: async () => {
        const log = await opened.exportLog(undefined);
        if (!log.ok) throw new Error(log.error.message);
        const entries = log.value.jsonl
          .split("\n")
          .filter((line) => line !== "")
          .map((line): LogEntry => JSON.parse(line));
        const problems = await auditReplay(entries);
        if (problems.length > 0) throw new Error(problems.join("\n"));
        return entries;
      },
      files: async () => {
        const listed = await opened.listFiles(undefined);
        if (!listed.ok) throw new Error(listed.error.message);
        const texts: Record<string, string> = {};
        for (const { path, hash } of listed.value.files) {
          if (hash === undefined) continue;
          const content = await opened.readContent(hash);
          texts[path] =
            content.ok && content.value.type === "text" ? content.value.text : `(${content.ok ? content.value.type : "error"})`;
        }
        return texts;
      },
    };
  };
  return { factory, open };
};

/** Says something in a session of its own. */
export const say = async ({ workspace }: OpenTab, text: string): Promise<SessionId> => {
  const created = await workspace.createSession(undefined);
  if (!created.ok) throw new Error(created.error.message);
  const sent = await workspace.sendMessage(created.value.sessionId, messageId(`said_${text}`), text);
  if (!sent.ok) throw new Error(sent.error.message);
  return created.value.sessionId;
};

export const statusOf = ({ workspace }: OpenTab): string => workspace.snapshot().sessions[0]?.status ?? "none";
