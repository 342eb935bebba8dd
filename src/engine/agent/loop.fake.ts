import { createFakeClock, type FakeClock } from "../../kernel/base/clock.fake.ts";
import { messageId, runId, sessionId } from "../../kernel/base/ids.ts";
import type { JsonValue } from "../../kernel/base/json.ts";
import { createFakeRandom } from "../../kernel/base/random.fake.ts";
import { createFakeGate, type FakeGate, type FakeTool } from "../../kernel/contracts/gate.fake.ts";
import type { Hooks } from "../../kernel/contracts/hooks.ts";
import { createScriptedProvider, type ScriptedCall, type ScriptedProvider } from "../../kernel/contracts/provider.fake.ts";
import type { Provider, ProviderEvent } from "../../kernel/contracts/provider.ts";
import type { Message, StopReason } from "../../kernel/conversation/message.ts";
import { defaultRunLimits } from "../../kernel/limits/limits.ts";
import type { Event } from "../../kernel/log/event.ts";
import type { LogEntry } from "../../kernel/log/log-entry.ts";
import { noUsage, type Usage } from "../../kernel/model/usage.ts";
import { createLoop, nothingSpent } from "./loop.ts";
import type { Fact, LoopEvent, LoopInput, LoopOutcome, RecordEvent } from "./loop-contract.ts";

export const userMessage = (id: string, text: string): Message => ({
  messageId: messageId(id),
  role: "user",
  blocks: [{ type: "text", text }],
});

export const usageOf = (inputTokens: number, outputTokens: number): Usage => ({ ...noUsage, inputTokens, outputTokens });

/** Pieces of scripts. */
export const attempt = (id: string): ProviderEvent => ({ type: "attempt-started", messageId: messageId(id) });
export const text = (delta: string): ProviderEvent => ({ type: "text-delta", delta });
export const thinking = (delta: string): ProviderEvent => ({ type: "thinking-delta", delta });
export const call = (tool: string, input: JsonValue = {}, wireId = "wire"): ProviderEvent => ({
  type: "tool-call",
  wireId,
  tool,
  input,
});
export const finished = (type: Exclude<StopReason["type"], "other">, usage: Usage = usageOf(10, 5)): ProviderEvent => ({
  type: "finished",
  reason: { type },
  usage,
});

export const session = sessionId("session_1");
export const run = runId("run_1");

export interface LoopRig {
  readonly clock: FakeClock;
  readonly gate: FakeGate;
  readonly provider: ScriptedProvider;
  readonly events: LoopEvent[];
  /** What was recorded, stream text included: what the log of the run holds. */
  readonly entries: LogEntry[];
  readonly controller: AbortController;
  readonly input: (more?: Partial<LoopInput>) => LoopInput;
  /** Runs the loop to its end. `onEvent` sees each event before the next is told. */
  readonly play: (more?: Partial<LoopInput>, onEvent?: (event: LoopEvent) => void | Promise<void>) => Promise<LoopOutcome>;
}

type Piece = Exclude<LoopEvent, RecordEvent>;

const appended = (event: Piece, lengths: Map<string, number>): Event => {
  const key = `${event.type} ${event.messageId}`;
  const offset = lengths.get(key) ?? 0;
  lengths.set(key, offset + event.delta.length);
  const type = event.type === "text-delta" ? "text-appended" : "thinking-appended";
  return { type, messageId: event.messageId, offset, text: event.delta };
};

/** A loop between a scripted model and a gate of functions, writing a log into an array. */
export const createLoopRig = (
  script: readonly ScriptedCall[],
  tools: Readonly<Record<string, FakeTool>> = {},
  around: (provider: Provider, clock: FakeClock) => Provider = (provider) => provider,
  hooks?: readonly Hooks[],
): LoopRig => {
  const clock = createFakeClock();
  const provider = createScriptedProvider(script);
  const fakeGate = createFakeGate(tools);
  const entries: LogEntry[] = [];
  const lengths = new Map<string, number>();
  const add = (event: Event, turn?: number): void => {
    const about = turn === undefined ? {} : { turn };
    entries.push({
      seq: entries.length + 1,
      at: clock.now(),
      sessionId: session,
      runId: run,
      ...about,
      causes: [],
      origins: [],
      event,
    });
  };
  // The real gate records what it settles; so does this one.
  const gate: FakeGate = Object.assign(fakeGate, {
    settle: (
      (settle): FakeGate["settle"] =>
      async (calls, scope, signal) => {
        const known = new Set(fakeGate.settled.keys());
        const settled = await settle(calls, scope, signal);
        for (const { callId, outcome } of settled.ok ? settled.value : []) {
          if (known.has(callId)) continue;
          add({ type: "call-settled", callId, tool: "?", inputHash: "?", outcome, durationMs: 0 }, scope.turn);
        }
        return settled;
      }
    )(fakeGate.settle),
  });
  const asked = hooks === undefined ? {} : { hooks: () => hooks };
  const loop = createLoop({ clock, gate, provider: around(provider, clock), random: createFakeRandom(), ...asked });
  const events: LoopEvent[] = [];
  const controller = new AbortController();
  const input = (more: Partial<LoopInput> = {}): LoopInput => ({
    history: [userMessage("message_u1", "Hello")],
    system: "Be brief.",
    model: "scripted",
    limits: defaultRunLimits,
    scope: { sessionId: session, runId: run, level: "ask-risky", causes: [], origins: [] },
    spent: nothingSpent(),
    ...more,
  });
  const rig: LoopRig = {
    clock,
    gate,
    provider,
    events,
    entries,
    controller,
    input,
    play: async (more, onEvent) => {
      const tell = (event: LoopEvent): void | Promise<void> => {
        events.push(event);
        if (event.type === "record") for (const fact of event.facts) add(fact.event, fact.turn);
        else add(appended(event, lengths));
        return onEvent?.(event);
      };
      return loop(input(more), tell, controller.signal);
    },
  };
  return rig;
};

/** Whether a fact of this type is told of. */
export const tellsOf = (event: LoopEvent, type: Event["type"]): boolean =>
  event.type === "record" && event.facts.some(({ event: fact }) => fact.type === type);

const lineOf = ({ event, turn }: Fact): string => {
  switch (event.type) {
    case "attempt-started":
      return `${turn} ${event.type} ${event.messageId}`;
    case "message-ended":
      return `${turn} ${event.type} ${event.messageId} ${event.reason.type}`;
    case "message-failed":
      return `${turn} ${event.type} ${event.messageId} ${event.failure.type}`;
    case "call-requested":
      return `${turn} ${event.type} ${event.callId} ${event.tool}`;
    case "user-message":
      return `${turn} ${event.type} ${event.messageId}`;
    case "turn-ended":
      return `${turn} ${event.type} ${event.summary.calls}`;
    case "retry-waiting":
      return `${turn} ${event.type} ${event.delayMs}`;
    default:
      return `${turn} ${event.type}`;
  }
};

/** One line per piece and fact: what happened, in order. */
export const linesOf = (events: readonly LoopEvent[]): readonly string[] =>
  events.flatMap((event) =>
    event.type === "record" ? event.facts.map(lineOf) : [`${event.type} ${event.messageId} ${JSON.stringify(event.delta)}`],
  );
