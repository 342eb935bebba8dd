import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { approvalId, callId, effectId, messageId, runId, sessionId } from "../../kernel/base/ids.ts";
import type { LiveText } from "../../kernel/conversation/live.ts";
import type { ImageBlock } from "../../kernel/conversation/message.ts";
import type { Todo } from "../../kernel/conversation/todo.ts";
import type { Event } from "../../kernel/log/event.ts";
import type { LogEntry } from "../../kernel/log/log-entry.ts";
import { createEntryScript, type EntryScript, fakeApproval, fakeEffect, fakeSummary, fakeUsage } from "./entries.fake.ts";
import { createSessionFold, foldSession } from "./fold-session.ts";
import type { SessionView } from "./session-view.ts";

const done = { type: "done", output: { text: "ok", isError: false } } as const;
const s = sessionId("s");

/** A run with thinking, two reads, an approved change and an answer. */
const wholeRun = (): EntryScript => {
  const script = createEntryScript();
  script.startRun("r");
  script.user("u", "Change the plan");
  script.startTurn(1);
  script.startMessage("m");
  script.think("m", 0, "Let me ");
  script.wait(980);
  script.think("m", 7, "look.");
  script.write("m", 0, "I edit ");
  script.write("m", 7, "the plan.");
  script.request("m", "c", { verb: "Edited", object: "/notes/plan.md" }, "write");
  script.endMessage("m");
  script.start("c");
  script.add({ type: "approval-requested", approval: fakeApproval("a", "c") });
  script.add({ type: "approval-answered", approvalId: approvalId("a"), callId: callId("c"), answer: { type: "approve" } });
  script.settle("c", done, 50, fakeEffect("e", "/notes/plan.md", 12, 3));
  script.startTurn(2);
  script.startMessage("n");
  script.write("n", 0, "Done.");
  script.endMessage("n");
  script.endRun({ type: "completed", reason: { type: "end-turn" } });
  return script;
};

const plain = (view: SessionView) => ({
  ...view,
  revision: 0,
  turns: [...view.turns.values()],
  calls: [...view.calls.values()],
  messages: [...view.messages.values()].sort((a, b) => (a.messageId < b.messageId ? -1 : 1)),
});

test("a settled call tells which places outside its result has text from", () => {
  const script = createEntryScript();
  script.startRun("r");
  script.user("u", "Look");
  script.startTurn(1);
  script.startMessage("m");
  for (const id of ["c", "d"]) script.request("m", id, { verb: "Read", object: `/${id}` }, "read");
  script.endMessage("m");
  const origins = [{ type: "import", name: "letter.zip" }] as const;
  script.settle("c", { ...done, origins });
  script.settle("d", done);
  const { calls } = foldSession(s, script.entries);
  expect([calls.get(callId("c"))?.origins, calls.get(callId("d"))?.origins]).toEqual([origins, undefined]);
});

test("a whole run folds into one turn with its message, its call and its end", () => {
  const { entries } = wholeRun();
  const at = (seq: number): number => entries[seq - 1]?.at ?? 0;
  const approval = fakeApproval("a", "c", { status: "used", answer: { type: "approve" }, answeredAt: at(13) });
  expect(plain(foldSession(s, entries))).toEqual({
    sessionId: "s",
    entries,
    contextTokens: 1_280,
    branchPoints: [],
    openPoints: [],
    elsewhere: new Set(),
    branchNames: new Map(),
    revision: 0,
    turnKeys: ["turn-2"],
    turns: [
      {
        key: "turn-2",
        seq: 2,
        at: at(2),
        messageId: "u",
        userText: "Change the plan",
        pictures: [],
        runId: "r",
        items: [
          { type: "message", key: "m", messageId: "m" },
          { type: "call", key: "c", callId: "c" },
          { type: "message", key: "n", messageId: "n" },
        ],
        branches: [],
        ending: { outcome: { type: "completed", reason: { type: "end-turn" } }, summary: fakeSummary, at: at(19) },
      },
    ],
    calls: [
      {
        callId: "c",
        tool: "edited",
        headline: approval.headline,
        access: "write",
        input: approval.input,
        turn: 1,
        requestedSeq: 9,
        status: "done",
        settledSeq: 14,
        output: { text: "ok", isError: false },
        effect: fakeEffect("e", "/notes/plan.md", 12, 3),
        durationMs: 50,
        approval,
      },
    ],
    messages: [
      {
        messageId: "m",
        text: "I edit the plan.",
        thinking: "Let me look.",
        startedAt: at(4),
        thinkingMs: 1000,
        ending: { type: "ended", reason: { type: "end-turn" }, usage: fakeUsage, durationMs: 900 },
      },
      {
        messageId: "n",
        text: "Done.",
        thinking: "",
        startedAt: at(16),
        ending: { type: "ended", reason: { type: "end-turn" }, usage: fakeUsage, durationMs: 900 },
      },
    ],
    nested: new Map(),
    waiting: [],
    todos: [],
    stages: new Map(),
    run: { status: "ended", runId: "r", outcome: { type: "completed", reason: { type: "end-turn" } }, summary: fakeSummary },
    usage: { ...fakeUsage, inputTokens: 2 * fakeUsage.inputTokens, outputTokens: 2 * fakeUsage.outputTokens },
    unreadable: 0,
  });
});

test("a session seen at an entry is the fold of the entries up to it", () => {
  const { entries } = wholeRun();
  expect(plain(foldSession(s, entries, 12))).toEqual(plain(foldSession(s, entries.slice(0, 12))));
  expect(foldSession(s, entries, 12).run).toEqual({
    status: "waiting",
    runId: "r",
    turn: 1,
    turnsBefore: 0,
    startedAt: entries[0]?.at,
    model: { provider: "demo" },
    maxTurns: 50,
  });
});

test("a later run counts its own turns beside the session's numbers", () => {
  const script = createEntryScript();
  script.startRun("r2");
  const [first] = script.entries;
  if (first?.event.type !== "run-started") throw new Error("A run starts.");
  const started = { ...first, event: { ...first.event, turnsBefore: 5 } };
  script.startTurn(6);
  script.startTurn(7);
  const { run } = foldSession(script.sessionId, [started, ...script.entries.slice(1)]);
  expect(run).toMatchObject({ status: "running", turn: 2, turnsBefore: 5 });
});

describe("live text", () => {
  const pieces = (script: EntryScript): LiveText[] =>
    script.entries.flatMap(({ event }): LiveText[] =>
      event.type === "text-appended" || event.type === "thinking-appended"
        ? [
            {
              sessionId: s,
              messageId: event.messageId,
              kind: event.type === "text-appended" ? "text" : "thinking",
              offset: event.offset,
              text: event.text,
            },
          ]
        : [],
    );

  test("every batching and every interleaving with live pieces gives the same view", () => {
    const script = wholeRun();
    const expected = plain(foldSession(s, script.entries));
    const live = pieces(script).flatMap((piece) =>
      [...piece.text].map((text, index) => ({ ...piece, offset: piece.offset + index, text })),
    );
    const places = fc.array(fc.nat(script.entries.length), { minLength: live.length, maxLength: live.length });
    fc.assert(
      fc.property(places, fc.array(fc.boolean(), { minLength: 40, maxLength: 40 }), fc.boolean(), (at, looks, repeat) => {
        const fold = createSessionFold(s);
        for (let index = 0; index <= script.entries.length; index += 1) {
          for (const [which, place] of at.entries()) if (place === index && live[which]) fold.addLive(live[which]);
          if (looks[index]) fold.view();
          const entry = script.entries[index];
          if (entry !== undefined) fold.add(entry);
          if (repeat && entry !== undefined) fold.add(entry);
        }
        expect(plain(fold.view())).toEqual(expected);
      }),
      { numRuns: 300 },
    );
  });

  test("a piece ahead of the log is shown once, before and after the log has it", () => {
    const script = createEntryScript();
    script.startRun("r");
    script.user("u", "Hi");
    script.startMessage("m");
    script.write("m", 0, "Hello ");
    const fold = createSessionFold(s);
    for (const entry of script.entries) fold.add(entry);
    const piece = { sessionId: s, messageId: messageId("m"), kind: "text" } as const;
    const text = (): string | undefined => fold.view().messages.get(messageId("m"))?.text;
    fold.addLive({ ...piece, offset: 4, text: "o wor" });
    fold.addLive({ ...piece, offset: 11, text: "!" });
    expect(text()).toBe("Hello wor");
    fold.addLive({ ...piece, offset: 9, text: "ld" });
    expect(text()).toBe("Hello world!");
    script.write("m", 6, "wor");
    fold.add(script.entries.at(-1) as LogEntry);
    expect(text()).toBe("Hello world!");
    script.write("m", 9, "ld");
    fold.add(script.entries.at(-1) as LogEntry);
    expect(text()).toBe("Hello world!");
    script.endMessage("m");
    fold.add(script.entries.at(-1) as LogEntry);
    fold.addLive({ ...piece, offset: 11, text: "?? never stored" });
    expect(text()).toBe("Hello world");
  });

  test("text between two readable pieces that is lost leaves a mark and the rest stands", () => {
    const script = createEntryScript();
    script.user("u", "Hi");
    script.write("m", 0, "one ");
    script.write("m", 9, "three");
    expect(foldSession(s, script.entries).messages.get(messageId("m"))?.text).toBe("one  […] three");
  });
});

describe("calls", () => {
  const asked = (): EntryScript => {
    const script = createEntryScript();
    script.startRun("r");
    script.user("u", "Go");
    script.request("m", "c", { verb: "Edited", object: "/a" }, "write");
    return script;
  };
  const call = (script: EntryScript) => foldSession(s, script.entries).calls.get(callId("c"));

  test("each outcome is a status of its own", () => {
    const outcomes = [
      { type: "failed", failure: { type: "tool", message: "No such file." } },
      { type: "denied", by: "person", reason: "Not this one" },
      { type: "stopped", when: "waiting" },
      { type: "timed-out", afterMs: 1000 },
    ] as const;
    const statuses = outcomes.map((outcome) => {
      const script = asked();
      script.settle("c", outcome);
      return call(script)?.status;
    });
    expect(statuses).toEqual(["failed", "denied", "stopped", "timed-out"]);
  });

  test("an edited question is superseded by the next one, and the receipt names the edited field", () => {
    const script = asked();
    script.add({ type: "approval-requested", approval: fakeApproval("a", "c") });
    const edit = { type: "edit", input: { path: "/b" } } as const;
    script.add({ type: "approval-answered", approvalId: approvalId("a"), callId: callId("c"), answer: edit });
    script.add({ type: "approval-superseded", approvalId: approvalId("a"), callId: callId("c") });
    expect(call(script)?.status).toBe("running");
    const second = fakeApproval("b", "c", { input: { path: "/b" }, editedFields: ["path"] });
    script.add({ type: "approval-requested", approval: second });
    expect(call(script)).toMatchObject({ status: "waiting", approval: second, input: { path: "/b" } });
    script.add({ type: "approval-answered", approvalId: approvalId("b"), callId: callId("c"), answer: { type: "approve" } });
    script.settle("c", done);
    const answeredAt = script.entries.at(-2)?.at;
    expect(call(script)).toMatchObject({
      status: "done",
      approval: { ...second, status: "used", answer: { type: "approve" }, answeredAt },
    });
  });

  test("an undo marks the call, undoing the undo clears it and marks the undo", () => {
    const script = asked();
    script.settle("c", done, 10, fakeEffect("e1", "/a"));
    const undo = (id: string, undone: string[], restored: string[]): Event => ({
      type: "effects-undone",
      effect: fakeEffect(id, "/a"),
      undone: undone.map(effectId),
      restored: restored.map(effectId),
    });
    script.add(undo("e2", ["e1"], []));
    expect(call(script)).toMatchObject({ status: "done", undoneBySeq: 5 });
    script.add(undo("e3", ["e2"], ["e1"]));
    expect(call(script)).not.toHaveProperty("undoneBySeq");
    expect(foldSession(s, script.entries).turns.get("turn-2")?.items.slice(1)).toEqual([
      { type: "undo", key: "undo-5", seq: 5, effect: fakeEffect("e2", "/a"), isRedo: false, undoneBySeq: 6 },
      { type: "undo", key: "undo-6", seq: 6, effect: fakeEffect("e3", "/a"), isRedo: true },
    ]);
  });
});

test("pictures stand in the turn, in the steering that waits and in the steering that was heard", () => {
  const script = createEntryScript();
  const picture: ImageBlock = {
    type: "image",
    hash: "h",
    mediaType: "image/png",
    bytes: 9,
    width: 3,
    height: 2,
    name: "fern.png",
  };
  script.startRun("r");
  script.add({ type: "user-message", messageId: messageId("u"), blocks: [picture] });
  script.add({ type: "steer-queued", messageId: messageId("x"), text: "and this", pictures: [picture] });
  const waits = foldSession(s, script.entries);
  expect(waits.turns.get("turn-2")).toMatchObject({ userText: "", pictures: [picture] });
  expect(waits.waiting).toEqual([{ messageId: "x", text: "and this", delivery: "steer", pictures: [picture] }]);
  script.add({ type: "user-message", messageId: messageId("x"), blocks: [picture, { type: "text", text: "and this" }] });
  expect(foldSession(s, script.entries).turns.get("turn-2")?.items).toMatchObject([{ text: "and this", pictures: [picture] }]);
});

test("a steer waits as a chip, and stands in the turn once it was delivered; a withdrawn one is gone", () => {
  const script = createEntryScript();
  script.startRun("r");
  script.user("u", "Go");
  script.add({ type: "steer-queued", messageId: messageId("x"), text: "use euros" });
  script.add({ type: "steer-queued", messageId: messageId("y"), text: "never mind" });
  expect(foldSession(s, script.entries).waiting).toEqual([
    { messageId: "x", text: "use euros", delivery: "steer" },
    { messageId: "y", text: "never mind", delivery: "steer" },
  ]);
  script.add({ type: "steer-withdrawn", messageId: messageId("y") });
  script.user("x", "use euros");
  const view = foldSession(s, script.entries);
  expect([view.waiting, view.turnKeys]).toEqual([[], ["turn-2"]]);
  expect(view.turns.get("turn-2")?.items).toEqual([
    {
      type: "steer",
      key: "steer-6",
      messageId: "x",
      text: "use euros",
      pictures: [],
      at: script.entries[5]?.at,
      whileRunning: false,
    },
  ]);
  script.startMessage("m");
  script.add({ type: "steer-queued", messageId: messageId("z"), text: "by train" });
  script.user("z", "by train");
  expect(foldSession(s, script.entries).turns.get("turn-2")?.items.at(-1)).toEqual({
    type: "steer",
    key: "steer-9",
    messageId: "z",
    text: "by train",
    pictures: [],
    at: script.entries[8]?.at,
    whileRunning: true,
  });
});

test("a run that broke off without a word in the log is interrupted, once, until it is resumed", () => {
  const script = createEntryScript();
  script.startRun("r");
  script.user("u", "Go");
  script.startTurn(1);
  const fold = createSessionFold(s);
  for (const entry of script.entries) fold.add(entry);
  const reason = { type: "storage-full", message: "The storage is full." } as const;
  const before = fold.view();
  fold.breakOff({ runId: runId("other"), reason });
  expect(fold.view()).toBe(before);
  fold.breakOff({ runId: runId("r"), reason });
  const shown = fold.view();
  fold.breakOff({ runId: runId("r"), reason });
  expect(fold.view()).toBe(shown);
  expect(shown.run).toEqual({ status: "interrupted", runId: "r", turn: 1, reason });
  script.add({ type: "run-resumed" });
  for (const entry of script.entries) fold.add(entry);
  const [turn] = [...fold.view().turns.values()];
  expect([fold.view().run.status, turn?.items]).toEqual([
    "running",
    [{ type: "interrupted", key: "broken-off-3", reason, resumed: true }],
  ]);
});

test("an interrupted run says so until it is resumed", () => {
  const script = createEntryScript();
  script.startRun("r");
  script.user("u", "Go");
  script.startTurn(3);
  const reason = { type: "unexpected", message: "The tab was closed." } as const;
  script.add({ type: "run-interrupted", reason });
  expect(foldSession(s, script.entries).run).toEqual({ status: "interrupted", runId: "r", turn: 3, reason });
  script.add({ type: "run-resumed" });
  const view = foldSession(s, script.entries);
  expect([view.run.status, view.turns.get("turn-2")?.items]).toEqual([
    "running",
    [{ type: "interrupted", key: "interrupted-4", reason, resumed: true }],
  ]);
});

test("damaged and unknown entries cost a row each and nothing else", () => {
  const script = wholeRun();
  const damaged = [
    { type: "user-message", messageId: "z" },
    { type: "text-appended", messageId: "m", offset: "x", text: 5 },
    { type: "call-settled", callId: "nobody", outcome: { type: "done" } },
    { type: "call-requested", callId: "d", headline: null },
    { type: "plan-verified", anything: true },
    { type: "unreadable-entry", reason: "The bytes are not JSON.", raw: "{" },
  ].map((event, index) => ({ seq: 100 + index, at: 1, sessionId: s, causes: [], origins: [], event }) as unknown as LogEntry);
  const view = foldSession(s, [...script.entries, ...damaged]);
  const before = foldSession(s, script.entries);
  expect(view.unreadable).toBe(6);
  expect(
    view.turns
      .get("turn-2")
      ?.items.slice(3)
      .map(({ type }) => type),
  ).toEqual(damaged.map(() => "unsupported"));
  expect({ ...plain(view), entries: [], turns: [], unreadable: 0 }).toEqual({
    ...plain(before),
    entries: [],
    turns: [],
    unreadable: 0,
  });
});

test("entries of other sessions are ignored, values that did not change stay the same objects", () => {
  const script = wholeRun();
  const fold = createSessionFold(s);
  for (const entry of script.entries) fold.add(entry);
  const view = fold.view();
  fold.add({ ...(script.entries[1] as LogEntry), seq: 50, sessionId: sessionId("other") });
  expect(fold.view()).toBe(view);
  const [turn, message] = [view.turns.get("turn-2"), view.messages.get(messageId("m"))];
  fold.add({
    seq: 51,
    at: 5,
    sessionId: s,
    runId: runId("q"),
    causes: [],
    origins: [],
    event: { type: "session-renamed", title: "x" },
  });
  const next = fold.view();
  expect([next.revision, next.turns.get("turn-2") === turn, next.messages.get(messageId("m")) === message]).toEqual([
    2,
    true,
    true,
  ]);
});

/** Runs one after the other until there are so many entries, each with text, calls and an end. */
const manyRuns = (atLeast: number): EntryScript => {
  const script = createEntryScript();
  for (let run = 0; script.entries.length < atLeast; run += 1) {
    script.user(`u${run}`, "Go on");
    script.startRun(`r${run}`);
    script.startMessage(`m${run}`);
    for (let piece = 0; piece < 20; piece += 1) script.write(`m${run}`, piece * 10, "0123456789");
    for (let call = 0; call < 8; call += 1) {
      script.request(`m${run}`, `c${run}-${call}`, { verb: "Read", object: "/a" });
      script.start(`c${run}-${call}`);
      script.settle(`c${run}-${call}`, done);
    }
    script.endMessage(`m${run}`);
    script.endRun({ type: "completed", reason: { type: "end-turn" } });
  }
  return script;
};

/** The entry, and a count of how often anything in its first level was looked at. */
const counted = (entries: readonly LogEntry[]): { readonly entries: readonly LogEntry[]; readonly looks: () => number } => {
  let looks = 0;
  const watched = entries.map(
    (entry) =>
      new Proxy(entry, {
        get: (target, name, receiver) => {
          looks += 1;
          return Reflect.get(target, name, receiver);
        },
      }),
  );
  return { entries: watched, looks: () => looks };
};

test("folding looks at each entry so often, and no oftener in a session ten times as long", () => {
  const looksPerRun = (atLeast: number): number => {
    const script = manyRuns(atLeast);
    const { entries, looks } = counted(script.entries);
    const runs = foldSession(s, entries).turnKeys.length;
    expect(script.entries.length / runs).toBe(49);
    return looks() / runs;
  };
  expect(looksPerRun(10_000)).toBe(looksPerRun(1_000));
});

test("what comes to a session of ten thousand entries makes nothing new but what it is about", () => {
  const script = manyRuns(10_000);
  script.user("last", "And now?");
  script.startRun("last");
  script.startMessage("answer");
  const { entries, looks } = counted(script.entries);
  const fold = createSessionFold(s);
  for (const entry of entries) fold.add(entry);
  const before = fold.view();
  const values = { turns: new Map(before.turns), calls: new Map(before.calls), messages: new Map(before.messages) };
  const looksBefore = looks();

  script.write("answer", 0, "Well");
  const written = script.entries.at(-1);
  if (written !== undefined) fold.add(written);
  fold.addLive({ sessionId: s, messageId: messageId("answer"), kind: "text", offset: 4, text: ", so" });
  const after = fold.view();
  const changed = (now: ReadonlyMap<string, unknown>, then: ReadonlyMap<string, unknown>): readonly string[] =>
    [...now].filter(([key, value]) => then.get(key) !== value).map(([key]) => key);

  expect({
    looksAtOlder: looks() - looksBefore,
    entries: after.entries === before.entries,
    keys: after.turnKeys === before.turnKeys,
    turns: changed(after.turns, values.turns),
    calls: changed(after.calls, values.calls),
    messages: changed(after.messages, values.messages),
    text: after.messages.get(messageId("answer"))?.text,
  }).toEqual({ looksAtOlder: 0, entries: true, keys: true, turns: [], calls: [], messages: ["answer"], text: "Well, so" });
});

test("a call that goes on shows how far it is until it is settled, and an answer that came too late is told", () => {
  const script = createEntryScript();
  script.startRun("r");
  script.user("u", "Count");
  script.request("m", "c", { verb: "Counted", object: "/" });
  const call = () => foldSession(s, script.entries).calls.get(callId("c"));
  script.add({ type: "operation-started", callId: callId("c"), operationId: "o", message: "9 files to count" });
  const begun = script.entries.at(-1)?.at;
  expect(call()).toMatchObject({
    status: "running",
    startedAt: begun,
    progress: { stage: "begun", message: "9 files to count" },
  });
  script.add({
    type: "call-progressed",
    callId: callId("c"),
    progress: { stage: "counting", message: "3 of 9", data: { kept: 1 } },
  });
  expect(call()).toMatchObject({ status: "running", startedAt: begun, progress: { stage: "counting", message: "3 of 9" } });
  script.settle("c", { type: "stopped", when: "running" });
  script.endRun({ type: "completed", reason: { type: "end-turn" } });
  script.add({ type: "late-result-ignored", callId: callId("c"), tool: "count", afterMs: 1_200, ended: "done" });
  expect(call()).toMatchObject({ status: "stopped", lateMs: 1_200 });
});

test("the agent's list is the one of its last call that wrote one, at every moment of the run", () => {
  const script = createEntryScript();
  script.startRun("r");
  script.user("u", "Go");
  const first: readonly Todo[] = [{ content: "Look", status: "pending", activeForm: "Looking" }];
  const write = (id: string, todos: readonly Todo[]): void => {
    script.request("m", id, { verb: "Planned", object: "1 task" });
    script.settle(id, { type: "done", output: { text: "", isError: false, todos } });
  };
  write("c1", first);
  const between = script.entries.length;
  write("c2", []);
  expect([foldSession(s, script.entries, between).todos, foldSession(s, script.entries).todos]).toEqual([first, []]);
});

test("an answer knows how it was held against its form, and what the model is told of it stands nowhere twice", () => {
  const script = createEntryScript();
  script.startRun("r");
  script.user("u", "Report");
  script.startTurn(1);
  script.startMessage("m");
  script.write("m", 0, "{}");
  script.endMessage("m");
  const form = { verdict: "asked-again", problems: ["a is missing."], round: 1, maxRounds: 2 } as const;
  script.add({ type: "answer-checked", messageId: messageId("m"), ...form });
  script.add({ type: "user-message", messageId: messageId("f"), blocks: [{ type: "text", text: "Again." }], by: "format" });
  script.startTurn(2);
  script.startMessage("n");
  script.endMessage("n");
  script.add({ type: "answer-checked", verdict: "asked-again", problems: ["The answer is empty."], round: 2, maxRounds: 2 });
  const view = foldSession(s, script.entries);
  expect([...view.messages.values()].map((message) => message.form)).toEqual([form, undefined]);
  expect([...view.turns.values()].map(({ items }) => items.map(({ type }) => type))).toEqual([["message", "message", "remark"]]);
});
