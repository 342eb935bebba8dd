import { expect, test } from "vitest";
import { createFakeClock } from "../../../kernel/base/clock.fake.ts";
import { callId, runId } from "../../../kernel/base/ids.ts";
import { createFakeStore } from "../../../kernel/contracts/store.fake.ts";
import type { Event } from "../../../kernel/log/event.ts";
import { noUsage } from "../../../kernel/model/usage.ts";
import { createLedger } from "./ledger.ts";

const call = callId("call_1");
const run = runId("run_1");
const clock = createFakeClock();
const openLedger = () => {
  const store = createFakeStore(clock);
  const put = (event: Event) =>
    store.append({
      entries: [{ runId: run, callId: call, causes: [], origins: [], event }],
      effects: [],
      expects: [],
      durability: "strict",
    });
  return { store, put, ledger: createLedger({ store }) };
};
const started: Event = { type: "call-started", callId: call, tool: "send", inputHash: "i", access: "external" };
const outcome = { type: "done", output: { text: "ok", isError: false } } as const;
const settled: Event = {
  type: "call-settled",
  callId: call,
  tool: "send",
  inputHash: "i",
  outcome,
  durationMs: 1,
  editedFields: ["to"],
};
const ended: Event = {
  type: "run-ended",
  outcome: { type: "stopped" },
  summary: { turns: 1, usage: noUsage, calls: 1, callsFailed: 0, filesChanged: 0, durationMs: 1 },
};

test("a call is fresh, then in doubt once it started, then settled", async () => {
  const { put, ledger } = openLedger();
  const seen = [ledger.entryFor(call)];
  await put(started);
  seen.push(ledger.entryFor(call));
  await put(settled);
  seen.push(ledger.entryFor(call));
  expect(seen).toEqual([
    { status: "fresh" },
    { status: "in-doubt", startedAt: clock.now(), access: "external" },
    { status: "settled", outcome, editedFields: ["to"], changedFiles: 0 },
  ]);
});

test("stored entries give the same ledger as those heard live", async () => {
  const { store, put, ledger } = openLedger();
  await put(started);
  const later = createLedger({ store });
  expect(later.entryFor(call)).toEqual({ status: "fresh" });
  later.load(store.entries);
  expect(later.entryFor(call)).toEqual(ledger.entryFor(call));
});

test("the calls of a run that ended are let go", async () => {
  const { put, ledger } = openLedger();
  await put(started);
  await put(settled);
  await put(ended);
  expect(ledger.entryFor(call)).toEqual({ status: "fresh" });
});

test("a closed ledger hears nothing more", async () => {
  const { put, ledger } = openLedger();
  ledger.close();
  await put(started);
  expect(ledger.entryFor(call)).toEqual({ status: "fresh" });
});
