import { expect, test } from "vitest";
import { auditLog } from "../../../e2e/audit/auditor.ts";
import { createFakeClock } from "../../kernel/base/clock.fake.ts";
import { createFakeRandom } from "../../kernel/base/random.fake.ts";
import { createDemoProvider } from "../../platform/providers/demo/provider.ts";
import { createWorkbench, say, statusOf } from "../workbench.fake.ts";

const demo = createDemoProvider({ clock: createFakeClock(), random: createFakeRandom() }, { pace: 0 });

test("the Demo's two helpers work, one of them asks by name, and what they said is told", async () => {
  const asked: string[] = [];
  const tab = await createWorkbench(demo, ({ agentPath = [], tool }) => {
    asked.push(`${agentPath.join("/")} ${tool}`);
    return tool === "delete" ? { type: "approve" } : { type: "reject", reason: "keep the log" };
  }).open();
  await say(tab, "Ask two helpers");
  await tab.until(() => statusOf(tab) === "completed");
  const entries = await tab.entries();
  expect(auditLog(entries)).toEqual([]);
  expect(asked).toEqual(["caretaker delete", "caretaker write"]);
  const answer = entries.flatMap(({ event }) => (event.type === "text-appended" ? [event.text] : [])).at(-1);
  expect(answer).toContain("**librarian**:\n\n> **10 lines** with “water” in 8 files.");
  expect(answer).toContain("> - Deleted `/plans/scratch.txt`.");
  expect(answer).toContain("“keep the log”");
});
