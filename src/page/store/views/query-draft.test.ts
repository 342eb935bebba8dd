import { describe, expect, test } from "vitest";
import { noQuery, type QueryDraft, queryChips, readQuery } from "./query-draft.ts";

const draft = (fields: Partial<QueryDraft>): QueryDraft => ({ ...noQuery, ...fields });

describe("a query's form", () => {
  test.each<readonly [Partial<QueryDraft>, ReturnType<typeof readQuery>]>([
    [{}, { query: {}, problems: {} }],
    [
      { kind: "call-settled", tool: "read", turn: " 2 ", run: " run_1 ", call: "call_1" },
      { query: { kinds: ["call-settled"], tool: "read", turn: 2, runId: "run_1", callId: "call_1" } as never, problems: {} },
    ],
    [
      { since: "2026-11-21T10:30", until: "2026-11-21T11:00" },
      {
        query: { since: new Date(2026, 10, 21, 10, 30).getTime(), until: new Date(2026, 10, 21, 11).getTime() },
        problems: {},
      },
    ],
    [
      { values: 'outcome.type = denied; durationMs=4; text = "4"; note = a = b;' },
      {
        query: {
          data: [
            { path: "outcome.type", value: "denied" },
            { path: "durationMs", value: 4 },
            { path: "text", value: "4" },
            { path: "note", value: "a = b" },
          ],
        },
        problems: {},
      },
    ],
    [
      { turn: "0", since: "yesterday", values: "denied", tool: "read" },
      {
        query: { tool: "read" },
        problems: {
          turn: "A turn is a whole number from 1.",
          since: "This is not a date and a time.",
          values: "Write each value as field = value, with ; between them.",
        },
      },
    ],
  ])("%j is read", (fields, read) => {
    expect(readQuery(draft(fields))).toEqual(read);
  });

  test("has a chip for each field that asks something", () => {
    expect(queryChips(draft({ kind: "run-ended", since: "2026-11-21T10:30", tool: "  " }))).toEqual([
      { field: "kind", words: "event run-ended" },
      { field: "since", words: "from 2026-11-21 10:30" },
    ]);
  });
});
