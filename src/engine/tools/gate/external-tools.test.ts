import { describe, expect, test } from "vitest";
import { approvalId } from "../../../kernel/base/ids.ts";
import type { ExternalTool } from "../../../kernel/contracts/tool.ts";
import type { ApprovalAnswer } from "../../../kernel/rules/approval.ts";
import { addRule, call, createWorld, unwrap, type World, type WorldOptions, worldTools } from "./gate-world.fake.ts";
import { externalTool } from "./tool-kinds.fake.ts";

const open = (options: Omit<WorldOptions, "tools"> = {}, access: ExternalTool["access"] = "read"): World =>
  createWorld({ ...options, tools: (ran) => [...worldTools(ran), externalTool(access)] });
const errand = (number: number) => call(number, "errand", { what: `errand ${number}` });
const result = (text: string, isError = false): ApprovalAnswer => ({ type: "result", text, isError });

test("calls that follow each other are handed over together, and each waits for its own result", async () => {
  const world = open();
  const settling = world.settle(errand(1), errand(2), call(3, "peek"));
  await world.calm();
  expect(world.pending().map(({ kind, handedOver }) => [kind, handedOver])).toEqual([
    ["result", { task: "errand 1", expects: "what came of it" }],
    ["result", { task: "errand 2", expects: "what came of it" }],
  ]);
  unwrap(await world.answer("approval_2", result("second done")));
  await world.calm();
  unwrap(await world.answer("approval_1", result("no luck", true)));
  expect(unwrap(await settling).map(({ resultText, isError }) => [resultText, isError])).toEqual([
    ["no luck", true],
    ["second done", false],
    ["constant", false],
  ]);
  expect(world.types().filter((type) => type === "call-started")).toEqual([]);
});

test("both results may come in one commit", async () => {
  const world = open();
  const settling = world.settle(errand(1), errand(2));
  await world.calm();
  const before = world.store.commits();
  const answers = [1, 2].map((number) => ({ approvalId: approvalId(`approval_${number}`), answer: result(`done ${number}`) }));
  const stored = world.desk.answerAll(answers);
  expect(await stored).toEqual({ ok: true, value: null });
  expect(unwrap(await settling).map(({ resultText }) => resultText)).toEqual(["done 1", "done 2"]);
  expect(world.store.commits() - before).toBe(3);
});

test("where one of several answers does not fit, none is stored", async () => {
  const world = open();
  void world.settle(errand(1), errand(2));
  await world.calm();
  for (const second of [result(" "), { type: "approve" } as const]) {
    const stored = await world.desk.answerAll([
      { approvalId: approvalId("approval_1"), answer: result("done") },
      { approvalId: approvalId("approval_2"), answer: second },
    ]);
    expect(stored).toMatchObject({ ok: false, error: { type: "invalid-input" } });
  }
  expect(world.pending()).toHaveLength(2);
});

test("a call that reaches outside is not asked about twice: its result is all that is asked for", async () => {
  const world = open({ level: "ask-every-change" }, "external");
  const settling = world.settle(errand(1));
  await world.calm();
  expect(world.pending().map(({ kind, risks }) => [kind, risks])).toEqual([["result", ["network"]]]);
  unwrap(await world.answer("approval_1", result("done")));
  expect(unwrap(await settling)[0]?.resultText).toBe("done");
});

describe("a call that is handed over ends without a result when", () => {
  test("the person will not do it, which is what the model reads", async () => {
    const world = open();
    const settling = world.settle(errand(1));
    await world.calm();
    unwrap(await world.answer("approval_1", { type: "reject", reason: "not today" }));
    expect(unwrap(await settling)[0]?.resultText).toBe("Rejected by the person: not today");
  });
  test("the run is stopped", async () => {
    const world = open();
    const settling = world.settle(errand(1), errand(2));
    await world.calm();
    world.stop.abort();
    expect(unwrap(await settling).map(({ outcome }) => outcome)).toEqual(Array(2).fill({ type: "stopped", when: "waiting" }));
    expect(await world.answer("approval_1", result("too late"))).toMatchObject({ error: { type: "conflict" } });
  });
  test("a rule denies it: nothing is handed over", async () => {
    const world = open();
    await addRule(world, { match: { tools: ["errand"] } });
    expect(unwrap(await world.settle(errand(1)))[0]?.outcome.type).toBe("denied");
    expect(world.types()).toEqual(["rule-added", "call-settled"]);
  });
  test("its arguments are not valid: nothing is handed over", async () => {
    const world = open();
    const settled = unwrap(await world.settle(call(1, "errand", { bad: 1 })));
    expect([settled[0]?.outcome, world.pending()]).toMatchObject([{ failure: { type: "invalid-input" } }, []]);
  });
});

test("after a reload the same call waits under the same question, and a result from between counts", async () => {
  const world = open();
  void world.settle(errand(1), errand(2));
  await world.calm();
  const between = open({ after: world });
  unwrap(await between.answer("approval_1", result("done while away")));
  const later = open({ after: between });
  const settling = later.settle(errand(1), errand(2));
  await later.calm();
  expect(later.pending().map(({ approvalId: id }) => id)).toEqual(["approval_2"]);
  unwrap(await later.answer("approval_2", result("done now")));
  expect(unwrap(await settling).map(({ resultText }) => resultText)).toEqual(["done while away", "done now"]);
  expect(later.types().filter((type) => type === "approval-requested")).toHaveLength(2);
});
