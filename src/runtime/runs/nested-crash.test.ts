import { IDBFactory } from "fake-indexeddb";
import { expect, test } from "vitest";
import { auditLog } from "../../../e2e/audit/auditor.ts";
import { counted } from "../../../e2e/soak.ts";
import type { LogEntry } from "../../kernel/log/log-entry.ts";
import type { ApprovalAnswer } from "../../kernel/rules/approval.ts";
import { createFaultyFactory } from "../../platform/storage/idb/faulty-factory.fake.ts";
import { createWorkbench, type OpenTab, type PlannedAnswer, plannedFamily, say, statusOf } from "../workbench.fake.ts";
import { createDoom } from "./doom.fake.ts";

type Call = PlannedAnswer["calls"][number];
const agent = (name: string): Call => ({ tool: "agent", input: { name, task: name } });
const write = (path: string, content: string): Call => ({ tool: "write", input: { file_path: path, content } });

/** Each fifth commit in every test run, beginning with another one for each proof; all of them in the soak. */
const step = counted(5, 1);

/** A run with two agents beside each other: one asks the person, the other has an agent of its own. */
const plans: Readonly<Record<string, readonly PlannedAnswer[]>> = {
  go: [
    { text: "I start with a file. ", calls: [write("/w/old.md", "old\nolder\noldest\n")] },
    { text: "Two agents. ", calls: [agent("cleaner"), agent("counter")] },
    { text: "A last file. ", calls: [write("/w/end.md", "end\n")] },
    { text: "That was all.", calls: [] },
  ],
  cleaner: [
    { text: "I look. ", calls: [{ tool: "read", input: { file_path: "/w/old.md" } }] },
    { text: "I delete. ", calls: [{ tool: "delete", input: { path: "/w/old.md" } }] },
    { text: "Cleaned.", calls: [] },
  ],
  counter: [
    { text: "I count. ", calls: [write("/w/count.md", "1\n"), agent("deep")] },
    { text: "", calls: [{ tool: "edit", input: { file_path: "/w/count.md", old_string: "1", new_string: "2" } }] },
    { text: "Counted.", calls: [] },
  ],
  deep: [
    { text: "", calls: [write("/w/deep.md", "deep\n")] },
    { text: "Deep.", calls: [] },
  ],
};

const approve = (): ApprovalAnswer => ({ type: "approve" });

const finishStory = async (tab: OpenTab): Promise<void> => {
  for (;;) {
    const [session] = tab.workspace.snapshot().sessions;
    if (session === undefined) await say(tab, "go");
    else if (session.status === "empty") await tab.workspace.sendMessage(session.sessionId, "again" as never, "go");
    else if (session.status === "interrupted" && session.openRunId !== undefined)
      await tab.workspace.resumeRun(session.openRunId);
    await tab.until(
      () => tab.workspace.snapshot().runningRunIds.length === 0 && statusOf(tab) !== "running" && statusOf(tab) !== "waiting",
    );
    if (statusOf(tab) !== "interrupted") return;
  }
};

const mutations = (entries: readonly LogEntry[]): readonly string[] =>
  entries
    .flatMap(({ event }) =>
      event.type === "call-settled" && event.effect !== undefined
        ? [`${event.tool} ${event.effect.files.map(({ path }) => path).join(" ")}`]
        : [],
    )
    .sort();

/** How every run ended, and the words that each agent gave back. */
const ends = (entries: readonly LogEntry[]): readonly string[] =>
  entries
    .flatMap(({ event }) => {
      if (event.type === "run-ended")
        return [`${event.outcome.type}, ${event.summary.calls} calls, ${event.summary.filesChanged} files`];
      if (event.type !== "call-settled" || event.tool !== "agent") return [];
      return [event.outcome.type === "done" ? event.outcome.output.text : event.outcome.type];
    })
    .sort();

const ownFiles = async (tab: OpenTab): Promise<Readonly<Record<string, string>>> =>
  Object.fromEntries(Object.entries(await tab.files()).filter(([path]) => path.startsWith("/w/")));

const story = {
  files: { "/w/count.md": "2\n", "/w/deep.md": "deep\n", "/w/end.md": "end\n" },
  mutations: [
    "delete /w/old.md",
    "edit /w/count.md",
    "write /w /w/old.md",
    "write /w/count.md",
    "write /w/deep.md",
    "write /w/end.md",
  ],
  ends: [
    "Cleaned.",
    "Counted.",
    "Deep.",
    "completed, 1 calls, 1 files",
    "completed, 10 calls, 7 files",
    "completed, 2 calls, 1 files",
    "completed, 4 calls, 3 files",
  ],
};

const look = async (tab: OpenTab, at: string): Promise<void> => {
  const entries = await tab.entries();
  expect(auditLog(entries), at).toEqual([]);
  expect({ files: await ownFiles(tab), mutations: mutations(entries), ends: ends(entries) }, at).toEqual(story);
};

const countCommits = async (): Promise<number> => {
  const { point, commits } = createDoom();
  const tab = await createWorkbench(plannedFamily(plans), approve).open({ point });
  await finishStory(tab);
  await look(tab, "undisturbed");
  tab.workspace.close();
  return commits();
};

test("a tab that dies at any commit of a family of runs loses nothing, repeats nothing, and its story ends the same", {
  timeout: 300_000,
}, async () => {
  const points = await countCommits();
  expect(points).toBeGreaterThan(30);
  for (let k = 1; k <= points; k += step) {
    const bench = createWorkbench(plannedFamily(plans), approve);
    const { point, death } = createDoom((commit) => commit === k);
    await Promise.race([death, bench.open({ point }).then(finishStory)]);
    const next = await bench.open();
    await finishStory(next);
    await look(next, `dead at commit ${k}`);
    next.workspace.close();
  }
});

/** As they are stored: what a full disk refused is missing, so such a log cannot be run again. */
const storedIn = async (tab: OpenTab): Promise<readonly LogEntry[]> => {
  const log = await tab.workspace.exportLog(undefined);
  if (!log.ok) throw new Error(log.error.message);
  return log.value.jsonl
    .trimEnd()
    .split("\n")
    .map((line): LogEntry => JSON.parse(line));
};

test("a disk that is full at any commit interrupts the whole family, and resumed, all of it comes to its end", {
  timeout: 300_000,
}, async () => {
  const points = await countCommits();
  for (let k = 8; k <= points; k += step) {
    const { factory, faults } = createFaultyFactory(new IDBFactory());
    let count = 0;
    Object.defineProperty(faults, "quotaBytes", {
      get: () => {
        count += 1;
        return count === k ? 0 : Number.POSITIVE_INFINITY;
      },
    });
    const tab = await createWorkbench(plannedFamily(plans), approve, undefined, factory).open();
    await finishStory(tab);
    // A call that could not be saved says so to its model, which goes on without it; nothing is done twice.
    const entries = await storedIn(tab);
    const done = mutations(entries);
    const outcomes = entries.flatMap(({ event }) => (event.type === "run-ended" ? [event.outcome.type] : []));
    expect([auditLog(entries), new Set(done).size === done.length, outcomes], `full at commit ${k}`).toEqual([
      [],
      true,
      ["completed", "completed", "completed", "completed"],
    ]);
    tab.workspace.close();
  }
});
