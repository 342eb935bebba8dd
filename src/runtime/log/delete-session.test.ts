import { expect, test } from "vitest";
import { auditLog } from "../../../e2e/audit/auditor.ts";
import { abortedFailure } from "../../kernel/base/failure.ts";
import type { Provider } from "../../kernel/contracts/provider.ts";
import { noUsage } from "../../kernel/model/usage.ts";
import { createWorkbench, plannedProvider, say } from "../workbench.fake.ts";

/** A model that has begun to answer and goes on until it is stopped. */
const endlessProvider: Provider = {
  stream: async function* (_request, signal) {
    yield { type: "text-delta", delta: "It goes on" };
    await new Promise((resolve) => signal.addEventListener("abort", resolve, { once: true }));
    yield { type: "failed", failure: abortedFailure, usage: noUsage };
  },
};

test("a session whose run goes on is stopped, then deleted, and nothing of it is left or starts again", async () => {
  const tab = await createWorkbench(endlessProvider).open();
  const session = await say(tab, "the secret plan");
  await tab.until(() => tab.workspace.snapshot().runningRunIds.length === 1);
  const deleted = await tab.workspace.deleteSession(session);
  const { sessions, runningRunIds } = tab.workspace.snapshot();
  const entries = await tab.entries();
  expect([deleted, sessions, runningRunIds, tab.notices, auditLog(entries)]).toEqual([{ ok: true, value: null }, [], [], [], []]);
  expect(JSON.stringify(entries)).not.toMatch(/secret plan|It goes on/);
});

test("a session that waits for an answer is deleted with its question, and the file stays as it was", async () => {
  const plan = [{ text: "", calls: [{ tool: "delete", input: { path: "/plants/ferns.md" } }] }];
  const tab = await createWorkbench(plannedProvider(plan)).open();
  const before = await tab.files();
  const session = await say(tab, "clean up");
  await tab.until(() => tab.workspace.snapshot().approvals.length === 1);
  const deleted = await tab.workspace.deleteSession(session);
  expect([deleted.ok, tab.workspace.snapshot().approvals, await tab.files(), tab.notices]).toEqual([true, [], before, []]);
  expect(auditLog(await tab.entries())).toEqual([]);
});
