import type { BrowserContext, Route } from "@playwright/test";
import { type AppPage, expect, test } from "./fixtures.ts";
import { framesOf, type Said } from "./servers/fault-streams.ts";

const host = "https://api.openai.com";
/** What the browser itself says to its console about a request that failed; the page says it better. */
const browserWords = /Failed to load resource|ERR_|blocked by CORS policy/;

/** A model far away, which answers as long as there is a network; `answer` is asked for each answer. */
const startRemote = async (context: BrowserContext, answer: (asked: number) => Promise<Said>) => {
  const state = { online: true, asked: 0 };
  const allow = { "access-control-allow-origin": "*", "access-control-allow-headers": "*" };
  await context.route(`${host}/**`, async (route: Route) => {
    const request = route.request();
    if (!state.online) return route.abort("internetdisconnected");
    if (request.method() === "OPTIONS") return route.fulfill({ status: 204, headers: allow });
    if (request.method() === "GET") return route.fulfill({ headers: allow, json: { data: [{ id: "far-model" }] } });
    state.asked += 1;
    const said = await answer(state.asked);
    return route.fulfill({
      headers: { ...allow, "content-type": "text/event-stream" },
      body: framesOf("chat", said).join(""),
    });
  });
  const setOnline = async (online: boolean): Promise<void> => {
    state.online = online;
    await context.setOffline(!online);
  };
  return { state, setOnline };
};

const begin = async ({ chat, settings }: AppPage): Promise<void> => {
  await settings.connect({ baseUrl: `${host}/v1`, model: "far-model", key: "sk-far-0123456789abcdef" });
  await chat.beginSession();
};

test("offline, a message is kept and not sent by itself; back online it goes at a press", async ({
  app,
  context,
  log,
  troubles,
}) => {
  // A letter of another kind may need its file.
  troubles.expect(browserWords);
  const { state, setOnline } = await startRemote(context, async () => ({ words: 20 }));
  await begin(app);
  await setOnline(false);
  await app.chat.message.fill("hello from the dark");
  await app.page.getByRole("button", { name: "Queue", exact: true }).click();
  await expect(app.page.getByRole("list", { name: "Waiting to be said" })).toContainText("hello from the dark");
  await setOnline(true);
  const sendQueued = app.page.getByRole("button", { name: "Send queued" });
  await expect(sendQueued).toBeVisible();
  expect(state.asked).toBe(0);
  await sendQueued.click();
  await expect(app.chat.turns.last()).toContainText("word 19");
  await app.chat.untilIdle();
  const said = (await log()).flatMap(({ event }) => (event.type === "user-message" ? [event.blocks] : []));
  expect([state.asked, said]).toEqual([1, [[{ type: "text", text: "hello from the dark" }]]]);
});

test("a run that loses the network between two requests waits for it, and goes on by itself", async ({
  app,
  context,
  log,
  troubles,
}) => {
  troubles.expect(browserWords);
  const remote = await startRemote(context, async (asked) => {
    if (asked === 1) await remote.setOnline(false);
    return asked === 1 ? { words: 2, call: { tool: "list", input: { path: "/" } } } : { words: 20 };
  });
  await begin(app);
  await app.chat.say("look around");
  await expect(app.chat.turns.last()).toContainText("Offline: goes on when the network is back");
  await expect(app.chat.turns.last()).toContainText("This browser is offline");
  await remote.setOnline(true);
  await expect(app.chat.turns.last()).toContainText("word 19");
  await app.chat.untilIdle();
  const entries = await log();
  expect(entries.flatMap(({ event }) => (event.type === "retry-waiting" ? [event.until] : []))).toEqual(["online"]);
  expect(entries.flatMap(({ event }) => (event.type === "run-ended" ? [event.outcome.type] : []))).toEqual(["completed"]);
  expect(entries.filter(({ event }) => event.type === "call-settled")).toHaveLength(1);
});

test("a host that exists and does not answer is told from a network that is down", async ({ app, context, troubles }) => {
  troubles.expect(browserWords);
  await context.route(`${host}/**`, (route) => route.abort("blockedbyclient"));
  await app.settings.enter(`${host}/v1`);
  await app.settings.check.click();
  await expect(app.settings.verdict).toContainText("An extension, a filter or a firewall may block it");
  await expect(app.settings.verdict).not.toContainText("Failed to fetch");
});

test("pressing Enter twice, or the button twice, says a message once", async ({ app, context, log }) => {
  const { state } = await startRemote(context, async () => ({ words: 20 }));
  await begin(app);
  await app.chat.message.fill("once by keys");
  await app.chat.message.evaluate((box) => {
    for (let press = 0; press < 2; press += 1)
      box.dispatchEvent(new KeyboardEvent("keydown", { key: "Enter", bubbles: true, cancelable: true }));
  });
  await expect(app.chat.turns.last()).toContainText("word 19");
  await app.chat.untilIdle();
  await app.chat.message.fill("once by mouse");
  await app.chat.send.dblclick();
  await expect(app.chat.turns).toHaveCount(2);
  await expect(app.chat.turns.last()).toContainText("word 19");
  await app.chat.untilIdle();
  const said = (await log()).flatMap(({ event }) =>
    event.type === "user-message" || event.type === "steer-queued" ? [event.type] : [],
  );
  expect([state.asked, said]).toEqual([2, ["user-message", "user-message"]]);
});
