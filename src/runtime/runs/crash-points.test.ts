import { expect, test } from "vitest";
import { auditLog } from "../../../e2e/audit/auditor.ts";
import type { LogEntry } from "../../kernel/log/log-entry.ts";
import type { Approval, ApprovalAnswer } from "../../kernel/rules/approval.ts";
import { createWorkbench, type OpenTab, type PlannedAnswer, plannedProvider, say, statusOf } from "../workbench.fake.ts";
import { createDoom } from "./doom.fake.ts";

const plan: readonly PlannedAnswer[] = [
  {
    text: "I start with two notes. ",
    calls: [
      { tool: "write", input: { file_path: "/w/a.md", content: "one\ntwo\nthree\nfour\nfive\n" } },
      { tool: "write", input: { file_path: "/w/b.md", content: "two\n" } },
    ],
  },
  {
    text: "I look at them. ",
    calls: [
      { tool: "read", input: { file_path: "/w/a.md" } },
      { tool: "read", input: { file_path: "/w/b.md" } },
      { tool: "list", input: { path: "/w" } },
    ],
  },
  {
    text: "",
    calls: [
      { tool: "edit", input: { file_path: "/w/a.md", old_string: "one", new_string: "one and a half" } },
      { tool: "move", input: { from: "/w/b.md", to: "/w/c.md" } },
    ],
  },
  {
    text: "Two deletions. ",
    calls: [
      { tool: "delete", input: { path: "/w/c.md" } },
      { tool: "delete", input: { path: "/w/a.md" } },
    ],
  },
  { text: "", calls: [{ tool: "write", input: { file_path: "/w/end.md", content: "end\n" } }] },
  { text: "That was all.", calls: [] },
];

/** Lets the first deletion be, refuses the second. */
const person = ({ headline }: Approval): ApprovalAnswer =>
  headline.object.includes("a.md") ? { type: "reject", reason: "keep a.md" } : { type: "approve" };

const undoes = (entries: readonly LogEntry[]): readonly LogEntry[] =>
  entries.filter(({ event }) => event.type === "effects-undone");

/** Does what is left of the story, as a person would who comes back to it. */
const finishStory = async (tab: OpenTab): Promise<void> => {
  const [session] = tab.workspace.snapshot().sessions;
  if (session === undefined) await say(tab, "go");
  else if (session.status === "empty") await tab.workspace.sendMessage(session.sessionId, "again" as never, "go");
  else if (session.status === "interrupted" && session.openRunId !== undefined) await tab.workspace.resumeRun(session.openRunId);
  await tab.until(() => statusOf(tab) === "completed");
  const entries = await tab.entries();
  const last = entries.findLast(
    ({ event }) => event.type === "call-settled" && event.effect !== undefined && event.tool === "write",
  )?.event;
  const sessionId = tab.workspace.snapshot().sessions[0]?.sessionId;
  if (undoes(entries).length === 0 && last?.type === "call-settled" && last.effect !== undefined && sessionId !== undefined) {
    expect(await tab.workspace.undo(sessionId, last.effect.effectId)).toEqual({ ok: true, value: null });
  }
};

const ownFiles = (files: Readonly<Record<string, string>>): Readonly<Record<string, string>> =>
  Object.fromEntries(Object.entries(files).filter(([path]) => path.startsWith("/w/")));

const mutations = (entries: readonly LogEntry[]): readonly string[] =>
  entries.flatMap(({ event }) =>
    event.type === "call-settled" && event.effect !== undefined
      ? [`${event.tool} ${event.effect.files.map(({ path }) => path).join(" ")}`]
      : [],
  );

test("a tab that dies at any commit loses nothing, repeats nothing, and its story ends the same", {
  timeout: 300_000,
}, async () => {
  const golden = createWorkbench(plannedProvider(plan), person);
  const { point, commits } = createDoom();
  const first = await golden.open({ point });
  await finishStory(first);
  const goldenEntries = await first.entries();
  expect(auditLog(goldenEntries)).toEqual([]);
  expect(ownFiles(await first.files())).toEqual({ "/w/a.md": "one and a half\ntwo\nthree\nfour\nfive\n" });
  const goldenMutations = mutations(goldenEntries);
  expect(goldenMutations.length).toBe(6);
  const points = commits();
  expect(points).toBeGreaterThan(20);

  for (let k = 1; k <= points; k += 1) {
    const bench = createWorkbench(plannedProvider(plan), person);
    const { point, death } = createDoom((commit) => commit === k);
    await Promise.race([death, bench.open({ point }).then(finishStory)]);
    const next = await bench.open();
    await finishStory(next);
    const entries = await next.entries();
    expect(auditLog(entries), `dead at commit ${k}`).toEqual([]);
    expect(ownFiles(await next.files()), `dead at commit ${k}`).toEqual({
      "/w/a.md": "one and a half\ntwo\nthree\nfour\nfive\n",
    });
    expect(mutations(entries), `dead at commit ${k}`).toEqual(goldenMutations);
    expect(undoes(entries).length, `dead at commit ${k}`).toBe(1);
    next.workspace.close();
  }
});
