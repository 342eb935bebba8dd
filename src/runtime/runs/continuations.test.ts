import { expect, test } from "vitest";
import { replayLog } from "../../engine/agent/replay/replay-log.ts";
import { messageId, type SessionId } from "../../kernel/base/ids.ts";
import type { Provider } from "../../kernel/contracts/provider.ts";
import type { ContinuationGuard } from "../../kernel/conversation/continuation-guard.ts";
import { createWorkbench, type OpenTab, plannedProvider } from "../workbench.fake.ts";

const write = (content: string) => ({ tool: "write", input: { file_path: "/notes/plan.md", content } });
const until = (guard: ContinuationGuard["until"], maxRounds = 3): ContinuationGuard => ({ until: guard, maxRounds });
const exists = until({ type: "file-exists", path: "/notes/plan.md" });

const guarded = async ({ workspace }: OpenTab, guard: ContinuationGuard): Promise<SessionId> => {
  const created = await workspace.createSession(undefined);
  if (!created.ok) throw new Error(created.error.message);
  expect(await workspace.changeSessionGuard(created.value.sessionId, guard)).toEqual({ ok: true, value: null });
  return created.value.sessionId;
};
const play = async (tab: OpenTab, sessionId: SessionId): Promise<void> => {
  await tab.workspace.sendMessage(sessionId, messageId("said"), "Make a plan.");
  await tab.until(() => tab.workspace.snapshot().runningRunIds.length === 0);
};
const checks = async (tab: OpenTab) =>
  (await tab.entries()).flatMap(({ event }) => (event.type === "guard-checked" ? [`${event.verdict}: ${event.reason}`] : []));

test("a run goes on until its file is there and holds what it shall", async () => {
  // The model forgets the file, then writes it half, then whole: each time it is told what is missing.
  const plans = [[], [write("Half")], [write("Status: done")]];
  let round = -1;
  const provider = plannedProvider([]);
  const model: Provider = {
    stream: (request, signal) => {
      const last = request.messages.at(-1)?.blocks;
      const isNew = last?.some(({ type }) => type === "text") ?? false;
      if (isNew) round += 1;
      const calls = isNew ? (plans[round] ?? []) : [];
      return calls.length === 0
        ? provider.stream(request, signal)
        : plannedProvider([{ text: "", calls }]).stream(request, signal);
    },
  };
  // Replacing the half of it is asked about.
  const tab = await createWorkbench(model, () => ({ type: "approve" })).open();
  await play(tab, await guarded(tab, until({ type: "file-contains", path: "/notes/plan.md", text: "Status: done" })));
  expect(await checks(tab)).toEqual([
    "went-on: There is no file /notes/plan.md.",
    "went-on: The file /notes/plan.md does not contain “Status: done”.",
    "met: ",
  ]);
  expect((await tab.files())["/notes/plan.md"]).toBe("Status: done");
  expect(await replayLog(await tab.entries())).toMatchObject({ type: "same", runs: 1 });
});

test("it looks at the answer where that is asked, and ends after its rounds", async () => {
  const tab = await createWorkbench(plannedProvider([])).open();
  await play(tab, await guarded(tab, until({ type: "answer-contains", text: "Sources" }, 1)));
  const reason = "Your answer does not contain “Sources”.";
  expect(await checks(tab)).toEqual([`went-on: ${reason}`, `gave-up: ${reason}`]);
  expect(tab.workspace.snapshot().sessions[0]?.status).toBe("completed");
  expect(await replayLog(await tab.entries())).toMatchObject({ type: "same", runs: 1 });
});

test("a guard survives a reload, and is taken away", async () => {
  const bench = createWorkbench(plannedProvider([]));
  const first = await bench.open();
  const sessionId = await guarded(first, exists);
  first.workspace.close();
  const second = await bench.open();
  expect(second.workspace.snapshot().sessions[0]?.guard).toEqual(exists);
  await second.workspace.changeSessionGuard(sessionId, null);
  expect(second.workspace.snapshot().sessions[0]?.guard).toBeUndefined();
  await play(second, sessionId);
  expect(await checks(second)).toEqual([]);
});

test("a guard without an end, a path or a text is refused", async () => {
  const tab = await createWorkbench(plannedProvider([])).open();
  const sessionId = await guarded(tab, exists);
  const refused = [
    { until: exists.until } as ContinuationGuard,
    { ...exists, maxRounds: 0 },
    { ...exists, maxRounds: 21 },
    { ...exists, maxRounds: 1.5 },
    until({ type: "file-exists", path: "plan.md" }),
    until({ type: "answer-contains", text: "" }),
  ];
  for (const guard of refused)
    expect(await tab.workspace.changeSessionGuard(sessionId, guard)).toMatchObject({
      ok: false,
      error: { type: "invalid-input" },
    });
  expect(tab.workspace.snapshot().sessions[0]?.guard).toEqual(exists);
});
