import { expect, test } from "vitest";
import type { ModelRequest, Provider } from "../../kernel/contracts/provider.ts";
import { textOf } from "../../kernel/conversation/message.ts";
import { noUsage } from "../../kernel/model/usage.ts";
import type { Approval, ApprovalAnswer } from "../../kernel/rules/approval.ts";
import type { Guardrail } from "../../kernel/rules/guardrail.ts";
import { isReviewing } from "../../kernel/rules/reviewer.ts";
import { createWorkbench, type OpenTab, plannedProvider, say, statusOf } from "../workbench.fake.ts";

const second: Guardrail = {
  guardrailId: "g1",
  name: "A second look",
  isOn: true,
  pattern: "",
  text: "",
  type: "review",
  tools: [],
  instructions: "No secrets.",
  model: null,
  action: "block",
};
const usage = { ...noUsage, inputTokens: 100, outputTokens: 3 };
const write = (path: string) => ({ tool: "write", input: { file_path: path, content: "x" } });
const plan = [{ text: "", calls: [{ tool: "list", input: { path: "/" } }, write("/a"), write("/secret")] }];

/** An agent that follows the plan, reviewed by itself: it objects to what names a secret. */
const reviewing = (verdictOn: (message: string) => string) => {
  const reviewed: ModelRequest[] = [];
  const agent = plannedProvider(plan);
  const provider: Provider = {
    stream: (request, signal) => {
      if (!isReviewing(request.system)) return agent.stream(request, signal);
      reviewed.push(request);
      return (async function* () {
        yield { type: "text-delta" as const, delta: verdictOn(request.messages.map(textOf).join("")) };
        yield { type: "finished" as const, reason: { type: "end-turn" as const }, usage };
      })();
    },
  };
  return { provider, reviewed };
};
const objectsToSecrets = (message: string): string => (message.includes("/secret") ? "OBJECT: It writes a secret." : "ALLOW");

const over = (tab: OpenTab) => tab.until(() => tab.workspace.snapshot().runningRunIds.length === 0 && statusOf(tab) !== "empty");
const played = async (
  provider: Provider,
  guardrail: Guardrail,
  answer: (approval: Approval) => ApprovalAnswer | undefined = () => ({ type: "approve" }),
): Promise<OpenTab> => {
  const tab = await createWorkbench(provider, answer).open();
  expect(await tab.workspace.setGuardrail(guardrail)).toEqual({ ok: true, value: null });
  await say(tab, "Write.");
  await over(tab);
  return tab;
};
const outcomesOf = async (tab: OpenTab) =>
  (await tab.entries()).flatMap(({ event }) => (event.type === "call-settled" ? [event.outcome] : []));

test("a second model is asked before each call that acts, and what it objects to does not run", async () => {
  const { provider, reviewed } = reviewing(objectsToSecrets);
  const tab = await played(provider, second);
  expect(await outcomesOf(tab)).toMatchObject([
    { type: "done" },
    { type: "done" },
    { type: "denied", by: "hook", reason: "The reviewer objects: It writes a secret." },
  ]);
  expect(reviewed).toHaveLength(2);
  expect(reviewed[0]?.system).toContain("No secrets.");
  const reviews = (await tab.entries()).flatMap(({ event }) => (event.type === "call-reviewed" ? [event] : []));
  expect(reviews).toMatchObject([
    { name: "A second look", model: { provider: "demo" }, verdict: "passed", reason: "", usage },
    { name: "A second look", model: { provider: "demo" }, verdict: "objected", reason: "It writes a secret.", usage },
  ]);
  expect(Object.keys(await tab.files())).not.toContain("/secret");
});

test("what reviews used counts for the session and for no run", async () => {
  const tab = await played(reviewing(objectsToSecrets).provider, second);
  const ended = (await tab.entries()).flatMap(({ event }) => (event.type === "run-ended" ? [event.summary.usage] : []));
  expect(ended).toMatchObject([{ inputTokens: 20 }]);
  expect(tab.workspace.snapshot().sessions[0]?.usage).toMatchObject({ inputTokens: 220, outputTokens: 16 });
});

test("where the person is to be asked, the card says what was objected", async () => {
  const sentences: string[] = [];
  const tab = await played(reviewing(objectsToSecrets).provider, { ...second, action: "ask" }, ({ rule }) => {
    sentences.push(rule.sentence);
    return { type: "approve" };
  });
  expect(sentences).toEqual(["The reviewer objects: It writes a secret."]);
  expect(Object.keys(await tab.files())).toContain("/secret");
});

test("where nobody gives a verdict, nothing runs", async () => {
  const tab = await played(reviewing(() => "Well…").provider, second);
  const reason = "It could not be reviewed: It gave no verdict: Well…";
  expect(await outcomesOf(tab)).toMatchObject([{ type: "done" }, { type: "denied", reason }, { type: "denied", reason }]);
});

test("a reviewer that cannot be reached stands against every call", async () => {
  const { provider, reviewed } = reviewing(objectsToSecrets);
  const model = { provider: "anthropic", baseUrl: "https://api.anthropic.com", model: "m" } as const;
  const tab = await played(provider, { ...second, model });
  expect((await outcomesOf(tab)).map(({ type }) => type)).toEqual(["done", "denied", "denied"]);
  expect(reviewed).toEqual([]);
});

test("a verdict that was given is not asked for again after a reload", async () => {
  const { provider, reviewed } = reviewing(objectsToSecrets);
  const bench = createWorkbench(provider);
  const first = await bench.open();
  await first.workspace.setGuardrail({ ...second, action: "ask" });
  await say(first, "Write.");
  await first.until(() => first.workspace.snapshot().approvals.length === 1);
  first.workspace.close();
  const again = await bench.open();
  const [approval] = again.workspace.snapshot().approvals;
  await again.workspace.answerApproval(approval!.approvalId, { type: "approve" });
  await again.until(() => statusOf(again) === "completed");
  expect(reviewed).toHaveLength(2);
  expect(Object.keys(await again.files())).toContain("/secret");
});

test("a reviewer is a model that exists, in a guardrail that can be stored and read again", async () => {
  const bench = createWorkbench(plannedProvider([]));
  const { workspace } = await bench.open();
  for (const one of [
    { ...second, model: { provider: "anthropic", baseUrl: "nowhere", model: "m" } },
    { ...second, model: "demo" },
    { ...second, instructions: "x".repeat(2_001) },
    { ...second, tools: ["no tool!"] },
  ])
    expect(await workspace.setGuardrail(one as Guardrail)).toMatchObject({ ok: false, error: { type: "invalid-input" } });
  await workspace.setGuardrail({ ...second, model: { provider: "demo" } });
  workspace.close();
  expect((await bench.open()).workspace.snapshot().guardrails).toEqual([{ ...second, model: { provider: "demo" } }]);
});
