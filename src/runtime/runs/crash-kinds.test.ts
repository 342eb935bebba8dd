import { expect, test } from "vitest";
import { auditLog } from "../../../e2e/audit/auditor.ts";
import type { LogEntry } from "../../kernel/log/log-entry.ts";
import type { Approval, ApprovalAnswer } from "../../kernel/rules/approval.ts";
import { createWorkbench, type OpenTab, type PlannedAnswer, plannedProvider, say, statusOf } from "../workbench.fake.ts";
import { createDoom } from "./doom.fake.ts";

/** A call of each kind that the product has: one that goes on, one that is prepared, two that are done outside. */
const plan: readonly PlannedAnswer[] = [
  {
    text: "First a file. ",
    calls: [
      { tool: "write", input: { file_path: "/w/scratch.txt", content: "one two\n" } },
      { tool: "write", input: { file_path: "/w/kept.md", content: "kept\n" } },
    ],
  },
  { text: "Counting. ", calls: [{ tool: "count_words", input: { path: "/w/kept.md" } }] },
  { text: "Cleaning. ", calls: [{ tool: "plan_cleanup", input: { path: "/w" } }] },
  {
    text: "",
    calls: [
      { tool: "hand_over", input: { task: "look outside" } },
      { tool: "hand_over", input: { task: "call the shop" } },
    ],
  },
  { text: "That was all.", calls: [] },
];

const person = ({ handedOver }: Approval): ApprovalAnswer =>
  handedOver === undefined ? { type: "approve" } : { type: "result", text: `did: ${handedOver.task}`, isError: false };

const finish = async (tab: OpenTab): Promise<void> => {
  const [session] = tab.workspace.snapshot().sessions;
  if (session === undefined) await say(tab, "go");
  else if (session.status === "empty") await tab.workspace.sendMessage(session.sessionId, "again" as never, "go");
  else if (session.status === "interrupted" && session.openRunId !== undefined) await tab.workspace.resumeRun(session.openRunId);
  await tab.until(() => statusOf(tab) === "completed");
};

const results = (entries: readonly LogEntry[]): readonly string[] =>
  entries.flatMap(({ event }) =>
    event.type === "call-settled" ? [event.outcome.type === "done" ? event.outcome.output.text : event.outcome.type] : [],
  );

const begun = (entries: readonly LogEntry[]): number => entries.filter(({ event }) => event.type === "operation-started").length;

test("a tab that dies at any commit of calls of every kind loses nothing, begins nothing twice, and ends the same", {
  timeout: 300_000,
}, async () => {
  const story = async (dieAt: number) => {
    const bench = createWorkbench(plannedProvider(plan), person);
    const { point, death, commits } = createDoom((commit) => commit === dieAt);
    const first = bench.open({ point }).then(async (tab) => {
      await finish(tab);
      return tab;
    });
    await Promise.race([death, first]);
    const tab = commits() < dieAt ? await first : await bench.open();
    if (commits() >= dieAt) await finish(tab);
    const [entries, files] = [await tab.entries(), await tab.files()];
    tab.workspace.close();
    return { points: commits(), entries, own: Object.keys(files).filter((path) => path.startsWith("/w/")) };
  };
  const golden = await story(Number.POSITIVE_INFINITY);
  expect([golden.own, results(golden.entries).slice(2), begun(golden.entries)]).toEqual([
    ["/w/kept.md"],
    [
      "1 text file in /w/kept.md: 1 word, 1 line.\n1\t1\t/w/kept.md\n(words, lines, path; the 1 file with the most words)",
      "Cleaned up 1 thing as planned:\nDelete /w/scratch.txt (8 bytes): its name says that it is left over",
      "did: look outside",
      "did: call the shop",
    ],
    1,
  ]);
  expect(golden.points).toBeGreaterThan(20);
  for (let point = 1; point <= golden.points; point += 1) {
    const { entries, own } = await story(point);
    expect(auditLog(entries), `dead at commit ${point}`).toEqual([]);
    expect([own, results(entries), begun(entries)], `dead at commit ${point}`).toEqual([golden.own, results(golden.entries), 1]);
  }
});
