import type { LogEntry } from "../src/kernel/log/log-entry.ts";
import { expect, test } from "./fixtures.ts";
import { withinMs } from "./soak.ts";

const outcomes = (entries: readonly LogEntry[]): readonly string[] =>
  entries.flatMap(({ event }) => (event.type === "run-ended" ? [event.outcome.type] : []));

test.describe("at a human pace", () => {
  test.use({ pace: 1 });

  test("Stop in the middle of a text keeps what was said and says that it was stopped", async ({ app, log }) => {
    await app.welcome.watchItWork.click();
    await app.chat.stop.click();
    await app.chat.untilIdle();
    await app.chat.say("Write a long answer");
    await expect(app.chat.answer).toContainText(/\w{3,}(\s+\w+){8,}/);
    const shown = await app.chat.answer.textContent();
    await app.chat.stop.click();
    await app.chat.untilIdle();
    await expect(app.chat.turns.last()).toContainText(/stopped/i);
    const entries = await log();
    expect(outcomes(entries)).toEqual(["stopped", "stopped"]);
    const stored = entries.flatMap(({ event }) => (event.type === "text-appended" ? [event.text] : [])).join("");
    expect(stored.length).toBeGreaterThan(40);
    expect(shown?.length ?? 0).toBeGreaterThan(40);
  });

  test("Stop is felt at once: nothing is painted half a second later", async ({ app }) => {
    await app.welcome.watchItWork.click();
    await app.chat.stop.click();
    await app.chat.untilIdle();
    await app.chat.say("Write a long answer");
    await expect(app.chat.answer).toContainText(/\w{3,}(\s+\w+){8,}/);
    await app.page.evaluate(() => {
      const transcript = document.querySelector('[aria-label="Transcript"]');
      const scope = globalThis as { paintedAt?: number; stoppedAt?: number };
      new MutationObserver((changes) => {
        const isText = changes.some(({ type, target }) => type === "characterData" || target.textContent !== "");
        if (isText) scope.paintedAt = performance.now();
      }).observe(transcript ?? document.body, { childList: true, subtree: true, characterData: true });
      addEventListener(
        "click",
        () => {
          scope.stoppedAt ??= performance.now();
        },
        { capture: true },
      );
    });
    await app.chat.stop.click();
    await app.chat.untilIdle();
    const lag = await app.page.evaluate(() => {
      const { paintedAt = 0, stoppedAt = 0 } = globalThis as { paintedAt?: number; stoppedAt?: number };
      return paintedAt - stoppedAt;
    });
    expect(lag).toBeLessThan(withinMs(500));
  });
});

test("Stop while a question waits takes the question away and changes nothing", async ({ app, log }) => {
  await app.welcome.watchItWork.click();
  await expect(app.approvals.first.approve).toBeVisible();
  await app.chat.stop.click();
  await app.chat.untilIdle();
  await expect(app.approvals.cards).toHaveCount(0);
  const entries = await log();
  expect(outcomes(entries)).toEqual(["stopped"]);
  expect(entries.filter(({ event }) => event.type === "approval-expired")).toHaveLength(1);
  const settled = entries.flatMap(({ event }) => (event.type === "call-settled" ? [event.outcome.type] : []));
  expect(settled.at(-1)).toBe("stopped");
});

test("a conversation goes on after Stop", async ({ app, log }) => {
  await app.welcome.watchItWork.click();
  await expect(app.approvals.first.approve).toBeVisible();
  await app.chat.stop.click();
  await app.chat.untilIdle();
  await app.chat.say("Search the files for water");
  await app.chat.untilIdle();
  expect(outcomes(await log())).toEqual(["stopped", "completed"]);
});
