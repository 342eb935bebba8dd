import { expect, test } from "vitest";
import type { Provider } from "../../kernel/contracts/provider.ts";
import { type Permission, permissionRule } from "../../kernel/rules/permission.ts";
import { postureRules } from "../../kernel/rules/posture.ts";
import { createWorkbench, type OpenTab, type PlannedAnswer, plannedProvider, say, statusOf } from "../workbench.fake.ts";

const write = (path: string): PlannedAnswer => ({
  text: "",
  calls: [{ tool: "write", input: { file_path: path, content: "one\n" } }],
});

const set = (tab: OpenTab, permission: Permission, isGranted: boolean, now: number) =>
  tab.workspace.putRules([permissionRule(permission, isGranted, now)], []);

const outcomes = async (tab: OpenTab): Promise<readonly string[]> =>
  (await tab.entries()).flatMap(({ event }) =>
    event.type === "call-settled" ? [event.outcome.type === "denied" ? event.outcome.reason : event.outcome.type] : [],
  );

test("a permission that is revoked while a run goes on holds from its next call, and granted again it does not", async () => {
  const plan = plannedProvider([write("/w/a"), write("/w/b"), write("/w/c")]);
  let tab: OpenTab | undefined;
  let asked = 0;
  const between: Provider = {
    stream: async function* (request, signal) {
      asked += 1;
      if (tab !== undefined && asked === 2) await set(tab, "file-write", false, 5);
      if (tab !== undefined && asked === 3) await set(tab, "file-write", true, 6);
      yield* plan.stream(request, signal);
    },
  };
  tab = await createWorkbench(between).open();
  await say(tab, "go");
  await tab.until(() => tab !== undefined && statusOf(tab) === "completed");
  expect(await outcomes(tab)).toEqual(["done", "The permission file-write is revoked, and this call needs it.", "done"]);
  const trail = await tab.workspace.readPermissions();
  const told = trail.ok ? trail.value.steps.map(({ did, permission, tool }) => [did, permission, tool]) : [];
  expect(told).toEqual([
    ["used", "file-write", "write"],
    ["used", "file-read", "write"],
    ["granted", "file-write", undefined],
    ["refused", "file-write", "write"],
    ["revoked", "file-write", undefined],
    ["used", "file-write", "write"],
    ["used", "file-read", "write"],
  ]);
  expect(trail).toMatchObject({ ok: true, value: { open: [] } });
  const [rule] = tab.workspace.snapshot().rules;
  expect([rule?.isOff, rule?.madeAt, rule?.from]).toEqual([true, 6, { type: "permission", permission: "file-write" }]);
});

test("several permissions that are missing are all named, and a tool that needs none runs", async () => {
  const tab = await createWorkbench(
    plannedProvider([write("/w/a"), { text: "", calls: [{ tool: "todo_read", input: {} }] }]),
  ).open();
  await set(tab, "file-write", false, 1);
  await set(tab, "file-read", false, 2);
  await say(tab, "go");
  await tab.until(() => statusOf(tab) === "completed");
  expect(await outcomes(tab)).toEqual([
    "The permission file-read is revoked, and this call needs it. The permission file-write is revoked, and this call needs it.",
    "done",
  ]);
});

test("a revocation survives a reload", async () => {
  const bench = createWorkbench(plannedProvider([write("/w/a")]));
  const first = await bench.open();
  await set(first, "file-write", false, 1);
  first.workspace.close();
  const tab = await bench.open();
  await say(tab, "go");
  await tab.until(() => statusOf(tab) === "completed");
  expect(await outcomes(tab)).toEqual(["The permission file-write is revoked, and this call needs it."]);
});

test("a posture is one commit, also where it takes the place of another", async () => {
  let commits = 0;
  const tab = await createWorkbench(plannedProvider([])).open({
    point: async () => {
      commits += 1;
    },
  });
  for (const posture of ["cautious", "trusting"] as const) {
    commits = 0;
    expect(await tab.workspace.putRules(postureRules("research", posture, 1), [])).toEqual({ ok: true, value: null });
    expect(commits).toBe(1);
    expect(tab.workspace.snapshot().rules.map(({ from }) => from)).toEqual(
      [1, 2, 3].map(() => ({ type: "posture", agent: "research", posture })),
    );
  }
});
