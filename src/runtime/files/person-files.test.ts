import { expect, test } from "vitest";
import { messageId, ruleId } from "../../kernel/base/ids.ts";
import { lockRule } from "../../kernel/files/path-lock.ts";
import { createWorkbench, plannedProvider, say } from "../workbench.fake.ts";

const write = (file_path: string, content: string) => ({ tool: "write", input: { file_path, content } });

test("what a person locked no agent changes, moves or deletes, until it is unlocked", async () => {
  const plan = [
    {
      text: "",
      calls: [
        write("/kept/a.md", "agent\n"),
        { tool: "delete", input: { path: "/kept/a.md" } },
        { tool: "move", input: { from: "/kept", to: "/gone" } },
        { tool: "move", input: { from: "/kept/a.md", to: "/gone.md" } },
        { tool: "delete", input: { path: "/", recursive: true } },
        { tool: "read", input: { file_path: "/kept/a.md" } },
        write("/free.md", "agent\n"),
      ],
    },
  ];
  const tab = await createWorkbench(plannedProvider(plan), () => ({ type: "approve" })).open();
  const { workspace } = tab;
  await workspace.changeFiles([{ type: "write", path: "/kept/a.md", text: "mine\n", base: null }], undefined);
  const lock = lockRule("/kept/a.md", ruleId("lock"), 1);
  expect(await workspace.addRule(lock)).toEqual({ ok: true, value: null });
  const session = await say(tab, "Tidy up");
  await tab.until(() => workspace.snapshot().sessions[0]?.status === "completed");

  const outcomes = (await tab.entries()).flatMap(({ event }) => (event.type === "call-settled" ? [event.outcome.type] : []));
  expect(outcomes.join(" ")).toBe("denied denied denied denied done done done");
  expect(await tab.files()).toMatchObject({ "/kept/a.md": "mine\n", "/free.md": "agent\n" });

  // The person is no agent.
  const mine = await workspace.changeFiles([{ type: "move", from: "/kept/a.md", to: "/kept/b.md" }], session);
  expect(mine.ok).toBe(true);
  await workspace.changeFiles([{ type: "move", from: "/kept/b.md", to: "/kept/a.md" }], session);
  await workspace.removeRule(lock.ruleId);
  await workspace.sendMessage(session, messageId("again"), "Tidy up");
  await tab.until(() => workspace.snapshot().sessions[0]?.status === "completed");
  expect((await tab.files())["/kept/a.md"]).toBe(undefined);
});
