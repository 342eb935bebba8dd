import { expect, test } from "vitest";
import { auditLog } from "../../../e2e/audit/auditor.ts";
import { foldMessages } from "../../engine/agent/fold-messages.ts";
import { withReminders } from "../../engine/agent/reminders.ts";
import type { ModelRequest } from "../../kernel/contracts/provider.ts";
import type { Message } from "../../kernel/conversation/message.ts";
import { createWorkbench, plannedProvider, say, statusOf } from "../workbench.fake.ts";

test("a reminder is in its request and in the log and nowhere else, so the log gives the request again", async () => {
  const look = { tool: "list", input: { path: "/" } };
  const planned = plannedProvider([
    { text: "", calls: [look] },
    { text: "", calls: [look] },
  ]);
  const sent: Message[][] = [];
  const bench = createWorkbench({
    stream: (request: ModelRequest, signal) => {
      sent.push([...request.messages]);
      return planned.stream(request, signal);
    },
  });
  const tab = await bench.open();
  await say(tab, "Look twice");
  await tab.until(() => statusOf(tab) === "completed");
  const entries = await tab.entries();
  const given = entries.flatMap(({ event, seq }) =>
    event.type === "reminder-given" ? [{ seq, about: event.about, text: event.text }] : [],
  );
  expect([given.map(({ about }) => about), sent.length]).toEqual([["repeated-call"], 3]);
  const before = foldMessages(entries.filter(({ seq }) => seq < (given[0]?.seq ?? 0))).history;
  expect(sent[2]).toEqual(withReminders(before, given));
  expect(JSON.stringify(foldMessages(entries).history)).not.toContain("system-reminder");
  expect(auditLog(entries)).toEqual([]);
});
