import { hashBytes } from "../src/kernel/base/canonical.ts";
import { attachedOf } from "../src/kernel/conversation/message.ts";
import type { LogEntry } from "../src/kernel/log/log-entry.ts";
import { type AppPage, expect, test } from "./fixtures.ts";
import { pngFile } from "./pictures.ts";
import { startModelServer } from "./servers/model-server.ts";

const moss = pngFile("moss.png", 320, 200);
const fern = pngFile("fern.png", 64, 48);

/** Bodies of the requests for an answer, as they left the browser. */
const watchBodies = ({ page }: AppPage, path: RegExp): (() => readonly string[]) => {
  const bodies: string[] = [];
  page.context().on("request", (request) => {
    if (request.method() === "POST" && path.test(request.url())) bodies.push(request.postDataBuffer()?.toString() ?? "");
  });
  return () => bodies;
};

const hashesIn = (entries: readonly LogEntry[]): readonly string[] =>
  entries.flatMap(({ event }) => (event.type === "user-message" ? attachedOf(event.blocks).map(({ hash }) => hash) : []));

const hashOf = (base64: unknown): string => hashBytes(Buffer.from(String(base64), "base64"));

const showAndAsk = async ({ page, chat }: AppPage): Promise<void> => {
  await page.getByRole("button", { name: "New session", exact: true }).click();
  await chat.attach([moss, fern]);
  await expect(chat.attached).toHaveCount(2);
  await chat.say("hello, what is this?");
  await chat.untilIdle();
  await expect(chat.turns.last()).toContainText("Hello from the model server");
  await chat.say("hello again");
  await chat.untilIdle();
};

test("an OpenAI-compatible server gets the pictures before the words, byte by byte, also with the next message", async ({
  app,
  log,
}) => {
  const server = await startModelServer();
  await app.settings.connect({ baseUrl: server.baseUrl, model: "any-model" });
  const bodies = watchBodies(app, /chat\/completions$/);
  await showAndAsk(app);
  const stored = hashesIn(await log());
  expect(bodies()).toHaveLength(2);
  for (const body of bodies()) {
    const [first] = JSON.parse(body).messages.filter(({ role }: { readonly role: string }) => role === "user");
    const [one, two, words] = first.content;
    const sent = [one, two].map(({ image_url }) => /^data:(.+);base64,(.+)$/.exec(image_url.url));
    expect(sent.map((match) => match?.[1])).toEqual(["image/png", "image/png"]);
    expect(sent.map((match) => hashOf(match?.[2]))).toEqual(stored);
    expect(words).toEqual({ type: "text", text: "hello, what is this?" });
  }
  await server.stop();
});

test("an Anthropic server gets the same pictures in its own blocks", async ({ app, log }) => {
  const server = await startModelServer();
  await app.settings.connect({ provider: "Anthropic", baseUrl: server.origin, model: "claude-any", key: "sk-ant-canary" });
  const bodies = watchBodies(app, /\/v1\/messages$/);
  await showAndAsk(app);
  const stored = hashesIn(await log());
  expect(bodies()).toHaveLength(2);
  for (const body of bodies()) {
    const [one, two, words] = JSON.parse(body).messages[0].content;
    const sources = [one, two].map(({ type, source }) => ({ type, kind: source.type, mediaType: source.media_type }));
    expect(sources).toEqual([
      { type: "image", kind: "base64", mediaType: "image/png" },
      { type: "image", kind: "base64", mediaType: "image/png" },
    ]);
    expect([one, two].map(({ source }) => hashOf(source.data))).toEqual(stored);
    expect(words).toMatchObject({ type: "text", text: "hello, what is this?" });
  }
  await server.stop();
});
