import { expect, test } from "vitest";
import { choiceId, effectId, type MessageId, messageId, type Seq } from "../../kernel/base/ids.ts";
import type { BranchReason } from "../../kernel/log/event.ts";
import { noUsage } from "../../kernel/model/usage.ts";
import { createEntryScript, type EntryScript, fakeEffect, fakeUsage } from "./entries.fake.ts";
import { createSessionFold, foldSession } from "./fold-session.ts";
import { elsewhereStretches } from "./views/elsewhere-stretches.ts";
import { fileHistory } from "./views/file-history.ts";

const choose = (
  script: EntryScript,
  parentId: Seq,
  why: BranchReason,
  more: {
    readonly undone?: readonly string[];
    readonly restored?: readonly string[];
    readonly kept?: readonly string[];
    readonly edited?: MessageId;
  } = {},
): Seq => {
  const { undone = [], restored = [], kept = [], edited } = more;
  const name = `choice_${script.entries.length}`;
  const { seq } = script.add(
    {
      type: "branch-chosen",
      choiceId: choiceId(name),
      why,
      effect: undone.length + restored.length === 0 ? { ...fakeEffect(name, "/a"), files: [] } : fakeEffect(name, "/a", 0, 1),
      undone: undone.map(effectId),
      restored: restored.map(effectId),
      kept,
      standing: "completed",
      ...(edited === undefined ? {} : { edited }),
    },
    { parentId },
  );
  return seq;
};

/** One turn: a message, a call that writes a file, an answer, an end. */
const turn = (script: EntryScript, name: string): void => {
  script.startRun(`run_${name}`);
  script.user(`said_${name}`, `Say ${name}`);
  script.startTurn(1);
  script.startMessage(`answer_${name}`);
  script.write(`answer_${name}`, 0, `Answer ${name}`);
  script.request(`answer_${name}`, `call_${name}`, { verb: "Wrote", object: "/a" });
  script.endMessage(`answer_${name}`);
  script.settle(`call_${name}`, { type: "done", output: { text: "ok", isError: false } }, 5, fakeEffect(`effect_${name}`, "/a"));
  script.endRun({ type: "completed", reason: { type: "end-turn" } });
};
const lastSeq = (script: EntryScript): Seq => script.entries.at(-1)?.seq ?? 0;
const texts = (view: ReturnType<typeof foldSession>): readonly string[] =>
  view.turnKeys.map((key) => view.turns.get(key)?.userText ?? "");

/** Two turns, the second of which is edited, and a choice back to the first version. */
const edited = () => {
  const script = createEntryScript();
  script.add({ type: "session-created", title: "t", level: "ask-risky" });
  turn(script, "one");
  const fork = lastSeq(script);
  turn(script, "two");
  const tip = lastSeq(script);
  choose(script, fork, "edit", { edited: messageId("said_two"), undone: ["effect_two"] });
  turn(script, "three");
  return { script, fork, tip };
};

test("an edited message stands in the place of the old one, and both are one step apart", () => {
  const { script, fork, tip } = edited();
  const view = foldSession(script.sessionId, script.entries);
  expect(texts(view)).toEqual(["Say one", "Say three"]);
  const point = {
    at: fork,
    branches: [fork + 1, tip + 1],
    active: 1,
  };
  expect(view.branchPoints).toEqual([point]);
  expect(view.turns.get(view.turnKeys[1] ?? "")?.branches).toEqual([point]);
  expect(view.openPoints).toEqual([]);
  expect([...view.elsewhere]).toEqual(Array.from({ length: tip - fork }, (_, index) => fork + 1 + index));
  expect(elsewhereStretches(view.entries, view.elsewhere)).toEqual([{ from: fork, to: tip - 1 }]);
  // What was asked on either branch was paid for.
  expect(view.usage).toEqual({ ...noUsage, inputTokens: 3 * fakeUsage.inputTokens, outputTokens: 3 * fakeUsage.outputTokens });
  expect([...view.calls.keys()]).toEqual(["call_one", "call_three"]);
});

test("the branch that is chosen again is shown as it was, and every moment before as it was then", () => {
  const { script, tip } = edited();
  const before = lastSeq(script);
  choose(script, tip, "switch", { undone: ["effect_three"], restored: ["effect_two"] });
  const view = foldSession(script.sessionId, script.entries);
  expect(texts(view)).toEqual(["Say one", "Say two"]);
  expect(view.run).toMatchObject({ status: "ended", runId: "run_two" });
  expect(texts(foldSession(script.sessionId, script.entries, before))).toEqual(["Say one", "Say three"]);
  expect(texts(foldSession(script.sessionId, script.entries, tip))).toEqual(["Say one", "Say two"]);
});

test("entry by entry, with a look after each, the view is the same as of the whole", () => {
  const { script, tip } = edited();
  choose(script, tip, "switch", { undone: ["effect_three"], restored: ["effect_two"] });
  turn(script, "four");
  const fold = createSessionFold(script.sessionId);
  for (const entry of script.entries) {
    fold.add(entry);
    fold.view();
  }
  const { revision: _one, ...looked } = fold.view();
  const { revision: _two, ...whole } = foldSession(script.sessionId, script.entries);
  expect(looked).toEqual(whole);
});

test("a fork in the middle of a run leaves nothing running, and waits for a word at its place", () => {
  const script = createEntryScript();
  script.startRun("r");
  script.user("u", "Go");
  script.startMessage("m");
  script.request("m", "c", { verb: "Wrote", object: "/a" });
  const fork = lastSeq(script);
  script.endMessage("m");
  script.settle("c", { type: "done", output: { text: "ok", isError: false } }, 5, fakeEffect("e", "/a"));
  script.endRun({ type: "completed", reason: { type: "end-turn" } });
  const choice = choose(script, fork, "fork", { undone: ["e"], kept: ["/a"] });
  const view = foldSession(script.sessionId, script.entries);
  expect(view.run).toEqual({ status: "none" });
  expect(view.calls.get("c" as never)).toMatchObject({ status: "stopped", settledSeq: choice });
  const [only] = view.turnKeys.map((key) => view.turns.get(key));
  expect(only?.items.map(({ type }) => type)).toEqual(["message", "call"]);
  expect(only?.ending).toBeUndefined();
  expect(only?.runId).toBeUndefined();
  // What is said next is told first that a file is not as the branch has it.
  turn(script, "next");
  const next = foldSession(script.sessionId, script.entries);
  expect(next.turns.get(next.turnKeys[1] ?? "")?.items.map(({ type, key }) => [type, key])).toEqual([
    ["remark", `kept-${choice}`],
    ["message", "answer_next"],
    ["call", "call_next"],
  ]);
});

test("another answer stands under its message, behind the way to the first one", () => {
  const script = createEntryScript();
  turn(script, "one");
  choose(script, 2, "regenerate", { undone: ["effect_one"] });
  script.startRun("run_again");
  script.startMessage("answer_again");
  script.write("answer_again", 0, "Again");
  const view = foldSession(script.sessionId, script.entries);
  const [only] = view.turnKeys.map((key) => view.turns.get(key));
  expect(only?.items.map(({ type, key }) => [type, key])).toEqual([
    ["branch", "branch-2"],
    ["message", "answer_again"],
  ]);
  expect(only?.runId).toBe("run_again");
  expect(view.run).toMatchObject({ status: "running", runId: "run_again" });
});

test("an open branch point waits for the first word, and names follow the last naming", () => {
  const script = createEntryScript();
  turn(script, "one");
  const fork = lastSeq(script);
  turn(script, "two");
  choose(script, fork, "fork", { undone: ["effect_two"] });
  script.add({ type: "branch-named", branch: fork + 1, name: "First try" });
  const view = foldSession(script.sessionId, script.entries);
  expect(view.openPoints).toEqual(view.branchPoints);
  expect([...view.branchNames]).toEqual([[fork + 1, "First try"]]);
  script.add({ type: "branch-named", branch: fork + 1, name: "" });
  expect([...foldSession(script.sessionId, script.entries).branchNames]).toEqual([]);
});

test("what a branch took back does not count as changed, until the branch is chosen again", () => {
  const { script, tip } = edited();
  const touched = () => fileHistory(script.entries).touched;
  expect(touched()).toMatchObject([{ path: "/a", added: 2 }]);
  choose(script, tip, "switch", { undone: ["effect_three"], restored: ["effect_two"] });
  choose(script, 1, "fork", { undone: ["effect_one", "effect_two"] });
  expect(touched()).toEqual([{ path: "/a", added: 0, removed: 0, change: "undone" }]);
});
