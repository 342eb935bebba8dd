import { describe, expect, test } from "vitest";
import type { JsonValue } from "../base/json.ts";
import { alertsFrom, type LogAlert, withAlert } from "./alert.ts";

const alert = (changes: Partial<LogAlert> = {}): LogAlert => ({
  alertId: "alert_1",
  name: "Denied calls",
  query: { kinds: ["call-settled"], data: [{ path: "outcome.type", value: "denied" }], words: "fern", turn: 2 },
  seenSeq: 4,
  ...changes,
});

describe("alerts", () => {
  test("are added behind the others, and replaced in their place", () => {
    const [one, other] = [alert(), alert({ alertId: "alert_2" })];
    expect(withAlert([one], other)).toEqual({ ok: true, value: [one, other] });
    const seen = alert({ seenSeq: 9 });
    expect(withAlert([one, other], seen)).toEqual({ ok: true, value: [seen, other] });
  });

  test("are at most 20", () => {
    const many = Array.from({ length: 20 }, (_, index) => alert({ alertId: `alert_${index}` }));
    expect(withAlert(many, alert({ alertId: "alert_20" }))).toEqual({
      ok: false,
      error: { type: "invalid-input", message: "There are 20 alerts already; remove one first. Nothing was stored." },
    });
    expect(withAlert(many, alert({ alertId: "alert_3", seenSeq: 7 }))).toMatchObject({ ok: true });
  });

  test("are read as they were stored", () => {
    const stored = [alert(), alert({ query: {} })];
    expect(alertsFrom(stored as unknown as JsonValue)).toEqual(stored);
  });

  test.each<readonly [string, JsonValue]>([
    ["no list", "alerts"],
    ["nothing", [null]],
    ["without a name", [{ ...alert(), name: " " }] as unknown as JsonValue],
    ["with a name too long", [{ ...alert(), name: "n".repeat(121) }] as unknown as JsonValue],
    ["without a place", [{ ...alert(), seenSeq: "4" }] as unknown as JsonValue],
    ["with a query that is none", [{ ...alert(), query: [] }] as unknown as JsonValue],
    ["with a field that no query has", [{ ...alert(), query: { constructor: "x" } }] as unknown as JsonValue],
    ["with a field of another kind", [{ ...alert(), query: { kinds: "run-ended" } }] as unknown as JsonValue],
    ["with a value that has no path", [{ ...alert(), query: { data: [{ value: 1 }] } }] as unknown as JsonValue],
  ])("that are %s are left out, and refused", (_what, stored) => {
    expect(alertsFrom(stored)).toEqual([]);
    const [one] = Array.isArray(stored) ? (stored as readonly JsonValue[]) : [stored];
    expect(withAlert([], one as unknown as LogAlert)).toMatchObject({ ok: false });
  });
});
