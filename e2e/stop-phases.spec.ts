import type { LogEntry } from "../src/kernel/log/log-entry.ts";
import { type AppPage, expect, test } from "./fixtures.ts";
import { type FaultServer, startFaultServer } from "./servers/fault-server.ts";
import { withinMs } from "./soak.ts";

const outcomes = (entries: readonly LogEntry[]): readonly string[] =>
  entries.flatMap(({ event }) => (event.type === "run-ended" ? [event.outcome.type] : []));

/** When Stop was pressed, and when the page said that the run is over, both in milliseconds since 1970. */
interface StopTimes {
  readonly pressedAt: number;
  readonly stoppedAt: number;
}

/** Presses Stop and measures where a person would: from the press to the button's going away. */
const pressStop = async ({ chat, page }: AppPage): Promise<StopTimes> => {
  await page.evaluate(() => {
    const times = { pressedAt: 0, stoppedAt: 0 };
    (globalThis as { stopTimes?: StopTimes }).stopTimes = times;
    const isThere = (): boolean => [...document.querySelectorAll("button")].some((one) => /^ ?Stop/.test(one.textContent ?? ""));
    const observer = new MutationObserver(() => {
      if (isThere()) return;
      times.stoppedAt = Date.now();
      observer.disconnect();
    });
    addEventListener(
      "click",
      () => {
        times.pressedAt = Date.now();
        observer.observe(document.body, { childList: true, subtree: true, characterData: true });
      },
      { capture: true, once: true },
    );
  });
  await chat.stop.click();
  await expect.poll(() => page.evaluate(() => (globalThis as { stopTimes?: StopTimes }).stopTimes?.stoppedAt)).toBeGreaterThan(0);
  return page.evaluate(() => (globalThis as { stopTimes?: StopTimes }).stopTimes ?? { pressedAt: 0, stoppedAt: 0 });
};

interface Phase {
  readonly name: string;
  readonly mode: string;
  /** Whether a socket is open that has to be closed. */
  readonly streams: boolean;
  readonly reached: (app: AppPage, server: FaultServer) => Promise<void>;
}

const phases: readonly Phase[] = [
  {
    name: "connect",
    mode: "hang",
    streams: true,
    reached: async (_app, server) => expect.poll(() => server.asked().at(-1)?.closedAt === undefined).toBe(true),
  },
  {
    name: "first byte",
    mode: "stall",
    streams: true,
    reached: async ({ chat }) => expect(chat.turns.last()).toContainText("Waiting for the model"),
  },
  {
    name: "text",
    mode: "drip/10",
    streams: true,
    reached: async ({ chat }) => expect(chat.turns.last()).toContainText("word 3"),
  },
  {
    name: "tool JSON",
    mode: "drip-call/10",
    streams: true,
    reached: async (_app, server) => expect.poll(() => server.dripped()).toBeGreaterThan(12),
  },
  {
    name: "approval",
    mode: "call",
    streams: false,
    reached: async ({ approvals }) => expect(approvals.first.approve).toBeVisible(),
  },
  {
    name: "retry wait",
    mode: "status/429/60000",
    streams: false,
    reached: async ({ chat }) => expect(chat.tryNow).toBeVisible(),
  },
];

for (const { provider, path } of [
  { provider: "OpenAI-compatible", path: "/v1" },
  { provider: "Anthropic", path: "" },
] as const) {
  test(`${provider}: Stop ends each phase within half a second and its socket within a quarter, and the next message works`, async ({
    app,
    log,
    troubles,
  }) => {
    troubles.expect(/Failed to load resource|ERR_/);
    const server = await startFaultServer();
    await app.settings.connect({ provider, baseUrl: `${server.origin}${path}`, model: "fault-model" });
    await app.chat.beginSession();
    for (const { name, mode, streams, reached } of phases) {
      const before = server.asked().length;
      server.wants(
        name === "tool JSON"
          ? { tool: "write", input: { file_path: "/long.txt", content: "x".repeat(60_000) } }
          : { tool: "delete", input: { path: "/README.md" } },
      );
      server.behave(mode);
      await app.chat.say(`stop me in: ${name}`);
      await expect.poll(() => server.asked().length).toBe(before + 1);
      await reached(app, server);
      const { pressedAt, stoppedAt } = await pressStop(app);
      expect(stoppedAt - pressedAt, `${name}: to stopped`).toBeLessThanOrEqual(withinMs(500));
      await expect(app.chat.turns.last()).toContainText("Stopped by you");
      if (streams) {
        const asked = server.asked().at(-1);
        await expect.poll(() => asked?.closedAt).toBeDefined();
        expect((asked?.closedAt ?? 0) - pressedAt, `${name}: to the closed socket`).toBeLessThanOrEqual(withinMs(250));
      }
      server.behave("ok");
      await app.chat.say(`go on after: ${name}`);
      await expect(app.chat.turns.last()).toContainText("word 19");
      await app.chat.untilIdle();
    }
    const entries = await log();
    expect(outcomes(entries)).toEqual(phases.flatMap(() => ["stopped", "completed"]));
    expect(entries.filter(({ event }) => event.type === "call-settled" && event.outcome.type === "done")).toEqual([]);
    await server.stop();
  });
}

test("Stop and another message at once: the run that was stopped says nothing more", async ({ app, log }) => {
  const server = await startFaultServer();
  await app.settings.connect({ baseUrl: `${server.origin}/v1`, model: "fault-model" });
  await app.chat.beginSession();
  server.behave("drip/5", "ok");
  await app.chat.say("stop me");
  await expect(app.chat.turns.last()).toContainText("word 3");
  await app.chat.message.fill("and go on at once");
  await app.page.evaluate(() => {
    const buttons = [...document.querySelectorAll("button")];
    buttons.find((one) => one.textContent?.trim() === "Stop")?.click();
  });
  await app.chat.message.press("Enter");
  await expect(app.chat.turns).toHaveCount(2);
  await expect(app.chat.turns.last()).toContainText("word 19");
  await app.chat.untilIdle();
  const entries = await log();
  expect(outcomes(entries)).toEqual(["stopped", "completed"]);
  const stoppedAt = entries.findIndex(({ event }) => event.type === "run-ended");
  const stoppedRun = entries[stoppedAt]?.runId;
  expect(entries.slice(stoppedAt + 1).filter(({ runId }) => runId === stoppedRun)).toEqual([]);
  await server.stop();
});

test("a flood of small events is stopped, its socket closed, and the next message works", async ({ app, log }) => {
  const server = await startFaultServer();
  await app.settings.connect({ baseUrl: `${server.origin}/v1`, model: "fault-model" });
  await app.chat.beginSession();
  server.behave("flood", "ok");
  await app.chat.say("say too much");
  await expect(app.chat.turns.last()).toContainText("word 3");
  await app.chat.stop.click();
  await app.chat.untilIdle();
  await expect.poll(() => server.asked()[0]?.closedAt).toBeDefined();
  await app.chat.say("and go on");
  await expect(app.chat.turns.last()).toContainText("word 19");
  await app.chat.untilIdle();
  expect(outcomes(await log())).toEqual(["stopped", "completed"]);
  await server.stop();
});
