import type { LogEntry } from "../src/kernel/log/log-entry.ts";
import { type AppPage, expect, test } from "./fixtures.ts";
import { startModelServer } from "./servers/model-server.ts";

const baseUrl = process.env.OPENAI_BASE_URL;
const key = process.env.OPENAI_API_KEY;
const model = process.env.OPENAI_MODEL;
const wire = process.env.OPENAI_WIRE;

const begin = async ({ page, chat }: AppPage, text: string): Promise<void> => {
  await page.getByRole("button", { name: "New session", exact: true }).click();
  await chat.say(text);
};
const outcomes = (entries: readonly LogEntry[]): readonly string[] =>
  entries.flatMap(({ event }) => (event.type === "run-ended" ? [event.outcome.type] : []));

test("a model on real HTTP reads, edits, asks, and answers what became of it", async ({ app, log }) => {
  const server = await startModelServer();
  await app.settings.connect({ baseUrl: server.baseUrl, model: "any-model" });
  await begin(app, "Please tidy my desk");
  await app.approvals.card(/old\.txt/).approveOnce();
  await app.chat.untilIdle();
  await expect(app.chat.turns.last()).toContainText("The desk is tidy");
  const entries = await log();
  expect(outcomes(entries)).toEqual(["completed"]);
  expect(entries.filter(({ event }) => event.type === "call-settled")).toHaveLength(6);
  expect(server.requests()).toHaveLength(5);
  await server.stop();
});

test("an Anthropic model on real HTTP does the same over its own wire", async ({ app, log }) => {
  const server = await startModelServer();
  await app.settings.connect({ provider: "Anthropic", baseUrl: server.origin, model: "claude-any", key: "sk-ant-canary" });
  await begin(app, "Please tidy my desk");
  await app.approvals.card(/old\.txt/).approveOnce();
  await app.chat.untilIdle();
  await expect(app.chat.turns.last()).toContainText("The desk is tidy");
  const entries = await log();
  expect(outcomes(entries)).toEqual(["completed"]);
  expect(entries.filter(({ event }) => event.type === "call-settled")).toHaveLength(6);
  expect(JSON.stringify(entries)).not.toContain("sk-ant-canary");
  await server.stop();
});

test("a model on real HTTP does the same over OpenAI's Responses API", async ({ app, log }) => {
  const server = await startModelServer();
  await app.settings.connect({ baseUrl: server.baseUrl, model: "any-model", api: "Responses" });
  await begin(app, "Please tidy my desk");
  await app.approvals.card(/old\.txt/).approveOnce();
  await app.chat.untilIdle();
  await expect(app.chat.turns.last()).toContainText("The desk is tidy");
  const entries = await log();
  expect(outcomes(entries)).toEqual(["completed"]);
  expect(entries.filter(({ event }) => event.type === "call-settled")).toHaveLength(6);
  expect(server.paths()).toEqual(Array.from({ length: 5 }, () => "/v1/responses"));
  await server.stop();
});

test("a model on real HTTP hears that a person said no", async ({ app, log }) => {
  const server = await startModelServer();
  await app.settings.connect({ baseUrl: server.baseUrl, model: "any-model" });
  await begin(app, "Please tidy my desk");
  await app.approvals.card(/old\.txt/).rejectBecause("that one is my diary");
  await app.chat.untilIdle();
  await expect(app.chat.turns.last()).toContainText("that one is my diary");
  expect(outcomes(await log())).toEqual(["completed"]);
  await server.stop();
});

test("a key goes to its origin and nowhere else: not into the log, the storage or the page", async ({ app, log }) => {
  const secret = "sk-canary-0123456789abcdefghijklmnop";
  const server = await startModelServer();
  await app.settings.connect({ baseUrl: server.baseUrl, model: "any-model", key: secret });
  await expect(app.page.getByText(/Key held in this tab for/)).toBeVisible();
  await expect(app.settings.key).toHaveValue("");
  await begin(app, "hello");
  await app.chat.untilIdle();
  await expect(app.chat.turns.last()).toContainText("Hello from the model server");
  expect(JSON.stringify(await log())).not.toContain(secret);
  expect(await app.page.content()).not.toContain(secret);
  const stored = await app.page.evaluate(() => JSON.stringify({ ...localStorage, ...sessionStorage }));
  expect(stored).not.toContain(secret);
  await server.stop();
});

test("a model that is not there is named, with what to do, and nothing is lost", async ({ app, troubles }) => {
  troubles.expect(/Failed to load resource|ERR_CONNECTION_REFUSED/);
  const server = await startModelServer();
  await app.settings.connect({ baseUrl: server.baseUrl, model: "any-model" });
  await server.stop();
  await begin(app, "hello");
  await app.chat.untilIdle();
  await expect(app.chat.turns.last()).toContainText("Nothing answers at");
  await expect(app.chat.turns.last()).toContainText("hello");
});

test("an endpoint that the environment names streams an answer and calls a tool", async ({ app, log }) => {
  test.skip(baseUrl === undefined || model === undefined, "OPENAI_BASE_URL and OPENAI_MODEL name no endpoint");
  await app.settings.connect({
    baseUrl: baseUrl ?? "",
    model: model ?? "",
    ...(key === undefined ? {} : { key }),
    ...(wire === "responses" ? { api: "Responses" as const } : {}),
  });
  await begin(app, "Use the write tool to create /hello.txt with the word hello. Then say done.");
  await expect(app.chat.stop).toBeHidden({ timeout: 120_000 });
  expect(outcomes(await log())).toEqual(["completed"]);
  expect((await log()).some(({ event }) => event.type === "call-settled" && event.outcome.type === "done")).toBe(true);
});
