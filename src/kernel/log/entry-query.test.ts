import { describe, expect, test } from "vitest";
import { approvalId, callId, messageId, runId, sessionId } from "../base/ids.ts";
import { asksForSomething, type EntryQuery, findEntries } from "./entry-query.ts";
import type { Event } from "./event.ts";
import type { LogEntry } from "./log-entry.ts";

const settled = (id: string, tool: string, reason?: string): Event => ({
  type: "call-settled",
  callId: callId(id),
  tool,
  inputHash: "0",
  outcome:
    reason === undefined ? { type: "done", output: { text: "Fine", isError: false } } : { type: "denied", by: "person", reason },
  durationMs: 4,
});

const entry = (seq: number, event: Event, more: Partial<LogEntry> = {}): LogEntry => ({
  seq,
  at: 1_000 + seq,
  sessionId: sessionId(seq < 5 ? "session_1" : "session_2"),
  causes: [],
  origins: [],
  ...more,
  event,
});

const log: readonly LogEntry[] = [
  entry(1, { type: "session-created", title: "Ferns", level: "ask-risky" }),
  entry(2, { type: "turn-started" }, { runId: runId("run_1"), turn: 1 }),
  entry(3, settled("call_1", "read"), { runId: runId("run_1"), turn: 1, callId: callId("call_1") }),
  entry(4, settled("call_2", "delete", "Not the FERNS"), { runId: runId("run_1"), turn: 2 }),
  entry(5, { type: "turn-started" }, { runId: runId("run_2"), turn: 1 }),
  entry(6, { type: "steer-queued", messageId: messageId("m"), text: "ferns, please" }),
  entry(7, { type: "approval-expired", approvalId: approvalId("a"), callId: callId("call_2"), reason: "Over." }),
];

const found = (query: EntryQuery): readonly number[] => findEntries(log, query).entries.map(({ seq }) => seq);

describe("a query", () => {
  test.each<readonly [what: string, query: EntryQuery, seqs: readonly number[]]>([
    ["of nothing finds everything, newest first", {}, [7, 6, 5, 4, 3, 2, 1]],
    ["without kinds finds every kind", { kinds: [] }, [7, 6, 5, 4, 3, 2, 1]],
    ["of kinds finds any of them", { kinds: ["turn-started", "steer-queued"] }, [6, 5, 2]],
    ["of a session", { sessionId: sessionId("session_2") }, [7, 6, 5]],
    ["of a run", { runId: runId("run_1") }, [4, 3, 2]],
    ["of a turn", { turn: 1 }, [5, 3, 2]],
    ["of a call also finds what names it in the event alone", { callId: callId("call_2") }, [7, 4]],
    ["of a tool", { tool: "read" }, [3]],
    ["since a moment takes it in", { since: 1_005 }, [7, 6, 5]],
    ["until a moment leaves it out", { until: 1_003 }, [2, 1]],
    ["from a place", { from: 6 }, [7, 6]],
    ["of places", { seqs: [9, 2, 4] }, [4, 2]],
    ["of a value at a path", { data: [{ path: "outcome.type", value: "denied" }] }, [4]],
    [
      "of two values needs both",
      {
        data: [
          { path: "outcome.type", value: "denied" },
          { path: "tool", value: "read" },
        ],
      },
      [],
    ],
    ["of a number is not one of its text", { data: [{ path: "durationMs", value: "4" }] }, []],
    ["of a number", { data: [{ path: "durationMs", value: 4 }] }, [4, 3]],
    ["of what every object has by birth finds nothing", { data: [{ path: "constructor", value: null }] }, []],
    ["of words, in any case and order", { words: "please FERNS" }, [6]],
    ["of words everywhere in the entry", { words: "ferns" }, [6, 4, 1]],
    ["with a limit gives the newest", { limit: 2 }, [7, 6]],
    ["with a limit of 0 gives all", { limit: 0, kinds: ["turn-started"] }, [5, 2]],
  ])("%s", (_what, query, seqs) => {
    expect(found(query)).toEqual(seqs);
  });

  test("counts also what is beyond its limit", () => {
    expect(findEntries(log, { limit: 2 })).toEqual({ entries: [log[6], log[5]], total: 7, isTotalExact: true });
  });

  test.each<readonly [EntryQuery, boolean]>([
    [{}, false],
    [{ kinds: [], data: [], words: "  ", limit: 5 }, false],
    [{ kinds: ["turn-started"] }, true],
    [{ words: "a" }, true],
    [{ turn: 1 }, true],
    [{ data: [{ path: "a", value: null }] }, true],
  ])("%j asks for something: %s", (query, asks) => {
    expect(asksForSomething(query)).toBe(asks);
  });
});
