import { expect, test } from "vitest";
import type { ModelRequest, Provider } from "../../kernel/contracts/provider.ts";
import { noUsage } from "../../kernel/model/usage.ts";
import type { Guardrail } from "../../kernel/rules/guardrail.ts";
import { createWorkbench, type OpenTab, plannedProvider, say, statusOf } from "../workbench.fake.ts";

const base = { guardrailId: "g1", name: "Guard", isOn: true, text: "" } as const;
const forbidAnswer: Guardrail = { ...base, type: "answer", rule: "forbid", pattern: "(?i)secret", action: "send-back" };
const usage = { ...noUsage, inputTokens: 10, outputTokens: 5 };

/** A model that says one line of its script after the other, and notes what it is sent. */
const scripted = (...lines: readonly string[]): { readonly provider: Provider; readonly asked: ModelRequest[] } => {
  const asked: ModelRequest[] = [];
  const provider: Provider = {
    stream: async function* (request) {
      asked.push({ ...request, messages: [...request.messages] });
      yield { type: "text-delta", delta: lines[asked.length - 1] ?? "Fine." };
      yield { type: "finished", reason: { type: "end-turn" }, usage };
    },
  };
  return { provider, asked };
};

const sentTexts = ({ messages }: ModelRequest): readonly string[] =>
  messages.flatMap(({ blocks }) => blocks.flatMap((block) => (block.type === "text" ? [block.text] : [])));

const over = (tab: OpenTab) => tab.until(() => tab.workspace.snapshot().runningRunIds.length === 0 && statusOf(tab) !== "empty");

const withGuardrail = async (provider: Provider, guardrail: Guardrail): Promise<OpenTab> => {
  const tab = await createWorkbench(provider, () => ({ type: "approve" })).open();
  expect(await tab.workspace.setGuardrail(guardrail)).toEqual({ ok: true, value: null });
  return tab;
};

test("an answer that is sent back is asked for again and stands nowhere in the log", async () => {
  const { provider, asked } = scripted("The SECRET is out.", "All quiet.");
  const tab = await withGuardrail(provider, forbidAnswer);
  await say(tab, "Tell me.");
  await over(tab);
  expect(statusOf(tab)).toBe("completed");
  expect(sentTexts(asked[1]!)).toEqual([
    "Tell me.",
    "[Your answer was not accepted by the check “Guard”, and nobody saw it. “(?i)secret” may not be in it. Answer again so that the check accepts it.]",
  ]);
  const log = JSON.stringify(await tab.entries());
  expect([log.includes("SECRET is out"), log.includes("All quiet.")]).toEqual([false, true]);
  expect(tab.workspace.snapshot().sessions[0]?.usage).toEqual({ ...noUsage, inputTokens: 20, outputTokens: 10 });
});

test("what has to be in an answer is asked of the answer and not of the words between calls", async () => {
  const provider = plannedProvider([
    { text: "Looking.", calls: [{ tool: "list", input: { path: "/" } }] },
    { text: "Source: /", calls: [] },
  ]);
  const tab = await withGuardrail(provider, { ...base, type: "answer", rule: "require", pattern: "Source", action: "block" });
  await say(tab, "Look.");
  await over(tab);
  expect(statusOf(tab)).toBe("completed");
});

test("what is masked leaves masked and stays as it was said", async () => {
  const { provider, asked } = scripted("Hello.");
  const tab = await withGuardrail(provider, { ...base, type: "request", rule: "forbid", pattern: "\\w+@\\w+", action: "mask" });
  await say(tab, "Write to ann@home\nand bob@work today.");
  await over(tab);
  expect(sentTexts(asked[0]!)).toEqual(["Write to […]\nand […] today."]);
  const log = await tab.entries();
  expect(JSON.stringify(log)).toContain("ann@home");
  expect(log.filter(({ event }) => event.type === "hook-acted").map(({ event }) => event)).toEqual([
    {
      type: "hook-acted",
      point: "before-request",
      name: "Guard",
      did: "changed-request",
      text: "Matches of “\\w+@\\w+” were sent as “[…]”, in 1 place of the request. The conversation here is as it was said.",
    },
  ]);
});

test("a request that is blocked is not sent; the same message goes out once the guardrail is off", async () => {
  const { provider, asked } = scripted("Hello.");
  const guardrail: Guardrail = { ...base, type: "request", rule: "forbid", pattern: "Ann", action: "block", text: "No names." };
  const tab = await withGuardrail(provider, guardrail);
  await say(tab, "Ann said hello.");
  await over(tab);
  expect([statusOf(tab), asked]).toEqual(["failed", []]);
  await tab.workspace.setGuardrail({ ...guardrail, isOn: false });
  await say(tab, "Ann said hello again.");
  await over(tab);
  expect(asked).toHaveLength(1);
});

test("a call is blocked, or asked about, by what is in its arguments", async () => {
  const write = (path: string) => ({ tool: "write", input: { file_path: path, content: "x" } });
  const plan = [{ text: "", calls: [write("/a"), write("/notes/b")] }];
  const call: Guardrail = { ...base, type: "call", tools: ["write"], pattern: "^/notes/", action: "block", text: "Not there." };
  const blocked = await withGuardrail(plannedProvider(plan), call);
  await say(blocked, "Write.");
  await over(blocked);
  const settled = (await blocked.entries()).flatMap(({ event }) => (event.type === "call-settled" ? [event.outcome] : []));
  expect(settled).toMatchObject([{ type: "done" }, { type: "denied", by: "hook", reason: "Not there." }]);

  const asking = await withGuardrail(plannedProvider(plan), { ...call, action: "ask" });
  await say(asking, "Write.");
  await over(asking);
  const asked = (await asking.entries()).flatMap(({ event }) => (event.type === "approval-requested" ? [event.approval] : []));
  expect(asked.map(({ input, rule }) => [input, rule.sentence])).toEqual([
    [{ file_path: "/notes/b", content: "x" }, "Not there."],
  ]);
});

test("guardrails survive a reload in their order, change in place, and go", async () => {
  const bench = createWorkbench(scripted().provider);
  const first = await bench.open();
  const call: Guardrail = { ...base, guardrailId: "g2", type: "call", tools: [], pattern: "", action: "ask" };
  await first.workspace.setGuardrail(forbidAnswer);
  await first.workspace.setGuardrail(call);
  await first.workspace.setGuardrail({ ...forbidAnswer, name: "Renamed" });
  first.workspace.close();
  const second = await bench.open();
  expect(second.workspace.snapshot().guardrails).toEqual([{ ...forbidAnswer, name: "Renamed" }, call]);
  await second.workspace.removeGuardrail("g1");
  expect(second.workspace.snapshot().guardrails).toEqual([call]);
});

test("a guardrail that cannot be read is refused and changes nothing", async () => {
  const { workspace } = await createWorkbench(scripted().provider).open();
  const refused = [
    { ...forbidAnswer, pattern: "(?=x)" },
    { ...forbidAnswer, pattern: "" },
    { ...forbidAnswer, name: " " },
    { ...forbidAnswer, action: "mask" } as unknown as Guardrail,
    { ...base, type: "request", rule: "require", pattern: "x", action: "mask" } as Guardrail,
  ];
  for (const guardrail of refused) {
    expect(await workspace.setGuardrail(guardrail)).toMatchObject({ ok: false, error: { type: "invalid-input" } });
  }
  expect(workspace.snapshot().guardrails).toEqual([]);
});

test("a run that repeats a call is stopped at it, and the other calls go on", async () => {
  const look = { tool: "list", input: { path: "/" } };
  const provider = plannedProvider([
    { text: "", calls: [look] },
    { text: "", calls: [look, { tool: "list", input: { path: "/notes" } }] },
  ]);
  const tab = await withGuardrail(provider, { ...base, type: "repetition", most: 1, pattern: "", action: "block" });
  await say(tab, "Look around.");
  await over(tab);
  const outcomes = (await tab.entries()).flatMap(({ event }) => (event.type === "call-settled" ? [event.outcome] : []));
  expect(outcomes.map((outcome) => (outcome.type === "denied" ? outcome.reason : outcome.type))).toEqual([
    "done",
    "This run has made the same call once already; it may make it once.",
    "done",
  ]);
});

test.each<readonly [string, object]>([
  ["a host with a scheme", { type: "egress", hosts: ["https://a.test"] }],
  ["a host that is none", { type: "egress", hosts: ["a test"] }],
  ["no list of hosts", { type: "egress", hosts: "a.test" }],
  ["a count of none", { type: "repetition", most: 0 }],
  ["a count that is no whole number", { type: "repetition", most: 1.5 }],
  ["an action that calls do not know", { type: "repetition", most: 2, action: "mask" }],
])("a guardrail with %s is refused", async (_, more) => {
  const tab = await createWorkbench(plannedProvider([])).open();
  const guardrail = { ...base, pattern: "", action: "block", ...more } as unknown as Guardrail;
  expect(await tab.workspace.setGuardrail(guardrail)).toMatchObject({ ok: false, error: { type: "invalid-input" } });
  expect(tab.workspace.snapshot().guardrails).toEqual([]);
});
