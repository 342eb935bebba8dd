import { expect, test } from "vitest";
import { auditLog } from "../../../e2e/audit/auditor.ts";
import { counted } from "../../../e2e/soak.ts";
import { approvalId, messageId, type SessionId, sessionId } from "../../kernel/base/ids.ts";
import type { LogEntry } from "../../kernel/log/log-entry.ts";
import type { ApprovalAnswer } from "../../kernel/rules/approval.ts";
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

/** Each round begins and races at other moments; the moments of the first rounds are those of every test run. */
const rounds = counted(10, 200);
const patienceMs = counted(120_000, 900_000);

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

/** Opens two tabs at nearly the same time; one of them owns the workspace in the end. */
const openTwo = async (bench: Workbench, round: number): Promise<readonly OpenTab[]> => {
  const open = async (delay: number): Promise<OpenTab> => {
    await turns(delay);
    return bench.open();
  };
  const opened = await Promise.allSettled([open(0), open(round % 7)]);
  const tabs = opened.flatMap((tab) => (tab.status === "fulfilled" ? [tab.value] : []));
  expect(tabs.length, `round ${round}`).toBeGreaterThan(0);
  return tabs;
};

/** Lets every tab do the same thing at nearly the same time. */
const race = <Value>(
  tabs: readonly OpenTab[],
  round: number,
  act: (tab: OpenTab, place: number) => Promise<Value>,
): Promise<readonly Value[]> =>
  Promise.all(
    tabs.map(async (tab, place) => {
      await turns((round * (place + 1)) % 5);
      return act(tab, place);
    }),
  );

/** What every round ends with: the run completed in one tab, and its log is sound. */
const finished = async (bench: Workbench, tabs: readonly OpenTab[]): Promise<readonly LogEntry[]> => {
  await Promise.race(tabs.map((tab) => tab.until(() => statusOf(tab) === "completed")));
  const last = await bench.open();
  const entries = await last.entries();
  expect(auditLog(entries)).toEqual([]);
  return entries;
};

const newSession = async (bench: Workbench): Promise<SessionId> => {
  const tab = await bench.open();
  const created = await tab.workspace.createSession("Race");
  tab.workspace.close();
  return created.ok ? created.value.sessionId : sessionId("none");
};

test(
  "two tabs that send at the same time: one message is taken, and one run answers it",
  async () => {
    for (let round = 0; round < rounds; round += 1) {
      const bench = createWorkbench(plannedProvider(plan));
      const id = await newSession(bench);
      const tabs = await openTwo(bench, round);
      const sent = await race(tabs, round, ({ workspace }, place) =>
        // Every other round it is the same message, said again by the other tab.
        workspace.sendMessage(id, messageId(round % 2 === 0 ? "m" : `m${place}`), "go"),
      );
      expect(sent.filter(({ ok }) => ok).length, `round ${round}`).toBe(1);
      const entries = await finished(bench, tabs);
      expect(
        ["user-message", "run-started", "run-ended", "call-settled"].map((type) =>
          countOf(entries, type as LogEntry["event"]["type"]),
        ),
        `round ${round}`,
      ).toEqual([1, 1, 1, 2]);
    }
  },
  patienceMs,
);

const deletes: readonly PlannedAnswer[] = [
  { text: "", calls: [{ tool: "delete", input: { path: "/README.md" } }] },
  { text: "Done.", calls: [] },
];

test(
  "two tabs that answer one question at the same time: one answer counts, and the call is carried out or not as it says",
  async () => {
    for (let round = 0; round < rounds; round += 1) {
      const bench = createWorkbench(plannedProvider(deletes));
      const first = await bench.open();
      await say(first, "go");
      await first.until(() => first.workspace.snapshot().approvals.length === 1);
      const question = first.workspace.snapshot().approvals[0]?.approvalId ?? approvalId("none");
      first.workspace.close();
      const tabs = await openTwo(bench, round);
      const answers: readonly ApprovalAnswer[] = [{ type: "approve" }, { type: "reject", reason: "Keep it." }];
      const answerOf = (place: number): ApprovalAnswer => answers[(place + round) % 2] ?? { type: "approve" };
      const answered = await race(tabs, round, ({ workspace }, place) => workspace.answerApproval(question, answerOf(place)));
      const winner = answered.findIndex(({ ok }) => ok);
      expect(answered.filter(({ ok }) => ok).length, `round ${round}`).toBe(1);
      const entries = await finished(bench, tabs);
      const stored = entries.flatMap(({ event }) => (event.type === "approval-answered" ? [event.answer] : []));
      const outcomes = entries.flatMap(({ event }) => (event.type === "call-settled" ? [event.outcome.type] : []));
      const wanted = answerOf(winner);
      expect({ stored, outcomes }, `round ${round}`).toEqual({
        stored: [wanted],
        outcomes: [wanted.type === "approve" ? "done" : "denied"],
      });
      expect((await (await bench.open()).files())["/README.md"] === undefined, `round ${round}`).toBe(wanted.type === "approve");
    }
  },
  patienceMs,
);

test(
  "two tabs that recover and resume one run at the same time: one wins, and the run goes on once",
  async () => {
    for (let round = 0; round < rounds; round += 1) {
      const bench = createWorkbench(plannedProvider(plan));
      await dieAt(bench, 6 + (round % 5));
      const tabs = await openTwo(bench, round);
      const resumed = await race(tabs, round, async ({ workspace }) => {
        const runId = workspace.snapshot().sessions[0]?.openRunId;
        return runId === undefined ? undefined : workspace.resumeRun(runId);
      });
      expect(resumed.filter((answer) => answer?.ok === true).length, `round ${round}`).toBe(1);
      const entries = await finished(bench, tabs);
      expect(
        ["run-interrupted", "run-resumed", "run-ended", "call-settled"].map((type) =>
          countOf(entries, type as LogEntry["event"]["type"]),
        ),
        `round ${round}`,
      ).toEqual([1, 1, 1, 2]);
      expect((await (await bench.open()).files())["/w/b.md"], `round ${round}`).toBe("two\n");
    }
  },
  patienceMs,
);
