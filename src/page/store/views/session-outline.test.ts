import { expect, test } from "vitest";
import { approvalId, callId, messageId, runId } from "../../../kernel/base/ids.ts";
import { defaultRunLimits } from "../../../kernel/limits/limits.ts";
import { createEntryScript, fakeApproval, fakeEffect, fakeSummary } from "../entries.fake.ts";
import { titleText } from "./event-title.ts";
import { indexOfSeq, rulerScale } from "./ruler-scale.ts";
import { agentOf, createOutlineReader, titleOfEntry } from "./session-outline.ts";
import { timelineFinding, timeShares } from "./timeline-finding.ts";
import { barOf, noFilter, timelineItems, waitsByIndex } from "./timeline-rows.ts";

/** One run of two turns: 1,000 ms of model, a question of 4,000 ms, an edit, 500 ms of model. */
const story = () => {
  const script = createEntryScript();
  script.user("u1", "Edit the plan");
  script.startRun("r1");
  script.startTurn(1);
  script.startMessage("m1");
  script.wait(980);
  script.request("m1", "c1", { verb: "Edited", object: "/notes/plan.md" }, "write");
  script.endMessage("m1");
  script.add({ type: "approval-requested", approval: fakeApproval("a1", "c1") });
  script.add({ type: "approval-requested", approval: fakeApproval("a2", "c1") });
  script.wait(3_980);
  script.add({ type: "approval-answered", approvalId: approvalId("a2"), callId: callId("c1"), answer: { type: "approve" } });
  script.add({ type: "approval-answered", approvalId: approvalId("a1"), callId: callId("c1"), answer: { type: "approve" } });
  script.start("c1");
  script.settle("c1", { type: "done", output: { text: "ok", isError: false } }, 10, fakeEffect("e1", "/notes/plan.md"));
  script.startTurn(2);
  script.startMessage("m2");
  script.wait(490);
  script.endMessage("m2");
  script.endRun({ type: "completed", reason: { type: "end-turn" } });
  return script;
};
const format = {
  count: String,
  duration: (ms: number) => `${ms} ms`,
  percent: (share: number) => `${Math.round(share * 100)} %`,
};

test("an outline holds what lasted, what happened, runs and turns", () => {
  const { entries } = story();
  const outline = createOutlineReader()(entries);
  expect(outline.spans.map(({ type, kind, startIndex, endIndex }) => [type, kind, startIndex, endIndex])).toEqual([
    ["message", "model", 3, 5],
    ["question", "approval", 6, 9],
    ["question", "approval", 7, 8],
    ["call", "write", 10, 11],
    ["message", "model", 13, 14],
  ]);
  expect(outline.moments).toEqual([{ kind: "user", index: 0 }]);
  expect(outline.runs.map(({ startIndex }) => startIndex)).toEqual([1]);
  expect(outline.turns.map(({ index, run, turn }) => [index, run, turn])).toEqual([
    [2, 0, 1],
    [12, 0, 2],
  ]);
  expect(outline.turnOf).toEqual([-1, -1, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1, 1, 1, -1]);
  expect(outline.counts).toMatchObject({ user: 1, model: 8, write: 2, approval: 4 });
});

test("entries read in any portions give the same outline as read at once", () => {
  const { entries } = story();
  const whole = createOutlineReader()(entries);
  for (let step = 1; step < 6; step += 1) {
    const read = createOutlineReader();
    let portions = read([]);
    for (let end = step; end < entries.length + step; end += step) portions = read(entries.slice(0, end));
    expect(portions).toEqual(whole);
    expect(read(entries)).toBe(portions);
  }
});

test("entries of another session start the outline over", () => {
  const read = createOutlineReader();
  read(story().entries);
  const other = createEntryScript("other");
  other.user("u9", "Hello");
  expect(read(other.entries)).toEqual(createOutlineReader()(other.entries));
});

test("a run that broke off leaves nothing open", () => {
  const script = createEntryScript();
  script.startRun("r1");
  script.startTurn(1);
  script.startMessage("m1");
  script.start("c1");
  script.add({ type: "approval-requested", approval: fakeApproval("a1", "c1") });
  script.add({ type: "run-interrupted", reason: { type: "unexpected", message: "The tab was closed." } });
  const { spans } = createOutlineReader()(script.entries);
  expect(spans.map(({ endIndex }) => endIndex)).toEqual([5, 5, 5]);
});

test("questions that wait together count once in the finding", () => {
  const outline = createOutlineReader()(story().entries);
  expect(timeShares(outline)).toEqual({ totalMs: 5_590, modelMs: 1_500, waitingMs: 4_010, goesOn: false, waitsNow: false });
  expect(timelineFinding(outline, format)).toBe("16 events in 5590 ms. The model took 27 % of the time; waiting for you, 72 %.");
});

test("the finding of a session without a run, and of a run that goes on, says so", () => {
  const script = createEntryScript();
  script.user("u1", "Hello");
  expect(timelineFinding(createOutlineReader()(script.entries), format)).toBe("1 event, no run yet.");
  script.startRun("r1");
  script.startMessage("m1");
  script.think("m1", 0, "Hm");
  expect(timelineFinding(createOutlineReader()(script.entries), format)).toBe(
    "4 events in 20 ms so far. The model took 50 % of the time; nothing waited for you.",
  );
  script.add({ type: "approval-requested", approval: fakeApproval("a1", "c1") });
  const outline = createOutlineReader()(script.entries);
  expect(timelineFinding(outline, format)).toBe(
    "5 events in 30 ms so far. The model took 67 % of the time; it waits for you now.",
  );
  expect(barOf(outline, 4, 0, waitsByIndex(outline).get(4))).toEqual({ start: 1, width: 0, waiting: true });
});

test("the list heads each turn and names gaps where events are not part of this session", () => {
  const { entries } = story();
  const outline = createOutlineReader()(entries.filter(({ seq }) => seq !== 4 && seq !== 5));
  expect(timelineItems(outline, noFilter).slice(0, 6)).toEqual([
    { type: "entry", index: 0 },
    { type: "entry", index: 1 },
    { type: "turn", turn: 0 },
    { type: "entry", index: 2 },
    { type: "gap", from: 4, to: 5 },
    { type: "entry", index: 3 },
  ]);
});

test("a filter keeps entries of its kinds whose titles hold every word", () => {
  const outline = createOutlineReader()(story().entries);
  const seqs = (kinds: readonly ("write" | "approval" | "error")[], text: string) =>
    timelineItems(outline, { kinds: new Set(kinds), text }).flatMap((item) =>
      item.type === "entry" ? [outline.entries[item.index]?.seq] : [],
    );
  expect(seqs(["write"], "")).toEqual([5, 12]);
  expect(seqs(["write", "approval"], "PLAN wants")).toEqual([5]);
  expect(seqs([], "asks plan")).toEqual([7, 8]);
  expect(timelineItems(outline, { kinds: new Set(["error"]), text: "" })).toEqual([]);
});

test("a bar lies where its time lies in the run", () => {
  const outline = createOutlineReader()(story().entries);
  expect(barOf(outline, 0)).toBeUndefined();
  expect(barOf(outline, 5, 1_000)).toEqual({ start: 20 / 5_590, width: 1_000 / 5_590, waiting: false });
  const waits = waitsByIndex(outline);
  expect(barOf(outline, 6, 0, waits.get(6))).toEqual({ start: 1_030 / 5_590, width: 4_010 / 5_590, waiting: true });
});

test("every entry has its own place on the ruler, in order, and is found there again", () => {
  const outline = createOutlineReader()(story().entries);
  const scale = rulerScale(outline);
  const places = outline.entries.map((_, index) => scale.positionOf(index));
  expect(places[0]).toBe(0);
  expect(places.at(-1)).toBeCloseTo(1, 12);
  expect(places.every((place, index) => index === 0 || place > (places[index - 1] ?? 1))).toBe(true);
  expect(places.map((place) => scale.indexAt(place))).toEqual(places.map((_, index) => index));
  expect([scale.indexAt(-1), scale.indexAt(2)]).toEqual([0, 15]);
});

test("a night between two runs takes no more of the ruler than a breath", () => {
  const script = story();
  script.wait(10 * 3_600_000);
  script.user("u2", "Good morning");
  const scale = rulerScale(createOutlineReader()(script.entries));
  expect(scale.positionOf(15)).toBeGreaterThan(0.75);
});

test("a moment is found by its seq, or the one before it", () => {
  const entries = story().entries.filter(({ seq }) => seq !== 4);
  expect([0, 1, 3, 4, 5, 99].map((seq) => indexOfSeq({ entries }, seq))).toEqual([-1, 0, 2, 2, 3, 14]);
});

test("what a nested run did stands in the run and turn of its call, and says who did it", () => {
  const script = createEntryScript();
  const [root, inner] = [runId("r1"), { runId: runId("inner") }];
  script.user("u1", "Ask one");
  script.startRun("r1");
  script.startTurn(1);
  script.startMessage("m1");
  script.request("m1", "c1", { verb: "Asked", object: "helper" }, "container");
  script.endMessage("m1");
  script.start("c1");
  const parent = { runId: root, callId: callId("c1"), agentPath: ["helper"] };
  const started = { type: "run-started", model: { provider: "demo" }, limits: defaultRunLimits, level: "ask-risky" } as const;
  script.add({ ...started, parent }, inner);
  script.add({ type: "user-message", messageId: messageId("t1"), blocks: [{ type: "text", text: "Look" }] }, inner);
  script.add({ type: "turn-started" }, inner);
  script.add({ type: "attempt-started", messageId: messageId("m2") }, inner);
  script.add({ type: "run-ended", outcome: { type: "stopped" }, summary: fakeSummary }, inner);
  script.settle("c1", { type: "done", output: { text: "ok", isError: false } });
  script.endRun({ type: "completed", reason: { type: "end-turn" } });
  const outline = createOutlineReader()(script.entries);
  expect([outline.runs.length, outline.turns.length]).toEqual([1, 1]);
  expect(outline.runOf.slice(7, 12)).toEqual([0, 0, 0, 0, 0]);
  expect(outline.turnOf.slice(7, 12)).toEqual([0, 0, 0, 0, 0]);
  // The call goes on while the run in it ends.
  expect(outline.spans.map(({ type, endIndex }) => [type, endIndex])).toEqual([
    ["message", 5],
    ["call", 12],
    ["message", 13],
  ]);
  const described = script.entries
    .slice(7, 13)
    .map((entry) => [agentOf(outline, entry), titleText(titleOfEntry(outline, entry))]);
  expect(described).toEqual([
    ["helper", "Run started Demo"],
    ["helper", "Task: Look"],
    ["helper", "Turn started"],
    ["helper", "Model asked"],
    ["helper", "Run stopped by you"],
    [undefined, "Asked helper"],
  ]);
  const found = timelineItems(outline, { ...noFilter, text: "helper task" });
  expect(found).toEqual([
    { type: "turn", turn: 0 },
    { type: "entry", index: 8 },
  ]);
});
