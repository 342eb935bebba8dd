import { createServer } from "node:http";
import { onPage } from "./browser.mjs";
import { median, spread } from "./rounds.mjs";

/** @typedef {{ readonly baseUrl: string, readonly sentAt: () => number, readonly close: () => Promise<void> }} TokenServer */

const cors = {
  "access-control-allow-origin": "*",
  "access-control-allow-headers": "*",
  "access-control-allow-methods": "GET, POST, OPTIONS",
  "cross-origin-resource-policy": "cross-origin",
};
const word = "Unrolled";
/** The connection is open and quiet for this long before the token, as it is while a model reads. */
const readingMs = 150;

/** @param {unknown} delta @param {string | null} reason */
const chunk = (delta, reason) =>
  `data: ${JSON.stringify({ id: "c", object: "chat.completion.chunk", choices: [{ index: 0, delta, finish_reason: reason }] })}\n\n`;

/**
 * A model on loopback that says one word, and notes when it did.
 * @returns {Promise<TokenServer>}
 */
const startTokenServer = async () => {
  let sentAt = Number.NaN;
  const server = createServer((request, response) => {
    if (request.method === "OPTIONS") return void response.writeHead(204, cors).end();
    request.resume();
    if (request.url?.endsWith("/models") === true) {
      response.writeHead(200, { ...cors, "content-type": "application/json" });
      return void response.end(JSON.stringify({ object: "list", data: [{ id: "one-word", object: "model" }] }));
    }
    response.writeHead(200, { ...cors, "content-type": "text/event-stream" });
    response.flushHeaders();
    setTimeout(() => {
      sentAt = Date.now();
      response.write(chunk({ role: "assistant", content: word }, null));
      setTimeout(() => response.end(`${chunk({}, "stop")}data: [DONE]\n\n`), readingMs);
    }, readingMs);
  });
  await new Promise((resolve) => server.listen(0, "127.0.0.1", () => resolve(undefined)));
  const address = server.address();
  if (address === null || typeof address === "string") throw new Error("The model on loopback has no port.");
  return {
    baseUrl: `http://127.0.0.1:${address.port}/v1`,
    sentAt: () => sentAt,
    close: () => new Promise((resolve) => server.close(() => resolve(undefined))),
  };
};

/**
 * Makes the model on loopback the one that answers, the way a person does it.
 * @param {import("playwright").Page} page
 * @param {string} baseUrl
 */
const connect = async (page, baseUrl) => {
  await page.evaluate((origin) => {
    localStorage.setItem("vivarium.origins", JSON.stringify([origin]));
    location.hash = "#/settings/model";
  }, new URL(baseUrl).origin);
  await page.reload();
  await page.getByRole("combobox", { name: "Provider" }).selectOption({ label: "OpenAI-compatible" });
  await page.getByRole("textbox", { name: "Base URL" }).fill(baseUrl);
  await page.getByRole("combobox", { name: "Model" }).fill("one-word");
  await page.getByRole("button", { name: "Check connection" }).click();
  await page.getByText("answers from the next run on").waitFor();
};

/**
 * Asks in a session of its own and waits for the word.
 * @param {import("playwright").Page} page
 * @returns {Promise<number>} the time of day, in ms, at which the frame with the word was over
 */
const firstTokenAt = async (page) => {
  await page.getByRole("button", { name: "New session" }).click();
  await page.getByRole("textbox", { name: "Message", exact: true }).fill("Say it");
  const painted = page.evaluate(async (text) => {
    const nextFrame = () => new Promise((resolve) => requestAnimationFrame(resolve));
    const isThere = () => [...document.querySelectorAll(".prose")].some(({ textContent }) => textContent?.includes(text));
    while (!isThere()) await nextFrame();
    await nextFrame(); // What was drawn before this frame began has been painted.
    return Date.now();
  }, word);
  await page.getByRole("button", { name: "Send", exact: true }).click();
  const at = await painted;
  await page.getByRole("button", { name: "Stop", exact: true }).waitFor({ state: "hidden" });
  return at;
};

/**
 * From the first token's departure at the server to the frame that shows it, in the built app, over real HTTP.
 * @param {import("./browser.mjs").BenchBrowser} browser
 * @param {number} rounds
 * @returns {Promise<import("./report.mjs").Row[]>}
 */
export const firstTokenRows = async (browser, rounds) => {
  const server = await startTokenServer();
  /** @type {number[]} */
  const lags = [];
  try {
    await onPage(browser, "", async (page) => {
      await connect(page, server.baseUrl);
      for (let round = 0; round < rounds; round += 1) lags.push((await firstTokenAt(page)) - server.sentAt());
    });
  } finally {
    await server.close();
  }
  return [
    {
      name: "First token, from the server to the frame that shows it",
      unit: "ms",
      ours: median(lags),
      target: "at most 50 ms",
      judged: median(lags),
      bound: 50,
      sense: "at-most",
      note: spread(lags),
    },
  ];
};
