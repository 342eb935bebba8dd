import { expect, test } from "vitest";
import { auditOf } from "../../kernel/log/audit.ts";
import { createWorkbench, type OpenTab, plannedProvider, say, statusOf } from "../workbench.fake.ts";

const plan = [
  {
    text: "",
    calls: [
      { tool: "write", input: { file_path: "/notes/a.md", content: "a" } },
      { tool: "delete", input: { path: "/README.md" } },
      { tool: "nothing", input: {} },
    ],
  },
];
const kindsIn = async (tab: OpenTab) => auditOf(await tab.entries()).map(({ tool, outcome }) => `${tool} ${outcome.kind}`);

test("a round that a reload cuts is accounted for whole, with what was answered from the log", async () => {
  const first = createWorkbench(plannedProvider(plan));
  const before = await first.open();
  const sessionId = await say(before, "Do it.");
  await before.until(() => statusOf(before) === "waiting");
  before.workspace.close();
  const after = await createWorkbench(
    plannedProvider(plan),
    () => ({ type: "reject", reason: "Keep it." }),
    undefined,
    first.factory,
  ).open();
  await after.until(() => statusOf(after) === "completed");
  expect(await kindsIn(after)).toEqual([
    "delete requires-confirmation",
    "write completed",
    "write cached",
    "delete blocked",
    "nothing completed",
  ]);
  const exported = await after.workspace.exportAudit(sessionId);
  if (!exported.ok) throw new Error(exported.error.message);
  expect(exported.value.jsonl.split("\n")).toHaveLength(6);
  expect(exported.value.jsonl).toContain('"kind":"cached"');
});
