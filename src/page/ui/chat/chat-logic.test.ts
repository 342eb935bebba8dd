import { describe, expect, test } from "vitest";
import { callId, messageId, ruleId, sessionId } from "../../../kernel/base/ids.ts";
import { noUsage } from "../../../kernel/model/usage.ts";
import { createEntryScript, fakeApproval } from "../../store/entries.fake.ts";
import { foldSession } from "../../store/fold-session.ts";
import type { CallView } from "../../store/session-view.ts";
import { looksLikeKey } from "../../store/views/looks-like-key.ts";
import { groupRows } from "./group-rows.ts";
import { consequence, readsTitle, receipt, statusWord, thoughtWords, verbOf } from "./wording.ts";

const done = { type: "done", output: { text: "", isError: false } } as const;
const rowsOf = (build: (script: ReturnType<typeof createEntryScript>) => void): readonly string[] => {
  const script = createEntryScript();
  script.startRun("r");
  script.user("u", "Go");
  build(script);
  const session = foldSession(sessionId("s"), script.entries);
  const turn = session.turns.get("turn-2");
  if (turn === undefined) throw new Error("The script has no turn.");
  return groupRows(turn, session).map((row) => (row.type === "reads" ? row.callIds.join("+") : row.key));
};
const read = (script: ReturnType<typeof createEntryScript>, message: string, id: string): void => {
  script.request(message, id, { verb: "Read", object: `/${id}` });
  script.settle(id, done);
};

describe("rows of a turn", () => {
  test("three settled reads in a row are one row, also across messages that say nothing", () => {
    expect(
      rowsOf((script) => {
        script.startMessage("m");
        read(script, "m", "a");
        script.endMessage("m");
        script.startMessage("n");
        read(script, "n", "b");
        read(script, "n", "c");
        script.endMessage("n");
      }),
    ).toEqual(["a+b+c"]);
  });

  test("an attempt that showed nothing is told in the row of the wait that follows, one that showed text is a row", () => {
    const failure = { type: "overloaded", message: "busy", status: 529 } as const;
    expect(
      rowsOf((script) => {
        script.startMessage("m");
        script.add({ type: "message-failed", messageId: messageId("m"), failure, usage: noUsage });
        script.add({ type: "retry-waiting", delayMs: 1_000, reason: failure });
        script.startMessage("n");
        script.write("n", 0, "Half");
        script.add({ type: "message-failed", messageId: messageId("n"), failure, usage: noUsage });
        script.add({ type: "run-interrupted", reason: failure });
      }).map((key) => key.replace(/\d+/u, "")),
    ).toEqual(["retry-", "n", "interrupted-"]);
  });

  test("an attempt that showed nothing is told where another model takes over", () => {
    const [from, to] = [
      { provider: "demo" } as const,
      { provider: "openai-chat", baseUrl: "https://a.test/v1", model: "b" } as const,
    ];
    const failure = { type: "overloaded", message: "busy", status: 529 } as const;
    expect(
      rowsOf((script) => {
        script.startMessage("m");
        script.add({ type: "message-failed", messageId: messageId("m"), failure, usage: noUsage });
        script.add({ type: "model-replaced", from, to, reason: failure });
        script.startMessage("n");
        script.write("n", 0, "Hello");
        script.endMessage("n");
      }).map((row) => row.replace(/\d+$/u, "")),
    ).toEqual(["model-replaced-", "n"]);
  });

  test("two reads, a read that still runs, and reads parted by words stay rows of their own", () => {
    expect(
      rowsOf((script) => {
        script.startMessage("m");
        read(script, "m", "a");
        read(script, "m", "b");
        script.request("m", "c", { verb: "Read", object: "/c" });
        script.endMessage("m");
        script.startMessage("n");
        script.write("n", 0, "Let me see.");
        read(script, "n", "d");
      }),
    ).toEqual(["a", "b", "c", "n", "d"]);
  });

  test("a write between reads parts them", () => {
    expect(
      rowsOf((script) => {
        for (const id of ["a", "b", "c"]) read(script, "m", id);
        script.request("m", "w", { verb: "Edited", object: "/w" }, "write");
        script.settle("w", done);
        for (const id of ["d", "e", "f"]) read(script, "m", id);
      }),
    ).toEqual(["a+b+c", "w", "d+e+f"]);
  });
});

const call = (more: object): CallView =>
  ({
    callId: callId("c"),
    tool: "edit_file",
    headline: { verb: "Edited", object: "/a" },
    access: "write",
    input: {},
    turn: 1,
    requestedSeq: 1,
    durationMs: 5,
    settledSeq: 2,
    ...more,
  }) as CallView;

test("denied, stopped, failed and timed out read differently, and only what was done is told in the past", () => {
  const calls = [
    call({ status: "done", output: { text: "", isError: false } }),
    call({ status: "done", output: { text: "no match", isError: true } }),
    call({ status: "failed", failure: { type: "tool", message: "The file is gone." } }),
    call({ status: "denied", by: "person", reason: "Not this one" }),
    call({ status: "denied", by: "rule", reason: "" }),
    call({ status: "stopped" }),
    call({ status: "timed-out" }),
    call({ status: "waiting", approval: fakeApproval("a", "c") }),
  ];
  expect(calls.map((each) => [verbOf(each), statusWord(each), consequence(each)])).toEqual([
    ["Edited", "", undefined],
    ["Edited", "returned an error", undefined],
    ["Edit file", "failed", "The file is gone."],
    ["Edit file", "denied by you", "Told the model: “Not this one”"],
    ["Edit file", "denied by a rule", "It did not run, and the model was told so."],
    ["Edit file", "stopped", "Nothing was changed."],
    ["Edit file", "timed out", "It took too long and was ended. Nothing was changed."],
    ["Edit file", "waiting for you", undefined],
  ]);
});

test("a group of reads counts files, searches and folders", () => {
  const tools = ["read", "read", "grep", "list", "glob", "read"].map((tool) => call({ tool }));
  expect([readsTitle(tools), readsTitle(tools.slice(2, 3)), readsTitle([call({ tool: "read_file" })])]).toEqual([
    "Read 3 files, searched 2×, listed 1 folder",
    "Searched 1×",
    "Read 1 file",
  ]);
});

test("a receipt says who decided, what was edited and which rule was made", () => {
  const rule = {
    ruleId: ruleId("x"),
    match: {},
    decision: "allow",
    scope: { type: "workspace" },
    madeBy: "person",
    madeAt: 1,
    sentence: "Allow edit in /notes",
  } as const;
  const at = { editedFields: ["path"] };
  expect([
    receipt(fakeApproval("a", "c")),
    receipt(fakeApproval("a", "c", { answer: { type: "approve" }, ...at })),
    receipt(fakeApproval("a", "c", { answer: { type: "allow-for", rule } })),
    receipt(fakeApproval("a", "c", { answer: { type: "reject", reason: "no" } })),
  ]).toEqual([
    undefined,
    "Approved by you, 1 field edited",
    "Approved by you, rule made: Allow edit in /notes",
    "Rejected by you",
  ]);
});

test("what looks like a key is noticed, ordinary words are not", () => {
  const keys = [
    "my key is sk-proj-abcdefghijklmnopqrstuv",
    "AIzaSyA1234567890123456789012345678901234",
    "ghp_123456789012345678901234567890123456",
  ];
  const words = [
    "task-oriented programming",
    "sk-short",
    "the risk-averse approach to everything here is fine",
    "hf_ is a prefix",
  ];
  expect([keys.map(looksLikeKey), words.map(looksLikeKey)]).toEqual([
    [true, true, true],
    [false, false, false, false],
  ]);
});

test("a thought says how long it took where that is a time to speak of", () => {
  expect([undefined, 0, 999, 1_000, 61_000].map(thoughtWords)).toEqual([
    "Thought",
    "Thought briefly",
    "Thought briefly",
    "Thought for 1.0 s",
    "Thought for 1 min 1 s",
  ]);
});
