import { expect, test } from "vitest";
import { auditLog } from "../../../e2e/audit/auditor.ts";
import type { LogEntry } from "../../kernel/log/log-entry.ts";
import {
  createWorkbench,
  type OpenTab,
  type PlannedAnswer,
  plannedProvider,
  say,
  statusOf,
  type Workbench,
} from "../workbench.fake.ts";
import { createDoom } from "./doom.fake.ts";

const plan: readonly PlannedAnswer[] = [
  {
    text: "I write. ",
    calls: [
      { tool: "write", input: { file_path: "/w/a.md", content: "one\n" } },
      { tool: "write", input: { file_path: "/w/b.md", content: "two\n" } },
    ],
  },
  { text: "", calls: [{ tool: "write", input: { file_path: "/w/c.md", content: "three\n" } }] },
  { text: "That was all.", calls: [] },
];

/** Opens a tab that ends at its commit of this number; resolves once it has. */
const openDoomed = async (bench: Workbench, act: (tab: OpenTab) => unknown, last: number): Promise<void> => {
  const { point, death } = createDoom((commit) => commit === last);
  void bench.open({ point }).then(act);
  await death;
};

/** A tab in which the first run dies right after its second round of calls was started, as often as asked. */
const crashed = async (times: number) => {
  const { point, commits } = createDoom();
  const whole = await createWorkbench(plannedProvider(plan)).open({ point });
  await say(whole, "go");
  await whole.until(() => statusOf(whole) === "completed");
  const bench = createWorkbench(plannedProvider(plan));
  // The last commits of the whole run are: started, settled, the next turn and its answer, the end.
  await openDoomed(bench, (tab) => void say(tab, "go"), commits() - 4);
  const resume = ({ workspace }: OpenTab): void => {
    const runId = workspace.snapshot().sessions[0]?.openRunId;
    if (runId !== undefined) void workspace.resumeRun(runId, "again");
  };
  for (let crash = 1; crash < times; crash += 1) await openDoomed(bench, resume, 2);
  return bench;
};

const interruptions = (entries: readonly LogEntry[]) =>
  entries.flatMap(({ event }) => (event.type === "run-interrupted" ? [event.crashes] : []));

test("a run whose tab ended once is taken up by a plain resume", async () => {
  const tab = await (await crashed(1)).open();
  expect([statusOf(tab), interruptions(await tab.entries())]).toEqual(["interrupted", [1]]);
  const runId = tab.workspace.snapshot().sessions[0]?.openRunId;
  expect(runId !== undefined && (await tab.workspace.resumeRun(runId))).toEqual({ ok: true, value: null });
  await tab.until(() => statusOf(tab) === "completed");
  expect(Object.keys(await tab.files()).filter((path) => path.startsWith("/w/"))).toEqual(["/w/a.md", "/w/b.md", "/w/c.md"]);
});

const stuck = async () => {
  const tab = await (await crashed(2)).open();
  const runId = tab.workspace.snapshot().sessions[0]?.openRunId;
  if (runId === undefined) throw new Error("No run is open.");
  expect(interruptions(await tab.entries())).toEqual([1, 2]);
  return { tab, runId };
};

test("after the second time in one step a plain resume is refused, and trying again goes on", async () => {
  const { tab, runId } = await stuck();
  const before = (await tab.entries()).length;
  expect(await tab.workspace.resumeRun(runId)).toMatchObject({ ok: false, error: { type: "conflict" } });
  expect([statusOf(tab), (await tab.entries()).length]).toEqual(["interrupted", before]);
  expect(await tab.workspace.resumeRun(runId, "again")).toEqual({ ok: true, value: null });
  await tab.until(() => statusOf(tab) === "completed");
  expect((await tab.files())["/w/c.md"]).toBe("three\n");
  expect(auditLog(await tab.entries())).toEqual([]);
});

test("skipping gives the call under way an error result that the model reads, and the run goes on behind it", async () => {
  const { tab, runId } = await stuck();
  expect(await tab.workspace.resumeRun(runId, "skip")).toEqual({ ok: true, value: null });
  await tab.until(() => statusOf(tab) === "completed");
  const entries = await tab.entries();
  const outcomes = entries.flatMap(({ event }) => (event.type === "call-settled" ? [event.outcome] : []));
  expect(outcomes.map(({ type }) => type)).toEqual(["done", "done", "failed"]);
  expect(outcomes[2]).toMatchObject({ failure: { message: expect.stringContaining("skipped by the person") } });
  expect([(await tab.files())["/w/a.md"], (await tab.files())["/w/c.md"], auditLog(entries)]).toEqual(["one\n", undefined, []]);
});

test("ending the run settles what is open, and the session takes the next message", async () => {
  const { tab, runId } = await stuck();
  expect(await tab.workspace.stopRun(runId)).toEqual({ ok: true, value: null });
  expect([statusOf(tab), auditLog(await tab.entries())]).toEqual(["stopped", []]);
});

test("a third time is counted on", async () => {
  const bench = await crashed(3);
  const tab = await bench.open();
  expect(interruptions(await tab.entries())).toEqual([1, 2, 3]);
});
