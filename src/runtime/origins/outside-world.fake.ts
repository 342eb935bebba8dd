import { createFakeClock } from "../../kernel/base/clock.fake.ts";
import { createConnectivity } from "../../kernel/base/connectivity.ts";
import { messageId, type SessionId } from "../../kernel/base/ids.ts";
import type { JsonValue } from "../../kernel/base/json.ts";
import { findingsOf } from "../../kernel/base/network-findings.fake.ts";
import { createFakeRandom } from "../../kernel/base/random.fake.ts";
import type { Result } from "../../kernel/base/result.ts";
import type { ModelRequest, Provider, ProviderEvent } from "../../kernel/contracts/provider.ts";
import type { Tool } from "../../kernel/contracts/tool.ts";
import { defaultRunLimits } from "../../kernel/limits/limits.ts";
import type { LogEntry } from "../../kernel/log/log-entry.ts";
import { noUsage } from "../../kernel/model/usage.ts";
import type { Approval, ApprovalAnswer } from "../../kernel/rules/approval.ts";
import { type Assembled, assembleParts } from "../assemble.ts";
import type { StartingFile } from "../files/starting-files.ts";

export interface WantedCall {
  readonly tool: string;
  readonly input: JsonValue;
}

/** A model whose next answer is worked out from all that it is shown: no calls end the run. */
export const modelThat = (next: (request: ModelRequest) => readonly WantedCall[]): Provider => ({
  stream: async function* (request): AsyncGenerator<ProviderEvent, void> {
    const calls = next(request);
    yield { type: "text-delta", delta: calls.length === 0 ? lastTextIn(request) : "As told." };
    for (const [index, { tool, input }] of calls.entries()) yield { type: "tool-call", wireId: `wire_${index}`, tool, input };
    const reason = { type: calls.length > 0 ? "tool-use" : "end-turn" } as const;
    yield { type: "finished", reason, usage: { ...noUsage, inputTokens: 10, outputTokens: 5 } };
  },
});

/** All that the newest message says, results of calls included. */
export const lastTextIn = ({ messages }: ModelRequest): string =>
  (messages.at(-1)?.blocks ?? [])
    .map((block) => ("text" in block ? block.text : ""))
    .filter((text) => text !== "")
    .join("\n") || "Done.";

/** A workspace in memory with files from outside, tools of the test beside the product's, and a person who answers. */
export interface OutsideWorld extends Pick<Assembled, "workspace" | "tree" | "store"> {
  readonly createSession: () => Promise<SessionId>;
  /** Says something and waits until nothing goes on any more. */
  readonly say: (sessionId: SessionId, text: string) => Promise<void>;
  readonly entries: () => Promise<readonly LogEntry[]>;
  /** Texts of the files by path. */
  readonly texts: () => Promise<ReadonlyMap<string, string>>;
  /** Every question that was asked. */
  readonly asked: readonly Approval[];
}

export interface OutsideOptions {
  readonly provider: Provider;
  readonly files: readonly StartingFile[];
  /** Beside the product's. */
  readonly moreTools?: readonly Tool[];
  /** What is outside. Absent: nothing is. */
  readonly fetch?: typeof globalThis.fetch;
  /** Absent, and where it gives nothing: the question stays open. */
  readonly answerTo?: (approval: Approval) => ApprovalAnswer | undefined;
}

const unwrap = <Value>(result: Result<Value, unknown>): Value => {
  if (!result.ok) throw new Error(JSON.stringify(result.error));
  return result.value;
};

const noNetwork: typeof globalThis.fetch = () => Promise.reject(new TypeError("No network."));

export const openOutsideWorld = async (options: OutsideOptions): Promise<OutsideWorld> => {
  const { provider, files, moreTools = [], fetch = noNetwork, answerTo } = options;
  const asked: Approval[] = [];
  let waiting: (() => void)[] = [];
  const platform = {
    clock: createFakeClock(),
    random: createFakeRandom(),
    demo: provider,
    fetch,
    connectivity: createConnectivity(),
    surroundings: async () => findingsOf(),
  };
  const { workspace, tree, store } = await assembleParts({
    databaseName: "outside",
    platform,
    listener: {
      onEntries: () => setImmediate(look),
      onLiveText: () => {},
      onChange: () => setImmediate(look),
      onNotice: (failure) => {
        throw new Error(failure.message);
      },
      onBlocked: () => {},
    },
    program: { provider, limits: defaultRunLimits, answerCheckFor: () => undefined, files, moreTools },
  });
  function look(): void {
    for (const approval of workspace.snapshot().approvals) {
      if (asked.some(({ approvalId }) => approvalId === approval.approvalId)) continue;
      asked.push(approval);
      const answer = answerTo?.(approval);
      if (answer !== undefined) void workspace.answerApproval(approval.approvalId, answer).then(unwrap);
    }
    if (workspace.snapshot().runningRunIds.length > 0) return;
    const resolved = waiting;
    waiting = [];
    for (const resolve of resolved) resolve();
  }
  let said = 0;
  return {
    workspace,
    tree,
    store,
    asked,
    createSession: async () => unwrap(await workspace.createSession(undefined)).sessionId,
    say: async (sessionId, text) => {
      said += 1;
      unwrap(await workspace.sendMessage(sessionId, messageId(`said_${said}`), text));
      await new Promise<void>((resolve) => {
        waiting.push(resolve);
        setImmediate(look);
      });
    },
    entries: async () => unwrap(await store.read({ type: "range", from: 1, to: store.lastSeq() })).entries,
    texts: async () => {
      const texts = new Map<string, string>();
      for (const path of tree.paths()) {
        const state = tree.state(path);
        const bytes = state?.kind === "file" ? await tree.contents(state.hash) : undefined;
        if (bytes !== undefined) texts.set(path, new TextDecoder().decode(bytes));
      }
      return texts;
    },
  };
};
