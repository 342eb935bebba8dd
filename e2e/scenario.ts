import { expect } from "@playwright/test";
import type { LogEntry } from "../src/kernel/log/log-entry.ts";
import { foldFiles } from "./audit/files.ts";
import { readLogIn } from "./audit/read-log.ts";
import type { AppPage } from "./fixtures.ts";

const messages = ["Show me around", "Clean up the workspace"] as const;
const keepReason = "I still need it";

/** Where a workspace stands in the scenario, told by its log alone. */
interface Standing {
  readonly said: number;
  readonly isRunning: boolean;
  readonly isUndone: boolean;
  /** The approval that waits. */
  readonly waiting: { readonly approvalId: string; readonly isFirstMessage: boolean } | undefined;
}

const standing = (entries: readonly LogEntry[]): Standing => {
  let [said, isUndone] = [0, false];
  const openRuns = new Set<string>();
  const waiting = new Map<string, boolean>();
  for (const { runId, event } of entries) {
    if (event.type === "user-message") said += 1;
    if (event.type === "run-started" && runId !== undefined) openRuns.add(runId);
    if (event.type === "run-ended" && runId !== undefined) openRuns.delete(runId);
    if (event.type === "effects-undone") isUndone = true;
    if (event.type === "approval-requested") waiting.set(event.approval.approvalId, said === 1);
    if (event.type === "approval-answered" || event.type === "approval-expired" || event.type === "approval-superseded")
      waiting.delete(event.approvalId);
  }
  const [first] = waiting;
  return {
    said,
    isRunning: openRuns.size > 0,
    isUndone,
    waiting: first === undefined ? undefined : { approvalId: first[0], isFirstMessage: first[1] },
  };
};

const isFinished = ({ said, isRunning, isUndone }: Standing): boolean => said === messages.length && !isRunning && isUndone;

/** Does the one thing that a person would do next, if there is one. */
const step = async ({ chat, approvals, welcome }: AppPage, { said, isRunning, isUndone, waiting }: Standing): Promise<void> => {
  if (await chat.resume.isVisible()) return chat.resume.click();
  if (waiting !== undefined) {
    const isReady = (await approvals.first.approve.isVisible()) && (await approvals.first.reject.isEnabled());
    if (!isReady) return;
    return waiting.isFirstMessage ? approvals.first.rejectBecause(keepReason) : approvals.first.approveOnce();
  }
  if (isRunning) return;
  // A crash between the session and its first message leaves an empty session, which has a message box.
  if (said === 0 && (await welcome.watchItWork.isVisible())) return welcome.watchItWork.click();
  if (said < messages.length && (await chat.send.isVisible())) return chat.say(messages[said] ?? "");
  if (said === messages.length && !isUndone) {
    const agree = chat.transcript.getByRole("button", { name: "Take back" });
    const undo = chat.transcript.getByRole("button", { name: "Undo" }).last();
    if (await agree.isVisible()) return agree.click();
    if (await undo.isVisible()) return undo.click();
  }
};

/**
 * Brings a workspace from wherever it stands to the end of the scenario: a tour whose deletion is refused, a clean-up whose
 * two questions are approved, and the undo of the last step. Looks at the log before each move, so it can be taken up after
 * any crash. Rejects when the tab goes away, or when nothing moves for half a minute.
 */
export const playScenario = async (app: AppPage): Promise<void> => {
  let [length, movedAt] = [-1, Date.now()];
  for (;;) {
    const entries = await readLogIn(app.page);
    const now = standing(entries);
    if (isFinished(now)) return;
    if (entries.length !== length) [length, movedAt] = [entries.length, Date.now()];
    if (Date.now() - movedAt > 30_000) throw new Error(`Nothing moves: ${JSON.stringify(now)}`);
    // What is there may be gone by the time it is pressed; the next look at the log decides again.
    await step(app, now).catch((cause: unknown) => {
      if (app.page.isClosed()) throw cause;
    });
    // Looking without a pause would take from the app the processor that it needs to move.
    await app.page.evaluate(() => new Promise((resolve) => setTimeout(resolve, 40)));
  }
};

/** Opens the conversation that the log has, or the first screen. */
export const openWorkspace = async (app: AppPage, url: string, entries: readonly LogEntry[]): Promise<void> => {
  const session = entries.find(({ sessionId, event }) => sessionId !== undefined && event.type === "session-created");
  const hash = session?.sessionId === undefined ? "" : `#/s/${session.sessionId}`;
  await app.page.goto(`${url}${hash}`);
  await expect(app.chat.status).toContainText("worker ok");
};

/** What must be the same however often the run was broken off: every effect once, and the bytes that they leave. */
export const outcomeOf = (entries: readonly LogEntry[]): object => ({
  files: Object.fromEntries(
    [...foldFiles(entries)].map(([path, state]) => [path, state.kind === "file" ? state.hash : "folder"]),
  ),
  changes: entries.flatMap(({ event }) => {
    if (event.type === "effects-undone") return [`undo ${event.effect.files.map(({ path }) => path).join(" ")}`];
    if (event.type !== "call-settled" || event.effect === undefined || event.effect.files.length === 0) return [];
    return [`${event.tool} ${event.effect.files.map(({ path }) => path).join(" ")}`];
  }),
  refusals: entries.flatMap(({ event }) =>
    event.type === "call-settled" && event.outcome.type === "denied" ? [`${event.tool}: ${event.outcome.reason}`] : [],
  ),
  runs: entries.flatMap(({ event }) => (event.type === "run-ended" ? [event.outcome.type] : [])),
});
