import { expect, test } from "vitest";
import { ruleId } from "../../kernel/base/ids.ts";
import { permissionRule } from "../../kernel/rules/permission.ts";
import { postureRules } from "../../kernel/rules/posture.ts";
import type { Rule } from "../../kernel/rules/rule.ts";
import { createDoom } from "../runs/doom.fake.ts";
import { createWorkbench, type OpenTab, type PlannedAnswer, plannedProvider, say, statusOf } from "../workbench.fake.ts";

const rule = (name: string, changes: Partial<Rule> = {}): Rule => ({
  ruleId: ruleId(name),
  match: { tools: ["move"] },
  decision: "ask",
  scope: { type: "workspace" },
  madeBy: "person",
  madeAt: 1,
  sentence: `Rule ${name}.`,
  ...changes,
});
const granted = rule("granted", { decision: "allow", match: { tools: ["delete"] } });

const plan: readonly PlannedAnswer[] = [
  { text: "", calls: [{ tool: "write", input: { file_path: "/w/a.md", content: "one\n" } }] },
  { text: "", calls: [{ tool: "delete", input: { path: "/w/a.md" } }] },
];
const open = (
  point?: () => Promise<void>,
  bench = createWorkbench(plannedProvider(plan), () => ({ type: "allow-for", rule: granted })),
) => ({
  bench,
  tab: bench.open(point === undefined ? undefined : { point }),
});

/** What a person does to the rules, one thing after the other; `did` hears of each that was answered. */
const story = async (tab: OpenTab, did: () => void): Promise<void> => {
  const steps = [
    () => tab.workspace.addRule(rule("a")),
    () => tab.workspace.addRule(rule("b")),
    () => tab.workspace.orderRules([ruleId("b"), ruleId("a")]),
    () => tab.workspace.changeRule(rule("a", { decision: "deny", place: 1 })),
    () => tab.workspace.removeRule(ruleId("b")),
    () => tab.workspace.putRules(postureRules("research", "balanced", 2), []),
    () => tab.workspace.putRules(postureRules("research", "trusting", 3), [ruleId("a")]),
    () => tab.workspace.putRules([permissionRule("network", false, 4)], []),
    () => tab.workspace.putRules([permissionRule("network", true, 5)], []),
  ];
  for (const step of steps) {
    expect(await step()).toEqual({ ok: true, value: null });
    did();
  }
  await say(tab, "go");
  await tab.until(() => statusOf(tab) === "completed");
  did();
};
const rulesOf = ({ workspace }: OpenTab) => JSON.stringify(workspace.snapshot().rules);

test("a tab that dies at any commit of a change to the rules has made it or has not, and an approval with its rule likewise", async () => {
  const golden = createDoom();
  const first = await open(golden.point).tab;
  const states = [rulesOf(first)];
  await story(first, () => states.push(rulesOf(first)));
  expect(new Set(states).size).toBe(states.length);
  const points = golden.commits();
  expect(points).toBeGreaterThan(10);
  for (let k = 1; k <= points; k += 1) {
    const doom = createDoom((commit) => commit === k);
    const { bench, tab } = open(doom.point);
    let done = 0;
    const told = tab.then((opened) =>
      story(opened, () => {
        done += 1;
      }),
    );
    await Promise.race([doom.death, told]);
    const next = await bench.open();
    expect(states.slice(done, done + 2), `dead at commit ${k}`).toContain(rulesOf(next));
    const entries = await next.entries();
    const grants = entries.filter(({ event }) => event.type === "approval-answered" && event.answer.type === "allow-for").length;
    const made = entries.filter(({ event }) => event.type === "rule-added" && event.rule.ruleId === granted.ruleId).length;
    expect(made, `dead at commit ${k}`).toBe(grants);
    next.workspace.close();
  }
}, 120_000);
