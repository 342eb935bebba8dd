import type { LogEntry } from "../src/kernel/log/log-entry.ts";
import { modelName } from "../src/kernel/model/model.ts";
import { passTime } from "./faults/crash.ts";
import { type AppPage, expect, test } from "./fixtures.ts";
import { type FaultServer, startFaultServer } from "./servers/fault-server.ts";
import { isSoak } from "./soak.ts";

/** What the browser itself says to its console about a request that failed; the page says it better. */
const browserWords = /Failed to load resource|blocked by CORS policy|ERR_/;

const withServer = async (task: (server: FaultServer) => Promise<void>): Promise<void> => {
  const other = await startFaultServer();
  const server = await startFaultServer(other.origin);
  try {
    await task(server);
    expect(other.requests, "requests to a host that nobody allowed").toEqual([]);
  } finally {
    await server.stop();
    await other.stop();
  }
};

const wires = [
  { provider: "OpenAI-compatible", path: "/v1" },
  { provider: "Anthropic", path: "" },
] as const;
type Wire = (typeof wires)[number];

/** Opens a session whose model is the fault server, which answers well until it is told otherwise. */
const begin = async (app: AppPage, server: FaultServer, { provider, path }: Wire = wires[0]): Promise<void> => {
  await app.settings.connect({ provider, baseUrl: `${server.origin}${path}`, model: "fault-model" });
  await app.chat.beginSession();
};

const outcomes = (entries: readonly LogEntry[]): readonly string[] =>
  entries.flatMap(({ event }) => (event.type === "run-ended" ? [event.outcome.type] : []));
const interruptions = (entries: readonly LogEntry[]): readonly string[] =>
  entries.flatMap(({ event }) => (event.type === "run-interrupted" ? [event.reason.type] : []));

const checked = [
  { mode: "status/401", verdict: /asks for a key/, layer: "It accepts the request" },
  { mode: "status/404", verdict: /does not know this address or model/, layer: "It accepts the request" },
  { mode: "status/429", verdict: /no more requests at this rate/, layer: "It accepts the request" },
  { mode: "status/503", verdict: /out of service/, layer: "It accepts the request" },
  { mode: "html", verdict: /did not answer in the expected format/, layer: undefined },
  { mode: "nocors", verdict: /does not allow pages to call it/, layer: "It allows this page" },
];

test("checking an endpoint that answers badly says what is wrong and what to do", async ({ app: { settings }, troubles }) => {
  troubles.expect(browserWords);
  await withServer(async (server) => {
    for (const { mode, verdict, layer } of checked) {
      await settings.enter(`${server.origin}/${mode}`);
      await settings.check.click();
      await expect(settings.verdict, mode).toContainText(verdict);
      if (layer === undefined) continue;
      const failing = settings.verdict.getByRole("listitem").filter({ hasText: layer });
      await expect(failing, mode).toContainText(/no$/);
    }
  });
});

/** Answers that end before their end: text that was shown stays, and the person goes on with another message. */
const broken = [
  { mode: "fin/700", words: /cut off before its end/ },
  { mode: "rst/700", words: /connection to .* was lost in the middle/ },
  { mode: "broken", words: /a line that is not valid JSON/ },
];

for (const wire of wires) {
  test(`${wire.provider}: an answer that breaks is named, its text kept, nothing runs, and the next message works`, async ({
    app: { chat, ...app },
    log,
    troubles,
  }) => {
    troubles.expect(browserWords);
    await withServer(async (server) => {
      await begin({ chat, ...app }, server, wire);
      for (const { mode, words } of broken) {
        server.behave(mode);
        await chat.say(`what of ${mode}`);
        await chat.untilIdle();
        await expect(chat.turns.last()).toContainText(words);
        await expect(chat.turns.last()).toContainText("word 0");
        server.behave("ok");
        await chat.say(`and after ${mode}`);
        await chat.untilIdle();
        await expect(chat.turns.last()).toContainText("word 19");
      }
      const entries = await log();
      expect(outcomes(entries)).toEqual(broken.flatMap(() => ["failed", "completed"]));
      expect(entries.filter(({ event }) => event.type === "call-started")).toEqual([]);
    });
  });
}

test("an answer that breaks while the computer sleeps for eight hours is told as that, and the next message works", async ({
  app: { chat, ...app },
  log,
  troubles,
}) => {
  troubles.expect(browserWords);
  await withServer(async (server) => {
    await begin({ chat, ...app }, server);
    server.behave("drip/50", "ok");
    await chat.say("say it slowly");
    await expect(chat.answer).toContainText("word 3");
    await passTime(app.page, 8 * 60 * 60 * 1_000);
    server.cut();
    await chat.untilIdle();
    await expect(chat.turns.last()).toContainText("This computer slept or the browser paused the page");
    await expect(chat.turns.last()).toContainText("word 3");
    await chat.say("and go on");
    await expect(chat.turns.last()).toContainText("word 19");
    await chat.untilIdle();
    expect(outcomes(await log())).toEqual(["failed", "completed"]);
  });
});

/** Refusals that showed nothing: the run waits, and the same request is made again. `tries`: how often it is made by itself, where that is certain. */
const refused: readonly { readonly mode: string; readonly type: string; readonly words: RegExp; readonly tries?: number }[] = [
  { mode: "empty", type: "wire", words: /empty stream/, tries: 1 },
  { mode: "json", type: "wire", words: /expected format/, tries: 1 },
  { mode: "html", type: "wire", words: /expected format/, tries: 1 },
  { mode: "redirect", type: "network", words: /redirects to/, tries: 1 },
  { mode: "nocors", type: "network", words: /does not allow pages to call it/ },
  { mode: "status/401", type: "unauthorized", words: /asks for a key \(401\)/, tries: 1 },
  { mode: "status/403", type: "unauthorized", words: /refused the request .* \(403\)/, tries: 1 },
  { mode: "status/404", type: "not-found", words: /does not know this address or model \(404\)/, tries: 1 },
  // Chromium itself repeats a request that was answered with 408, each time.
  { mode: "status/408/20", type: "timed-out", words: /gave up waiting for the request \(408\)/ },
  { mode: "status/429/20", type: "rate-limited", words: /no more requests at this rate \(429\)/, tries: 5 },
  { mode: "status/500/20", type: "overloaded", words: /a problem of its own \(500\)/, tries: 5 },
  { mode: "status/502/20", type: "overloaded", words: /server in front of .*<h1>Bad gateway<\/h1>/, tries: 5 },
  { mode: "status/503/20", type: "overloaded", words: /out of service .* \(503\)/, tries: 5 },
  { mode: "status/529/20", type: "overloaded", words: /than it can serve \(529\)/, tries: 5 },
];

for (const [number, wire] of wires.entries()) {
  // Each wire has all of them in the soak, and in its unit tests; otherwise the wires take turns.
  const ofThisWire = refused.filter((_, place) => isSoak || place % wires.length === number);
  test(`${wire.provider}: every refusal is named, asked again as its kind allows, and the same message is answered later`, async ({
    app: { chat, ...app },
    log,
    troubles,
  }) => {
    troubles.expect(browserWords);
    await withServer(async (server) => {
      await begin({ chat, ...app }, server, wire);
      for (const { mode, words, tries } of ofThisWire) {
        const before = server.asked().length;
        server.behave(mode);
        await chat.say(`what of ${mode}`);
        await expect(chat.tryAgain).toBeVisible();
        await expect(chat.turns.last()).toContainText(words);
        if (tries !== undefined) expect([mode, server.asked().length - before]).toEqual([mode, tries]);
        server.behave("ok");
        await chat.tryAgain.click();
        await expect(chat.turns.last()).toContainText("word 19");
        await chat.untilIdle();
      }
      const entries = await log();
      expect(interruptions(entries)).toEqual(ofThisWire.map(({ type }) => type));
      expect(outcomes(entries)).toEqual(ofThisWire.map(() => "completed"));
    });
  });
}

test("what asking again would not change ends the run, and says what would", async ({ app: { chat, ...app }, log, troubles }) => {
  troubles.expect(browserWords);
  await withServer(async (server) => {
    await begin({ chat, ...app }, server);
    for (const [mode, words] of [
      ["status/400", /did not accept the request \(400\)/],
      ["status/413", /The request is larger than .* \(413\).*nothing deleted/],
    ] as const) {
      server.behave(mode);
      await chat.say(`what of ${mode}`);
      await chat.untilIdle();
      await expect(chat.turns.last()).toContainText(words);
    }
    server.behave("ok");
    await chat.say("and after that");
    await chat.untilIdle();
    await expect(chat.turns.last()).toContainText("word 19");
    expect(outcomes(await log())).toEqual(["failed", "failed", "completed"]);
  });
});

test("a wait is counted down where it happens, and ends at a press", async ({ app: { chat, ...app }, log, troubles }) => {
  troubles.expect(browserWords);
  await withServer(async (server) => {
    await begin({ chat, ...app }, server);
    server.behave("status/429/60000", "ok");
    await chat.say("hello there");
    await expect(chat.turns.last()).toContainText(/Tries again in 1m|Tries again in 5\d/);
    await expect(chat.turns.last()).toContainText(/Tries again in 5[0-8]/);
    await expect(chat.turns.last()).toContainText("takes no more requests at this rate (429)");
    await chat.tryNow.click();
    await chat.untilIdle();
    await expect(chat.turns.last()).toContainText("word 19");
    expect(server.asked()).toHaveLength(2);
    expect(outcomes(await log())).toEqual(["completed"]);
  });
});

test("a request that was given up can be made again after a reload", async ({ app: { chat, page, ...app }, log, troubles }) => {
  troubles.expect(browserWords);
  await withServer(async (server) => {
    await begin({ chat, page, ...app }, server);
    server.behave("status/529/20");
    await chat.say("hello there");
    await expect(chat.tryAgain).toBeVisible();
    await page.reload();
    await expect(chat.turns.last()).toContainText("than it can serve (529)");
    server.behave("ok");
    await chat.tryAgain.click();
    await chat.untilIdle();
    await expect(chat.turns.last()).toContainText("word 19");
    expect(outcomes(await log())).toEqual(["completed"]);
  });
});

test("an endless line is cut off by the app, and the page goes on", async ({ app: { chat, ...app }, troubles }) => {
  troubles.expect(browserWords);
  await withServer(async (server) => {
    await begin({ chat, ...app }, server);
    server.behave("line");
    await chat.say("hello there");
    await expect(chat.tryAgain).toBeVisible();
    await expect(chat.turns.last()).toContainText(/a single line longer than/);
    await expect.poll(() => server.asked()[0]?.closedAt).toBeDefined();
    server.behave("ok");
    await chat.tryAgain.click();
    await chat.untilIdle();
    await expect(chat.turns.last()).toContainText("word 19");
  });
});

test("a model that shows nothing new for half a minute is said to be thinking, and Stop works", async ({ app, log }) => {
  await withServer(async (server) => {
    await begin(app, server);
    await app.page.clock.install();
    await app.page.reload();
    server.behave("stall");
    await app.chat.say("hello there");
    await expect(app.chat.turns.last()).toContainText("Waiting for the model");
    await app.page.clock.fastForward(29_000);
    await expect(app.chat.turns.last()).not.toContainText("Still thinking");
    await app.page.clock.fastForward(5_000);
    await expect(app.chat.turns.last()).toContainText(/Still thinking: nothing new came for 3\d/);
    await app.chat.stop.click();
    await app.page.clock.runFor(1_000);
    await app.chat.untilIdle();
    expect(outcomes(await log())).toEqual(["stopped"]);
  });
});

test("where a model is too busy the next one in the list answers, and the transcript says who and why", async ({
  app,
  log,
  troubles,
}) => {
  troubles.expect(browserWords);
  await withServer(async (server) => {
    await app.settings.connect({ baseUrl: `${server.origin}/ok`, model: "steady-model" });
    await app.settings.connect({ baseUrl: `${server.origin}/v1`, model: "busy-model" });
    await app.settings.addFallback(`openai-chat ${server.origin}/ok`, "steady-model");
    server.behave("status/429/3600000");
    await app.chat.beginSession();
    await app.chat.say("hello");
    await app.chat.untilIdle();
    const turn = app.chat.turns.last();
    await expect(turn).toContainText("steady-model is asked instead of busy-model");
    const entries = await log();
    expect(outcomes(entries)).toEqual(["completed"]);
    const replaced = entries.flatMap(({ event }) => (event.type === "model-replaced" ? [event] : []));
    expect(replaced.map(({ from, to, reason }) => [modelName(from), modelName(to), reason?.type])).toEqual([
      ["busy-model", "steady-model", "rate-limited"],
    ]);
  });
});
