import { expect, test } from "vitest";
import { createWorkbench, type OpenTab, type PlannedAnswer, plannedFamily, say, statusOf } from "../workbench.fake.ts";

const write = (path: string, text: string): PlannedAnswer => ({
  text: "",
  calls: [{ tool: "write", input: { file_path: path, content: text } }],
});

const list: PlannedAnswer = { text: "", calls: [{ tool: "list", input: { path: "/" } }] };
const plans: Readonly<Record<string, readonly PlannedAnswer[]>> = {
  "Make the folder.": [write("/rules/b.toml", '[[rate_limit_tool]]\ntool = "list"\nmax = 0\nseconds = 60\n')],
  "Break it.": [write("/rules/a.toml", "deny_tool = [")],
  "List.": [list],
  "List again.": [list],
  "List later.": [list],
  "Write.": [write("/notes.md", "hello")],
};

const ends = ({ heard }: OpenTab): number =>
  heard.filter(({ event }) => event.type === "run-ended" || event.type === "run-interrupted").length;
const ask = async (tab: OpenTab, text: string): Promise<void> => {
  const before = ends(tab);
  await say(tab, text);
  await tab.until(() => ends(tab) > before && tab.workspace.snapshot().runningRunIds.length === 0);
};
const outcomes = async (tab: OpenTab) =>
  (await tab.entries()).flatMap(({ event }) => (event.type === "call-settled" ? [event.outcome] : []));

test("a rule file is asked about, holds from the next call on and after a reload; a missing folder is nothing", async () => {
  const bench = createWorkbench(plannedFamily(plans), () => ({ type: "approve" }));
  const tab = await bench.open();
  await ask(tab, "List.");
  expect((await outcomes(tab)).map(({ type }) => type)).toEqual(["done"]);
  await ask(tab, "Make the folder.");
  const questions = (await tab.entries()).flatMap(({ event }) =>
    event.type === "approval-requested" ? [event.approval.rule.ruleId] : [],
  );
  expect(questions).toEqual(["level:rule-files:ask"]);
  await ask(tab, "List again.");
  const denied = { type: "denied", by: "rule", reason: "The rule rate_limit_tool:list of /rules/b.toml denies this call." };
  expect((await outcomes(tab)).at(-1)).toMatchObject(denied);
  const later = await bench.open();
  await later.until(() => later.workspace.snapshot().fileRules.length === 1);
  await ask(later, "List later.");
  expect((await outcomes(later)).at(-1)).toMatchObject(denied);
});

test("a malformed file stops every run by its name, and only until it is put right", async () => {
  const bench = createWorkbench(plannedFamily(plans), () => ({ type: "approve" }));
  const tab = await bench.open();
  await ask(tab, "Break it.");
  expect(statusOf(tab)).toBe("completed");
  await ask(tab, "Write.");
  expect(statusOf(tab)).toBe("interrupted");
  const interrupted = (await tab.entries()).flatMap(({ event }) =>
    event.type === "run-interrupted" ? [event.reason.message] : [],
  );
  expect(interrupted).toHaveLength(1);
  expect(interrupted[0]).toContain("/rules/a.toml cannot be read");
  const broken = (await tab.entries()).findLast(
    ({ event }) => event.type === "call-settled" && event.effect !== undefined,
  )?.event;
  if (broken?.type !== "call-settled" || broken.effect === undefined) throw new Error("Nothing broke the file.");
  const session = tab.workspace.snapshot().sessions[0];
  if (session?.openRunId === undefined) throw new Error("No run is open.");
  expect(await tab.workspace.undo(session.sessionId, broken.effect.effectId)).toMatchObject({ ok: true });
  expect(await tab.workspace.resumeRun(session.openRunId)).toMatchObject({ ok: true });
  await tab.until(() => tab.workspace.snapshot().runningRunIds.length === 0 && statusOf(tab) === "completed");
  expect((await outcomes(tab)).at(-1)).toMatchObject({ type: "done" });
});
