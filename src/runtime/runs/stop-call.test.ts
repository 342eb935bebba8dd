import { expect, test } from "vitest";
import { auditLog } from "../../../e2e/audit/auditor.ts";
import { createWorkbench, plannedProvider, say, statusOf } from "../workbench.fake.ts";

test("a person stops one call of a run: it is settled as stopped, the run goes on, and a second stop finds nothing", async () => {
  const plan = [
    {
      text: "",
      calls: [
        { tool: "count_words", input: { path: "/" } },
        { tool: "list", input: { path: "/" } },
      ],
    },
    { text: "Done.", calls: [] },
  ];
  const tab = await createWorkbench(plannedProvider(plan)).open();
  await say(tab, "go");
  const progressed = () => tab.heard.find(({ event }) => event.type === "call-progressed")?.event;
  await tab.until(() => progressed() !== undefined);
  const event = progressed();
  if (event?.type !== "call-progressed") throw new Error("The count told nothing.");
  expect(await tab.workspace.stopCall(event.callId)).toEqual({ ok: true, value: null });
  await tab.until(() => statusOf(tab) === "completed");
  const entries = await tab.entries();
  const outcomes = entries.flatMap(({ event: one }) => (one.type === "call-settled" ? [one.outcome.type] : []));
  expect([outcomes, auditLog(entries)]).toEqual([["stopped", "done"], []]);
  expect(await tab.workspace.stopCall(event.callId)).toMatchObject({ ok: false, error: { type: "conflict" } });
});
