import fc from "fast-check";
import { expect, test } from "vitest";
import type { Failure } from "../../kernel/base/failure.ts";
import { callId, effectId, messageId } from "../../kernel/base/ids.ts";
import type { FakeTool } from "../../kernel/contracts/gate.fake.ts";
import type { ScriptedCall, ScriptStep } from "../../kernel/contracts/provider.fake.ts";
import { blocksOf, type ImageBlock } from "../../kernel/conversation/message.ts";
import { defaultRunLimits } from "../../kernel/limits/limits.ts";
import type { Event } from "../../kernel/log/event.ts";
import type { LogEntry } from "../../kernel/log/log-entry.ts";
import { noUsage } from "../../kernel/model/usage.ts";
import { type Conversation, foldMessages } from "./fold-messages.ts";
import { attempt, call, createLoopRig, finished, run, session, text, thinking, usageOf, userMessage } from "./loop.fake.ts";
import type { LoopOutcome } from "./loop-contract.ts";
import { callsOf, findHistoryProblem, findRequestProblem, repairHistory } from "./repair.ts";
import { createSteeringQueue } from "./steering.ts";

const started: Event = { type: "run-started", model: { provider: "demo" }, limits: defaultRunLimits, level: "ask-risky" };
const hello: Event = { type: "user-message", messageId: messageId("message_u1"), blocks: [{ type: "text", text: "Hello" }] };
const m1 = messageId("m1");
const m2 = messageId("m2");
const broke: Failure = { type: "network", message: "Gone." };

const logOf = (...events: readonly Event[]): readonly LogEntry[] =>
  events.map((event, index) => ({
    seq: index + 1,
    at: 1_000 * (index + 1),
    sessionId: session,
    runId: run,
    causes: [],
    origins: [],
    event,
  }));
const ended = ({ ending, summary }: LoopOutcome): readonly Event[] =>
  ending.type === "ended" ? [{ type: "run-ended", outcome: ending.outcome, summary }] : [];
const piece = (offset: number, content: string, id = m1): Event => ({
  type: "text-appended",
  messageId: id,
  offset,
  text: content,
});
const requested = (id: string): Event => ({
  type: "call-requested",
  messageId: m1,
  callId: callId(id),
  wireId: "w",
  tool: "echo",
  input: {},
  headline: { verb: "Called", object: "echo" },
  access: "read",
});
const settled = (id: string): Event => ({
  type: "call-settled",
  callId: callId(id),
  tool: "echo",
  inputHash: "h",
  outcome: { type: "done", output: { text: `result of ${id}`, isError: false } },
  durationMs: 1,
});
const kept = (provider: string, id = m1): Event => ({ type: "block-received", messageId: id, provider, value: { model: "m" } });
const messageEnded: Event = {
  type: "message-ended",
  messageId: m1,
  reason: { type: "tool-use" },
  usage: usageOf(10, 5),
  durationMs: 1,
};
const emptySummary = (): LoopOutcome["summary"] => ({
  turns: 1,
  usage: noUsage,
  calls: 0,
  callsFailed: 0,
  filesChanged: 0,
  durationMs: 0,
});
const textsOf = ({ history }: Conversation): readonly string[] =>
  history.map(({ role, blocks }) => `${role}: ${blocks.map((block) => ("text" in block ? block.text : block.type)).join("|")}`);

test("pieces that were told twice count once, and a gap is marked", () => {
  const log = logOf(started, hello, { type: "attempt-started", messageId: m1 }, piece(0, "One, "), piece(0, "One, two"));
  const ending: Event = { type: "message-failed", messageId: m1, failure: broke, usage: noUsage };
  const over: Event = { type: "run-ended", outcome: { type: "failed", failure: broke }, summary: emptySummary() };
  expect(textsOf(foldMessages([...log, ...logOf(piece(3, ", two, three"), ending, over)]))).toEqual([
    "user: Hello",
    "assistant: One, two, three",
  ]);
  expect(textsOf(foldMessages([...log, ...logOf(piece(20, "end"), ending, over)]))).toEqual([
    "user: Hello",
    "assistant: One, two […] end",
  ]);
});

test("an answer that was asked again does not stand in the history twice", () => {
  const log = logOf(
    started,
    hello,
    { type: "attempt-started", messageId: m1 },
    piece(0, "Half"),
    { type: "message-failed", messageId: m1, failure: broke, usage: usageOf(3, 1) },
    { type: "retry-waiting", delayMs: 5, reason: broke },
    { type: "attempt-started", messageId: m2 },
    piece(0, "Whole", m2),
    { type: "message-ended", messageId: m2, reason: { type: "end-turn" }, usage: usageOf(10, 5), durationMs: 1 },
  );
  const conversation = foldMessages(log);
  expect(textsOf(conversation)).toEqual(["user: Hello", "assistant: Whole"]);
  expect(conversation.openRun?.spent.usage).toEqual(usageOf(13, 6));
});

test("a crash in the middle of an answer leaves an open run with its partial text, outside the history", () => {
  const log = logOf(started, hello, { type: "turn-started" }, { type: "attempt-started", messageId: m1 }, piece(0, "Half"));
  expect(foldMessages([...log, { ...logOf(requested("c1"))[0]!, seq: 6 }])).toEqual({
    history: [userMessage("message_u1", "Hello")],
    queued: [],
    openRun: {
      runId: run,
      model: { provider: "demo" },
      limits: defaultRunLimits,
      settings: {},
      level: "ask-risky",
      spent: {
        turns: 1,
        usage: noUsage,
        openTurnUsage: noUsage,
        calls: 0,
        callsFailed: 0,
        filesChanged: 0,
        durationMs: 4_000,
        modelMs: 0,
      },
      openCalls: [],
      partial: { messageId: m1, role: "assistant", blocks: [{ type: "text", text: "Half" }] },
    },
  });
});

test("a crash in the middle of a round leaves all of its calls open and names those without a result", () => {
  const log = logOf(
    started,
    hello,
    { type: "turn-started" },
    { type: "attempt-started", messageId: m1 },
    requested("c1"),
    requested("c2"),
    messageEnded,
    settled("c1"),
  );
  const { history, openRun } = foldMessages(log);
  expect(findHistoryProblem(history, "open-calls")).toBeUndefined();
  expect(callsOf(history[1]!)).toHaveLength(2);
  expect(openRun?.openCalls).toEqual([{ callId: "c2", tool: "echo", input: {} }]);
  expect(openRun?.spent).toMatchObject({ turns: 1, calls: 0, usage: usageOf(10, 5), openTurnUsage: usageOf(10, 5) });

  const next = foldMessages([...log, ...logOf(settled("c2"))]);
  expect(next.openRun?.openCalls).toEqual([]);
  expect(next.openRun?.spent.calls).toBe(2);
  expect(textsOf(next)).toEqual(["user: Hello", "assistant: tool-call|tool-call", "user: result of c1|result of c2"]);
});

test("time counts while the run is at work, not while it is interrupted", () => {
  const events: readonly (readonly [number, Event])[] = [
    [0, started],
    [1_000, hello],
    [5_000, { type: "run-interrupted", reason: broke }],
    [90_000, { type: "run-resumed" }],
    [92_000, { type: "turn-started" }],
  ];
  const log = events.map(([at, event], index): LogEntry => ({ ...logOf(event)[0]!, seq: index + 1, at }));
  expect(foldMessages(log).openRun?.spent.durationMs).toBe(7_000);
  expect(foldMessages(log.slice(0, 3)).openRun?.interrupted).toEqual(broke);
  expect(foldMessages(log).openRun?.interrupted).toBeUndefined();
});

test("steering waits until it is delivered or withdrawn, also past the end of its run", () => {
  const queue = (id: string): Event => ({ type: "steer-queued", messageId: messageId(id), text: `text of ${id}` });
  const log = logOf(started, hello, queue("s1"), queue("s2"), queue("s3"), {
    type: "steer-withdrawn",
    messageId: messageId("s2"),
  });
  const delivered: Event = { type: "user-message", messageId: messageId("s1"), blocks: [{ type: "text", text: "text of s1" }] };
  expect(foldMessages([...log, ...logOf(delivered)]).queued).toEqual([
    { messageId: "s3", text: "text of s3", delivery: "steer" },
  ]);
  const over: Event = { type: "run-ended", outcome: { type: "stopped" }, summary: emptySummary() };
  expect(foldMessages([...log, ...logOf(over)]).queued.map(({ messageId: id }) => id)).toEqual(["s1", "s3"]);
});

test("pictures stay with what was said: in the history and in what waits", () => {
  const picture: ImageBlock = {
    type: "image",
    hash: "h1",
    mediaType: "image/png",
    bytes: 9,
    width: 3,
    height: 2,
    name: "fern.png",
  };
  const shown: Event = {
    type: "user-message",
    messageId: messageId("u1"),
    blocks: [picture, { type: "text", text: "What is it?" }],
  };
  const waits: Event = { type: "steer-queued", messageId: messageId("s1"), text: "", pictures: [picture] };
  const { history, queued } = foldMessages(logOf(started, shown, waits));
  expect(history).toEqual([{ messageId: "u1", role: "user", blocks: [picture, { type: "text", text: "What is it?" }] }]);
  expect(queued).toEqual([{ messageId: "s1", text: "", delivery: "steer", pictures: [picture] }]);
  const delivered: Event = { type: "user-message", messageId: messageId("s1"), blocks: blocksOf(queued[0]!) };
  expect(foldMessages(logOf(started, shown, waits, delivered)).history[0]?.blocks).toEqual([...history[0]!.blocks, picture]);
});

test("entries that nobody can read leave a valid history", () => {
  const log = logOf(
    hello,
    { type: "attempt-started", messageId: m1 },
    { type: "unreadable-entry", reason: "damaged", raw: "?" },
    requested("c1"),
    messageEnded,
    { type: "erased-entry" },
    { type: "unsupported-entry", original: { type: "future" } },
  );
  const { history, openRun } = foldMessages(log);
  expect(openRun).toBeUndefined();
  expect(findRequestProblem(history)).toBeUndefined();
});

type Rig = ReturnType<typeof createLoopRig>;

const piecesOfTurn = fc.array(
  fc.constantFrom<"text" | "thinking" | "echo" | "broken" | "deaf" | "steer">(
    "text",
    "thinking",
    "echo",
    "echo",
    "broken",
    "deaf",
    "steer",
  ),
  { maxLength: 6 },
);
const turnKinds = fc.constantFrom<"calls" | "calls" | "end" | "cut" | "fail" | "retry">(
  "calls",
  "calls",
  "end",
  "cut",
  "fail",
  "retry",
);
const anyScript = fc.array(fc.record({ pieces: piecesOfTurn, kind: turnKinds }), { minLength: 1, maxLength: 5 });

const stepsOf = (
  turn: number,
  { pieces, kind }: { readonly pieces: readonly string[]; readonly kind: string },
  steer: () => void,
): ScriptedCall => {
  const steps = pieces.map((name): ScriptStep => {
    if (name === "text") return text(`text ${turn} `);
    if (name === "thinking") return thinking(`thought ${turn} `);
    return name === "steer" ? { type: "do", run: steer } : call(name, { turn });
  });
  const begin = attempt(`m${turn}`);
  if (kind === "fail") return [begin, ...steps, { type: "failed", failure: broke, usage: usageOf(1, 1) }];
  if (kind === "cut") return [begin, ...steps];
  if (kind === "end") return [begin, ...steps, finished("end-turn")];
  if (kind === "retry") {
    return [
      begin,
      ...steps,
      { type: "retry-waiting", delayMs: 1, reason: broke },
      attempt(`n${turn}`),
      ...steps,
      finished("tool-use"),
    ];
  }
  return [begin, ...steps, finished("tool-use")];
};

const tools: Readonly<Record<string, FakeTool>> = {
  echo: { access: "read", run: ({ input }) => ({ text: `echo ${JSON.stringify(input)}`, isError: false }) },
  broken: { run: () => ({ type: "failed", failure: { type: "tool", message: "broken" } }) },
};

const rigFor = (
  script: readonly { readonly pieces: readonly string[]; readonly kind: string }[],
): { readonly rig: Rig; readonly inbox: ReturnType<typeof createSteeringQueue> } => {
  const inbox = createSteeringQueue();
  let steers = 0;
  const steer = (): void => {
    steers += 1;
    inbox.add(userMessage(`steer_${steers}`, `steer ${steers}`));
  };
  const rig: Rig = createLoopRig(
    script.map((turn, index) => stepsOf(index + 1, turn, steer)),
    {
      ...tools,
      // Waits for the stop, or answers when none comes.
      deaf: {
        run: () => (rig.controller.signal.aborted ? new Promise<never>(() => undefined) : { text: "awake", isError: false }),
      },
    },
  );
  rig.entries.push(...logOf(started, hello));
  return { rig, inbox };
};

test("whatever happens and wherever it is stopped, the log tells the same conversation as the loop, and a valid one", async () => {
  await fc.assert(
    fc.asyncProperty(anyScript, fc.nat(60), async (script, stopAt) => {
      const { rig, inbox } = rigFor(script);
      const outcome = await rig.play({ inbox }, () => {
        if (rig.events.length === stopAt) rig.controller.abort();
      });
      const history = [...rig.input().history, ...outcome.newMessages];
      expect(findHistoryProblem(repairHistory(history))).toBeUndefined();
      const log = [...rig.entries, ...logOf(...ended(outcome))];
      expect(foldMessages(log).history).toEqual(repairHistory(history));
      for (const { messages } of rig.provider.requests) expect(findRequestProblem(messages)).toBeUndefined();
    }),
    { numRuns: 400 },
  );
});

test("wherever a crash cuts the log, the conversation can go on from there", async () => {
  await fc.assert(
    fc.asyncProperty(anyScript, fc.nat(60), async (script, stopAt) => {
      const { rig, inbox } = rigFor(script);
      await rig.play({ inbox }, () => {
        if (rig.events.length === stopAt) rig.controller.abort();
      });
      for (let length = 0; length <= rig.entries.length; length += 1) {
        const { history, openRun } = foldMessages(rig.entries.slice(0, length));
        const isOpen = openRun !== undefined && openRun.openCalls.length > 0;
        expect(findHistoryProblem(history, isOpen ? "open-calls" : "answered")).toBeUndefined();
        expect(findRequestProblem(repairHistory([...history, userMessage("next", "Go on")]))).toBeUndefined();
        // A resumed run goes on from the person's words or results, from calls that wait for theirs, or is answered already.
        if (openRun === undefined || length < 2) continue;
        expect(isOpen || history.at(-1)?.role === "user" || openRun.spent.answered !== undefined).toBe(true);
      }
    }),
    { numRuns: 150 },
  );
});

test("the next run is told what the person took back, once, before it reads their words", () => {
  const file = { kind: "file", hash: "h", sizeBytes: 1, modifiedAt: 1, version: effectId("effect_1") } as const;
  const undo: Event = {
    type: "effects-undone",
    effect: { effectId: effectId("effect_2"), files: [{ path: "/a.md", before: file, after: null }], reads: [], hash: "h" },
    undone: [effectId("effect_1")],
    restored: [],
  };
  const again: Event = { type: "user-message", messageId: messageId("message_u2"), blocks: [{ type: "text", text: "Again" }] };
  const more: Event = { type: "user-message", messageId: messageId("message_u3"), blocks: [{ type: "text", text: "More" }] };
  const { history } = foldMessages(logOf(started, hello, undo, started, again, undo, more));
  expect(history.flatMap(({ blocks }) => blocks)).toEqual([
    { type: "text", text: "Hello" },
    {
      type: "text",
      text: "[The person took back earlier changes. Changed by that: /a.md. Read a file again before you rely on it.]",
    },
    { type: "text", text: "Again" },
    { type: "text", text: "More" },
  ]);
});

test("the next run is told that files were put back, and that a part of a change was taken back", () => {
  const effect = { effectId: effectId("effect_2"), files: [], reads: [], hash: "h" };
  const back: Event = { type: "effects-undone", effect, undone: [effectId("effect_1")], restored: [], rewoundTo: 3 };
  const part = { effectId: effectId("effect_1"), path: "/b.md", hunks: [0] };
  const reverted: Event = { type: "files-changed", by: "person", effect, reverted: part };
  const { history } = foldMessages(logOf(back, reverted, started, hello));
  expect(history.flatMap(({ blocks }) => blocks.map((block) => block.type === "text" && block.text))).toEqual([
    "[The person put all files back as they were at an earlier moment. Changed by that: . Read a file again before you rely on it.]",
    "[The person took back a part of an earlier change in /b.md. Read the file again before you rely on it.]",
    "Hello",
  ]);
});

test("the next run is told which entities of the knowledge graph the person changed, and nothing of files that are none", () => {
  const state = { kind: "file", hash: "h", sizeBytes: 1, modifiedAt: 1, version: effectId("effect_1") } as const;
  const changed = (path: string): Event => ({
    type: "files-changed",
    by: "person",
    effect: { effectId: effectId("effect_1"), files: [{ path, before: null, after: state }], reads: [], hash: "h" },
  });
  const { history } = foldMessages(logOf(changed("/.graph/ada.json"), changed("/ada.json"), started, hello));
  expect(history.flatMap(({ blocks }) => blocks.map((block) => block.type === "text" && block.text))).toEqual([
    "[The person changed the knowledge graph: ada. Ask it again before you rely on what it said.]",
    "Hello",
  ]);
});

test("thinking that the provider refused is no part of the history from there on, and what others kept stays", () => {
  const dropped = (why: "refused" | "model-changed"): Event => ({ type: "thinking-dropped", why, provider: "a", answers: 1 });
  const blocksAfter = (...events: readonly Event[]): readonly unknown[] =>
    foldMessages(
      logOf(
        started,
        hello,
        { type: "attempt-started", messageId: m1 },
        kept("a"),
        piece(0, "Yes."),
        kept("b"),
        messageEnded,
        ...events,
      ),
    ).history[1]?.blocks ?? [];
  const [said, ofB] = [
    { type: "text", text: "Yes." },
    { type: "opaque", provider: "b", value: { model: "m" } },
  ];
  expect(blocksAfter(dropped("refused"))).toEqual([said, ofB]);
  expect(blocksAfter(dropped("model-changed"))).toEqual([{ type: "opaque", provider: "a", value: { model: "m" } }, said, ofB]);
});
