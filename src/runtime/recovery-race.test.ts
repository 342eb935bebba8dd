import { expect, test } from "vitest";
import { auditLog } from "../../e2e/audit/auditor.ts";
import type { LogEntry } from "../kernel/log-entry.ts";
import { createDoom } from "./doom.fake.ts";
import {
  createWorkbench,
  type OpenTab,
  type PlannedAnswer,
  plannedProvider,
  say,
  statusOf,
  type Workbench,
} from "./workbench.fake.ts";

const rounds = 20;

const plan: readonly PlannedAnswer[] = [
  { text: "I write. ", calls: [{ tool: "write", input: { file_path: "/w/a.md", content: "one\n" } }] },
  { text: "", calls: [{ tool: "write", input: { file_path: "/w/b.md", content: "two\n" } }] },
  { text: "That was all.", calls: [] },
];

/** Opens a tab that says something and dies at its commit number `at`. */
const dieAt = async (bench: Workbench, at: number): Promise<void> => {
  const { point, death } = createDoom((commit) => commit === at);
  void bench.open({ point }).then((tab) => say(tab, "go"));
  await death;
};

const countOf = (entries: readonly LogEntry[], type: LogEntry["event"]["type"]): number =>
  entries.filter(({ event }) => event.type === type).length;

const turns = async (count: number): Promise<void> => {
  for (let turn = 0; turn < count; turn += 1) await new Promise((resolve) => setImmediate(resolve));
};

test("two tabs that recover and resume one run at the same time: one wins, and the run goes on once", async () => {
  for (let round = 0; round < rounds; round += 1) {
    const bench = createWorkbench(plannedProvider(plan));
    await dieAt(bench, 6 + (round % 5));
    const open = async (delay: number): Promise<OpenTab> => {
      await turns(delay);
      return bench.open();
    };
    const opened = await Promise.allSettled([open(0), open(round % 7)]);
    const tabs = opened.flatMap((tab) => (tab.status === "fulfilled" ? [tab.value] : []));
    expect(tabs.length).toBeGreaterThan(0);
    const resumed = await Promise.all(
      tabs.map(async ({ workspace }, index) => {
        await turns((round * (index + 1)) % 5);
        const runId = workspace.snapshot().sessions[0]?.openRunId;
        return runId === undefined ? undefined : workspace.resumeRun(runId);
      }),
    );
    expect(resumed.filter((answer) => answer?.ok === true).length, `round ${round}`).toBe(1);
    await Promise.race(tabs.map((tab) => tab.until(() => statusOf(tab) === "completed")));
    const last = await bench.open();
    const entries = await last.entries();
    expect(
      ["run-interrupted", "run-resumed", "run-ended", "call-settled"].map((type) =>
        countOf(entries, type as LogEntry["event"]["type"]),
      ),
      `round ${round}`,
    ).toEqual([1, 1, 1, 2]);
    expect([auditLog(entries), (await last.files())["/w/b.md"]], `round ${round}`).toEqual([[], "two\n"]);
  }
}, 120_000);
