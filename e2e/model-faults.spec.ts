import type { LogEntry } from "../src/kernel/log-entry.ts";
import { type AppPage, expect, test } from "./fixtures.ts";
import { type FaultServer, startFaultServer } from "./servers/fault-server.ts";

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

const ask = async ({ chat, page, settings }: AppPage, baseUrl: string): Promise<void> => {
  await settings.connect({ baseUrl, model: "fault-model" });
  await page.getByRole("button", { name: "New session" }).click();
  await chat.say("hello there");
};

const failures = (entries: readonly LogEntry[]): readonly string[] =>
  entries.flatMap(({ event }) =>
    event.type === "run-ended" && event.outcome.type === "failed" ? [event.outcome.failure.type] : [],
  );

for (const { mode, verdict } of [
  { mode: "status/401", verdict: /did not accept the key/ },
  { mode: "status/404", verdict: /does not know this address or model/ },
  { mode: "status/429", verdict: /no more requests at this rate/ },
  { mode: "status/503", verdict: /out of service/ },
  { mode: "html", verdict: /did not answer in the expected format/ },
  { mode: "nocors", verdict: /does not allow pages to call it/ },
]) {
  test(`checking an endpoint that answers ${mode} says what is wrong and what to do`, async ({ app, troubles }) => {
    troubles.expect(browserWords);
    await withServer(async (server) => {
      await app.page.evaluate(() => {
        location.hash = "#/settings/model";
      });
      await app.settings.provider.selectOption({ label: "OpenAI-compatible" });
      await app.settings.baseUrl.fill(`${server.origin}/${mode}`);
      if (await app.settings.allowOrigin.isVisible()) {
        const loaded = app.page.waitForEvent("load");
        await app.settings.allowOrigin.click();
        await loaded;
        await app.settings.provider.selectOption({ label: "OpenAI-compatible" });
        await app.settings.baseUrl.fill(`${server.origin}/${mode}`);
      }
      await app.settings.check.click();
      await expect(app.settings.verdict).toContainText(verdict);
    });
  });
}

for (const { mode, type, words } of [
  { mode: "fin/400", type: "wire", words: /cut off/ },
  { mode: "rst/400", type: "network", words: /connection .* was lost/i },
  { mode: "empty", type: "wire", words: /empty stream/ },
  { mode: "json", type: "wire", words: /expected format/ },
  { mode: "redirect", type: "network", words: /redirects/ },
]) {
  test(`an answer that ends as ${mode} is named, its text kept, and the next message works`, async ({ app, troubles, log }) => {
    troubles.expect(browserWords);
    await withServer(async (server) => {
      await ask(app, `${server.origin}/${mode}`);
      await app.chat.untilIdle();
      await expect(app.chat.turns.last()).toContainText(words);
      const entries = await log();
      expect(failures(entries)).toEqual([type]);
      expect(entries.filter(({ event }) => event.type === "call-started")).toEqual([]);
      if (mode.startsWith("fin")) await expect(app.chat.turns.last()).toContainText("word 0");

      await app.settings.connect({ baseUrl: `${server.origin}/ok`, model: "fault-model" });
      await app.chat.sessions.getByRole("link", { name: /hello there/ }).click();
      await app.chat.say("and once more");
      await app.chat.untilIdle();
      await expect(app.chat.turns.last()).toContainText("word 19");
    });
  });
}

for (const mode of ["stall", "drip/20"]) {
  test(`Stop reaches the socket of an answer that goes ${mode}`, async ({ app, log }) => {
    await withServer(async (server) => {
      await ask(app, `${server.origin}/${mode}`);
      if (mode !== "stall") await expect(app.chat.turns.last()).toContainText("word 3");
      await expect.poll(() => server.requests.filter(({ method }) => method === "POST").length).toBe(1);
      await app.chat.stop.click();
      await app.chat.untilIdle();
      const asked = server.requests.find(({ method }) => method === "POST");
      await expect.poll(() => asked?.closedAfterMs).toBeDefined();
      expect((await log()).flatMap(({ event }) => (event.type === "run-ended" ? [event.outcome.type] : []))).toEqual(["stopped"]);
      if (mode !== "stall") await expect(app.chat.turns.last()).toContainText("word 0");
    });
  });
}
