import { expect, test } from "vitest";
import { callId, effectId, messageId, runId } from "../../../kernel/base/ids.ts";
import type { ToolOutput } from "../../../kernel/contracts/tool.ts";
import { createEntryScript, fakeEffect } from "../entries.fake.ts";
import { runChoices, touchedFiles } from "./run-files.ts";
import { createOutlineReader } from "./session-outline.ts";

type Script = ReturnType<typeof createEntryScript>;

const read = ({ add }: Script, id: string, path: string, output: Partial<ToolOutput> = {}): void => {
  const about = { callId: callId(id), tool: "read" };
  const asked = { messageId: messageId("m"), wireId: id, input: {} };
  add({ ...about, ...asked, type: "call-requested", headline: { verb: "Read", object: path }, access: "read" });
  const outcome = { type: "done", output: { text: "ok", isError: false, ...output } } as const;
  add({ ...about, type: "call-settled", outcome, durationMs: 1 });
};

const twoRuns = () => {
  const script = createEntryScript();
  const done = { type: "done", output: { text: "ok", isError: false } } as const;
  script.startRun("r1");
  script.startTurn(1);
  read(script, "a", "/notes/plan.md");
  read(script, "b", "/notes/people.md");
  script.settle("c", done, 5, fakeEffect("e1", "/notes/plan.md", 2, 1));
  script.endRun({ type: "completed", reason: { type: "end-turn" } });
  script.startRun("r2");
  script.startTurn(1);
  read(script, "d", "/missing.md", { isError: true });
  script.settle("e", done, 5, fakeEffect("e2", "/notes/plan.md", 0, 3));
  script.settle("f", done, 5, fakeEffect("e3", "/new.md", 4));
  script.endRun({ type: "completed", reason: { type: "end-turn" } });
  return script;
};

test("each run has what it read, made, changed and deleted; the session has it all", () => {
  const outline = createOutlineReader()(twoRuns().entries);
  expect(runChoices(outline).map(({ number, runId: id }) => [number, id])).toEqual([
    [1, "r1"],
    [2, "r2"],
  ]);
  const [first, second, all] = [{ runId: runId("r1") }, { runId: runId("r2") }, {}].map((of) => touchedFiles(outline, of));
  expect([first?.rows, second?.rows]).toEqual([
    [
      { path: "/notes/people.md", added: 0, removed: 0, change: "read" },
      { path: "/notes/plan.md", added: 2, removed: 1, change: "changed" },
    ],
    [
      { path: "/new.md", added: 4, removed: 0, change: "created" },
      { path: "/notes/plan.md", added: 0, removed: 3, change: "deleted" },
    ],
  ]);
  expect([first?.counts, second?.counts, all?.counts]).toEqual([
    { read: 2, created: 0, changed: 1, deleted: 0, undone: 0 },
    { read: 0, created: 1, changed: 0, deleted: 1, undone: 0 },
    { read: 2, created: 1, changed: 0, deleted: 1, undone: 0 },
  ]);
  expect([first, second].map((one) => one?.stepsOf("/notes/plan.md")?.map(({ after }) => after))).toEqual([["e1-after"], [null]]);
});

test("what was taken back of a run counts as undone in it, and an earlier moment does not know of it", () => {
  const script = twoRuns();
  const undo = { effect: fakeEffect("u", "/new.md", 0, 4), undone: [effectId("e3")], restored: [] };
  script.add({ ...undo, type: "effects-undone" });
  const outline = createOutlineReader()(script.entries);
  const of = { runId: runId("r2") };
  expect(touchedFiles(outline, of).counts).toEqual({ read: 0, created: 0, changed: 0, deleted: 1, undone: 1 });
  const before = script.entries.at(-2)?.seq;
  expect(touchedFiles(outline, { ...of, until: before }).counts.created).toBe(1);
});
