import { IDBFactory } from "fake-indexeddb";
import { expect, test } from "vitest";
import { auditLog } from "../../../e2e/audit/auditor.ts";
import { approvalId, ruleId } from "../../kernel/base/ids.ts";
import type { Provider } from "../../kernel/contracts/provider.ts";
import type { Rule } from "../../kernel/rules/rule.ts";
import { createFaultyFactory } from "../../platform/storage/idb/faulty-factory.fake.ts";
import { createWorkbench, type OpenTab, type PlannedAnswer, plannedProvider, say, statusOf } from "../workbench.fake.ts";

type Call = PlannedAnswer["calls"][number];

type Disk = ("stored" | "full")[];

/** What the disk says to the transactions from the first on that comes after the model was asked first; later ones fit. */
const openOn = (disk: Disk, ...calls: readonly Call[]): Promise<OpenTab> => {
  const { factory, faults } = createFaultyFactory(new IDBFactory());
  const planned = plannedProvider([{ text: "I begin. ", calls }]);
  let waiting: Disk = [];
  let asked = 0;
  Object.defineProperty(faults, "quotaBytes", { get: () => (waiting.shift() === "full" ? 0 : Number.POSITIVE_INFINITY) });
  const provider: Provider = {
    stream: (request, signal) => {
      asked += 1;
      if (asked === 1) waiting = disk;
      return planned.stream(request, signal);
    },
  };
  return createWorkbench(provider, undefined, undefined, factory).open();
};

const askAboutReads: Rule = {
  ruleId: ruleId("rule_1"),
  match: { tools: ["read"] },
  decision: "ask",
  scope: { type: "workspace" },
  madeBy: "person",
  madeAt: 1,
  sentence: "Ask before reading.",
};

const untilParked = (tab: OpenTab): Promise<void> => tab.until(() => tab.workspace.snapshot().runningRunIds.length === 0);

const resume = async (tab: OpenTab): Promise<void> => {
  const [session] = tab.workspace.snapshot().sessions;
  if (session?.openRunId === undefined) throw new Error("No run is open.");
  expect(await tab.workspace.resumeRun(session.openRunId)).toEqual({ ok: true, value: null });
  await tab.until(() => statusOf(tab) === "completed");
};

test("a full disk is not a stop: the calls of an answer that is whole wait, and are carried out when the run is resumed", async () => {
  const tab = await openOn(["full"], { tool: "write", input: { file_path: "/w/a.md", content: "kept\n" } });
  await say(tab, "go");
  await untilParked(tab);
  const types = (await tab.entries()).map(({ event }) => event.type);
  expect(types.slice(types.indexOf("call-requested"))).toEqual([
    "call-requested",
    "message-ended",
    "call-started",
    "run-interrupted",
  ]);
  await resume(tab);
  expect([(await tab.files())["/w/a.md"], auditLog(await tab.entries())]).toEqual(["kept\n", []]);
});

const read: Call = { tool: "read", input: { file_path: "/welcome.md" } };
const idsOf = (tab: OpenTab): readonly string[] => tab.workspace.snapshot().approvals.map(({ approvalId }) => approvalId);

test("a question that is open when the disk is full is the same one afterwards, and its answer counts", async () => {
  const tab = await openOn(["full", "full"], read);
  await tab.workspace.addRule(askAboutReads);
  await say(tab, "go");
  await untilParked(tab);
  const [asked, ...others] = idsOf(tab);
  if (asked === undefined) throw new Error("Nothing is asked.");
  expect(others).toEqual([]);
  expect(await tab.workspace.answerApproval(approvalId(asked), { type: "approve" })).toEqual({ ok: true, value: null });
  await resume(tab);
  const entries = await tab.entries();
  expect(entries.flatMap(({ event }) => (event.type === "approval-requested" ? [event.approval.approvalId] : []))).toEqual([
    asked,
  ]);
  expect([idsOf(tab), auditLog(entries)]).toEqual([[], []]);
});

test("a question about a call that could not be stored is closed when the run is resumed, and asked again", async () => {
  const tab = await openOn(["stored", "full", "full"], read);
  await tab.workspace.addRule(askAboutReads);
  await say(tab, "go");
  await untilParked(tab);
  const lost = idsOf(tab);
  expect(lost).toHaveLength(1);
  const resuming = resume(tab);
  await tab.until(() => idsOf(tab).length === 1 && idsOf(tab)[0] !== lost[0]);
  await tab.workspace.answerApproval(approvalId(idsOf(tab)[0] ?? ""), { type: "approve" });
  await resuming;
  const entries = await tab.entries();
  expect(entries.flatMap(({ event }) => (event.type === "approval-expired" ? [event.approvalId] : []))).toEqual(lost);
  expect([idsOf(tab), auditLog(entries)]).toEqual([[], []]);
});

test("a run whose interruption cannot be stored is shown as interrupted, and as running again when it is resumed", async () => {
  const disk: Disk = Array(40).fill("full");
  const tab = await openOn(disk, read);
  await say(tab, "go");
  await untilParked(tab);
  const { sessions, brokenOff, storage } = tab.workspace.snapshot();
  const runId = sessions[0]?.openRunId;
  expect([sessions[0]?.status, storage.status, brokenOff]).toMatchObject([
    "interrupted",
    "full",
    [{ runId, reason: { type: "storage-full" } }],
  ]);
  expect((await tab.entries()).some(({ event }) => event.type === "run-interrupted")).toBe(false);
  disk.length = 0;
  await resume(tab);
  expect([tab.workspace.snapshot().brokenOff, auditLog(await tab.entries())]).toEqual([[], []]);
});
