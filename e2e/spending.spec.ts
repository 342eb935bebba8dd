import type { LogEntry } from "../src/kernel/log/log-entry.ts";
import { type AppPage, expect, test } from "./fixtures.ts";
import { type ModelServer, startModelServer } from "./servers/model-server.ts";

/** Each answer uses 10,000 tokens in and 1,000 out: at $10 and $20 a million, that is 12 cents. */
const served = { prompt_tokens: 10_000, completion_tokens: 1_000 };
const price = { model: "any-model", input: "10", output: "20" };
const cents = 10_000_000;

const withServer = async (task: (server: ModelServer) => Promise<void>): Promise<void> => {
  const server = await startModelServer(served);
  try {
    await task(server);
  } finally {
    await server.stop();
  }
};

const begin = async (app: AppPage, text: string): Promise<void> => {
  await app.chat.beginSession();
  await app.chat.say(text);
};

const costs = (entries: readonly LogEntry[]): readonly number[] =>
  entries.flatMap(({ event }) => (event.type === "message-ended" ? [event.cost?.nanoDollars ?? -1] : []));

const limits = (entries: readonly LogEntry[]): readonly string[] =>
  entries.flatMap(({ event }) =>
    event.type === "run-ended" && event.outcome.type === "limit-reached" ? [event.outcome.limit] : [],
  );

test("what a request cost is its usage times the price that was entered, wherever it is shown", async ({ app, log }) => {
  await withServer(async (server) => {
    await app.settings.connect({ baseUrl: server.baseUrl, model: "any-model" });
    await app.spending.open();
    await app.spending.setPrice(price);
    await begin(app, "hello");
    await app.chat.untilIdle();
    await expect(app.chat.turns.last()).toContainText("10,000 in · 1,000 out");
    await expect(app.chat.turns.last().locator(".md + .request-cost")).toContainText("$0.12");
    await expect(app.chat.turns.last().locator(".tfoot")).toContainText("$0.12");
    await expect(app.chat.status).toContainText("$0.12 of $1.00");
    expect(costs(await log())).toEqual([12 * cents]);
    await app.spending.open();
    await expect(app.spending.today).toContainText("$0.12");
  });
});

test("a run pauses before the request that could pass the cap, with its work intact, and goes on when the cap is raised", async ({
  app,
  log,
}) => {
  await withServer(async (server) => {
    await app.settings.connect({ baseUrl: server.baseUrl, model: "any-model" });
    await app.spending.open();
    await app.spending.setPrice(price);
    await app.spending.setCap(/^Each session/, "0.50");
    await expect(app.spending.cap(/^Each session/)).toHaveValue("0.50");
    await begin(app, "Please tidy my desk");
    await app.chat.untilIdle();
    await expect(app.chat.turns.last()).toContainText("Paused at the session's spending cap");
    const asked = server.requests().length;
    await app.chat.turns
      .last()
      .getByText(`$${(asked * 0.12).toFixed(2)}, ${asked} requests`)
      .click();
    await expect(app.chat.turns.last().locator(".requests li")).toHaveText(Array(asked).fill("10,000 in · 1,000 out$0.12"));
    const paused = await log();
    expect(limits(paused)).toEqual(["session-cost"]);
    const spent = costs(paused).reduce((sum, cost) => sum + cost, 0);
    expect(spent).toBe(asked * 12 * cents);
    expect(spent).toBeLessThanOrEqual(50 * cents);
    expect(asked).toBeLessThan(5);
    expect(paused.filter(({ event }) => event.type === "call-settled" && event.outcome.type === "done").length).toBeGreaterThan(
      1,
    );

    await app.chat.turns.last().getByRole("button", { name: "Raise to $1.00" }).click();
    await expect.poll(() => server.requests().length).toBeGreaterThan(asked);
    await app.chat.untilIdle();
    expect((await log()).some(({ event }) => event.type === "session-caps-changed")).toBe(true);
    await expect(app.chat.status).toContainText("of $1.00");
  });
});

test("a model without a price says so, its tokens are counted, and a person can say that it is free", async ({ app, log }) => {
  await withServer(async (server) => {
    await app.settings.connect({ baseUrl: server.baseUrl, model: "any-model" });
    await begin(app, "hello");
    await app.chat.untilIdle();
    await expect(app.chat.status).toContainText("price unknown, 11,000 of 1,000,000 tokens");
    await expect(app.chat.turns.last()).not.toContainText("$0");
    await app.spending.open();
    await expect(app.spending.unpriced).toContainText("any-model");
    await app.spending.unpriced.getByRole("button", { name: "any-model costs nothing" }).click();
    await expect(app.spending.unpriced).toBeHidden();
    await begin(app, "hello");
    await app.chat.untilIdle();
    await expect(app.chat.turns.last().locator(".md + .request-cost")).toContainText("$0.00");
    expect(costs(await log())).toEqual([0, 0]);
  });
});

test("an amount that is none is refused beside its field, and the cap before stays", async ({ app, page }) => {
  await app.spending.open();
  await app.spending.setCap(/^Each day/, "lots");
  await expect(page.getByText(/Write dollars from 0\.01 to 10,000.*The cap before stays/)).toBeVisible();
  await app.spending.setCap(/^Each day/, "5");
  await page.reload();
  await expect(app.spending.cap(/^Each day/)).toHaveValue("5.00");
  await page.getByRole("button", { name: "Reset: Each day" }).click();
  await expect(app.spending.cap(/^Each day/)).toHaveValue("");
});

test("the Demo costs nothing and speaks of no money", async ({ app, log }) => {
  await begin(app, "Who are you?");
  await app.chat.untilIdle();
  await expect(app.chat.turns.last()).not.toContainText("$");
  await expect(app.chat.status).not.toContainText("$");
  expect((await log()).some(({ event }) => "cost" in event)).toBe(false);
});
