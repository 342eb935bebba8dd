import type { Page } from "@playwright/test";
import { type AppPage, expect, test } from "./fixtures.ts";
import { type ListingServer, startListingServer } from "./servers/listing-server.ts";

const secret = "sk-test-0123456789abcdefghijklmnopqrstuv";
const models = [...Array.from({ length: 500 }, (_, index) => `family-${index % 9}/model-${index}`), "claude-sonnet-5-5"];

const withServer = async (key: string | undefined, use: (server: ListingServer) => Promise<void>): Promise<void> => {
  const server = await startListingServer({ models, ...(key === undefined ? {} : { key }) });
  try {
    await use(server);
  } finally {
    await server.stop();
  }
};

/** Pastes as a person does, from the browser's own clipboard. */
const paste = async (page: Page, text: string): Promise<void> => {
  await page.context().grantPermissions(["clipboard-read", "clipboard-write"]);
  await page.evaluate((value) => navigator.clipboard.writeText(value), text);
  await page.keyboard.press("Control+V");
};

/** Opens Settings, on an address of one's own that the page may talk to. */
const openAt = async ({ page, settings }: AppPage, url: string, label = "OpenAI-compatible"): Promise<void> => {
  await page.evaluate((origin) => localStorage.setItem("vivarium.origins", JSON.stringify([origin])), new URL(url).origin);
  await page.goto(`${page.url().split("#")[0]}#/settings/model`);
  await page.reload();
  await settings.provider.selectOption({ label });
  await settings.baseUrl.fill(url);
};

/** Says something and waits for the answer. */
const ask = async ({ chat }: AppPage, text: string): Promise<void> => {
  await chat.say(text);
  await expect(chat.turns.last()).toContainText("Hello from the listing server.");
  await chat.untilIdle();
};

const field = (page: Page, name: string) => page.getByRole("textbox", { name, exact: true });
const sheetOf = (page: Page) => page.getByRole("dialog", { name: "This session" });
const openSheet = async (page: Page) => {
  await page.getByRole("button", { name: /Settings of this session$/ }).click();
  return sheetOf(page);
};
/** Everything that the page shows or keeps outside of the worker. */
const pageText = (page: Page): Promise<string> =>
  page.evaluate(() =>
    JSON.stringify([
      document.documentElement.outerHTML,
      [...document.querySelectorAll("input, textarea")].map((input) => (input as HTMLInputElement).value),
      { ...localStorage },
      { ...sessionStorage },
      location.href,
    ]),
  );

for (const { label, path } of [
  { label: "OpenAI-compatible", path: "/v1" },
  { label: "Anthropic-compatible", path: "" },
]) {
  test(`a pasted key is checked at once, a model found by search, and it answers: ${label}`, async ({ app, log }) => {
    const { page, settings } = app;
    await withServer(secret, async (server) => {
      await openAt(app, `${server.origin}${path}`, label);
      await settings.key.focus();
      await paste(page, `  OPENAI_API_KEY="${secret}"\n`);
      await expect(settings.verdict).toContainText("It answers and offers 501 models. Choose the model below.");
      await expect(page.getByText(/Key held in this tab for/)).toContainText("sk-…stuv");
      await settings.model.fill("family-4 49");
      await settings.model.press("ArrowDown");
      await expect(page.getByRole("listbox", { name: "Models" }).getByRole("option")).toHaveText([
        "family-4/model-49",
        "family-4/model-490",
        "family-4/model-499",
      ]);
      await settings.model.press("ArrowDown");
      await settings.model.press("Enter");
      await expect(settings.verdict).toContainText("family-4/model-490 answers from the next run on.");
      expect(await pageText(page)).not.toContain(secret);
      await page.getByRole("button", { name: "Start", exact: true }).click();
      await ask(app, "hello");
      expect(server.calls.map(({ key, body }) => [key, body.model])).toEqual([[secret, "family-4/model-490"]]);
      expect(JSON.stringify(await log())).not.toContain(secret);
    });
  });
}

test("a key tells its provider: the form is set to it, and a model is suggested", async ({ app }) => {
  const { page, settings } = app;
  const seen: (string | undefined)[] = [];
  await page.context().route("https://api.anthropic.com/**", async (route) => {
    const headers = { "access-control-allow-origin": "*", "access-control-allow-headers": "*, authorization" };
    if (route.request().method() === "OPTIONS") return route.fulfill({ status: 204, headers });
    seen.push(route.request().headers().authorization);
    return route.fulfill({ status: 200, headers, json: { data: models.map((id) => ({ id })) } });
  });
  await page.goto(`${page.url().split("#")[0]}#/settings/model?preset=openai`);
  await expect(settings.baseUrl).toHaveValue("https://api.openai.com/v1");
  await settings.key.focus();
  await paste(page, "sk-ant-api03-0123456789abcdefghij");
  await expect(settings.provider).toHaveValue("anthropic");
  await expect(settings.baseUrl).toHaveValue("https://api.anthropic.com");
  await expect(page.getByText("This is a key of Anthropic, so the form is set to Anthropic.")).toBeVisible();
  await expect(settings.verdict).toContainText("claude-sonnet-5-5 answers from the next run on.");
  expect(seen).toEqual(["Bearer sk-ant-api03-0123456789abcdefghij"]);
});

test("what is pasted in the wrong place is understood, and nothing is sent", async ({ app }) => {
  const { page, settings } = app;
  await page.goto(`${page.url().split("#")[0]}#/settings/model?preset=key`);
  await settings.key.focus();
  await paste(page, "https://api.openai.com/v1/chat/completions");
  await expect(settings.baseUrl).toHaveValue("https://api.openai.com/v1");
  await paste(page, "two words");
  await expect(page.getByText(/A key is one word/)).toBeVisible();
  await paste(page, "sk-ant-oat01-0123456789abcdefghij");
  await expect(page.getByText(/sign-in token of an Anthropic app/)).toBeVisible();
  await settings.provider.selectOption({ label: "Anthropic" });
  await settings.key.focus();
  await paste(page, "sk-0123456789abcdefghijklmnopqrstuvwxyz");
  await expect(page.getByText(/key of OpenAI or DeepSeek/)).toContainText("It was sent nowhere");
  await settings.baseUrl.fill("localhost:11434");
  await settings.baseUrl.blur();
  await expect(settings.baseUrl).toHaveValue("http://localhost:11434");
  expect(await pageText(page)).not.toContain("sk-0123");
});

interface WireCase {
  readonly label: string;
  readonly path: string;
  /** What of a request's body the settings decide, in the words of its wire. */
  readonly settingsOf: (body: Readonly<Record<string, unknown>>) => unknown;
  readonly own: unknown;
  readonly defaults: unknown;
}

const firstText = (value: unknown): string => JSON.stringify(value).slice(0, 90);
const wires: readonly WireCase[] = [
  {
    label: "OpenAI-compatible",
    path: "/v1",
    settingsOf: ({ temperature, stop, reasoning_effort, max_tokens, messages }) => ({
      temperature,
      stop,
      reasoning_effort,
      max_tokens,
      system: /Be a fern/u.test(firstText(messages)) ? "own" : /You are an agent in Vivarium/u.test(firstText(messages)),
    }),
    own: { temperature: 0.4, stop: ["END"], reasoning_effort: "low", max_tokens: 321, system: "own" },
    defaults: { temperature: 0.4, stop: undefined, reasoning_effort: undefined, max_tokens: 2_000, system: true },
  },
  {
    label: "Anthropic-compatible",
    path: "",
    settingsOf: ({ temperature, stop_sequences, output_config, max_tokens, system }) => ({
      temperature,
      stop_sequences,
      output_config,
      max_tokens,
      system: /Be a fern/u.test(firstText(system)) ? "own" : /You are an agent in Vivarium/u.test(firstText(system)),
      caching: /"ttl":"1h"/u.test(JSON.stringify(system)) ? "1h" : /cache_control/u.test(JSON.stringify(system)),
    }),
    own: {
      temperature: 0.4,
      stop_sequences: ["END"],
      output_config: { effort: "low" },
      max_tokens: 321,
      system: "own",
      caching: "1h",
    },
    defaults: {
      temperature: 0.4,
      stop_sequences: undefined,
      output_config: undefined,
      max_tokens: 2_000,
      system: true,
      caching: true,
    },
  },
];

for (const { label, path, settingsOf, own, defaults } of wires) {
  test(`a session's own settings are what the server sees, and the defaults stay: ${label}`, async ({ app, log }) => {
    const { page, settings, chat } = app;
    await withServer(undefined, async (server) => {
      await openAt(app, `${server.origin}${path}`, label);
      await settings.model.fill("qwen");
      await settings.check.click();
      await expect(settings.verdict).toContainText("qwen answers from the next run on.");
      await field(page, "Longest answer, in tokens").fill("2,000");
      await field(page, "Temperature").fill("0,4");
      await field(page, "Temperature").press("Enter");
      await expect(field(page, "Temperature")).toHaveValue("0.4");

      await chat.beginSession();
      const sheet = await openSheet(page);
      await sheet.getByRole("radio", { name: "Your own" }).click();
      await field(page, "Your own system prompt").fill("Be a fern.");
      await field(page, "Longest answer, in tokens").fill("321");
      await field(page, "Stop sequences").fill("END");
      await field(page, "Stop sequences").blur();
      await sheet.getByRole("combobox", { name: "Effort" }).selectOption("Low");
      await sheet.getByRole("radio", { name: "1 hour" }).click();
      await expect(sheet.getByRole("status")).toHaveText(
        "Set here: the system prompt, the effort, the longest answer, the stop sequences, and the caching. ",
      );
      await sheet.getByRole("button", { name: "Done" }).click();
      await expect(
        page.getByRole("button", { name: "Model qwen, 5 set for this session. Settings of this session" }),
      ).toBeVisible();
      await ask(app, "hello");

      await chat.beginSession();
      await ask(app, "hello again");
      expect(server.calls.map(({ body }) => settingsOf(body))).toEqual([own, defaults]);
      const started = (await log()).flatMap(({ event }) => (event.type === "run-started" ? [event.settings] : []));
      expect(started).toEqual([
        {
          systemPrompt: "Be a fern.",
          effort: "low",
          temperature: 0.4,
          maxOutputTokens: 321,
          stopSequences: ["END"],
          promptCaching: "1h",
        },
        { temperature: 0.4, maxOutputTokens: 2_000 },
      ]);
    });
  });
}

test("a session has a model of its own: its list is loaded on demand, Escape closes the list first", async ({ app, log }) => {
  const { page, settings, chat } = app;
  await withServer(undefined, async (server) => {
    await openAt(app, `${server.origin}/v1`);
    await settings.model.fill("qwen");
    await settings.check.click();
    await expect(settings.verdict).toContainText("qwen answers from the next run on.");
    await page.reload();
    await chat.beginSession();
    const sheet = await openSheet(page);
    await sheet.getByRole("combobox", { name: "Who answers" }).selectOption({ label: new URL(server.origin).host });
    const model = sheet.getByRole("combobox", { name: "Model" });
    await expect(model).toHaveValue("qwen");
    await sheet.getByRole("button", { name: "Load the list" }).click();
    await expect(sheet.getByText("501 on offer: type to search.")).toBeVisible();
    await model.fill("sonnet");
    await expect(sheet.getByRole("option", { name: "claude-sonnet-5-5" })).toBeVisible();
    await page.keyboard.press("Escape");
    await expect(sheet.getByRole("option", { name: "claude-sonnet-5-5" })).toBeHidden();
    await expect(sheet).toBeVisible();
    await model.press("ArrowDown");
    await model.press("ArrowDown");
    await model.press("Enter");
    await expect(sheet.getByText("Set here: the model.")).toBeVisible();
    await page.keyboard.press("Escape");
    await expect(sheet).toBeHidden();
    await ask(app, "hello");
    await chat.beginSession();
    await ask(app, "hello");
    expect(server.calls.map(({ body }) => body.model)).toEqual(["family-0/model-0", "qwen"]);
    expect((await log()).filter(({ event }) => event.type === "session-model-changed")).toHaveLength(2);
  });
});

test("a session goes back to the defaults, field by field and all at once", async ({ app }) => {
  const { page, welcome, chat } = app;
  await welcome.watchItWork.click();
  await expect(chat.message).toBeEnabled();
  const sheet = await openSheet(page);
  await sheet.getByRole("radio", { name: "1 hour" }).click();
  await field(page, "Longest answer, in tokens").fill("500");
  await field(page, "Longest answer, in tokens").press("Enter");
  await expect(sheet.getByRole("status")).toContainText("Set here: the longest answer and the caching.");
  await sheet.getByRole("button", { name: "Use default: Prompt caching" }).click();
  await expect(sheet.getByRole("radio", { name: "5 minutes" })).toBeChecked();
  await sheet.getByRole("button", { name: "Use defaults", exact: true }).click();
  await expect(sheet.getByRole("status")).toContainText("Everything is as the defaults say.");
  await expect(field(page, "Longest answer, in tokens")).toHaveValue("");
  await page.keyboard.press("Escape");
  await expect(sheet).toBeHidden();
});

test("a value out of its range says so beside its field, stays there, and changes nothing", async ({ app }) => {
  const { page } = app;
  await page.goto(`${page.url().split("#")[0]}#/settings/model?preset=ollama`);
  const tokens = field(page, "Longest answer, in tokens");
  await tokens.fill("100");
  await tokens.press("Enter");
  await tokens.fill("16k");
  await tokens.blur();
  await expect(page.getByText(/whole number of tokens from 1 to 1,000,000. What was set before stays./)).toBeVisible();
  await expect(tokens).toHaveValue("16k");
  await expect(tokens).toHaveAttribute("aria-invalid", "true");
  await page.reload();
  await expect(tokens).toHaveValue("100");
  await page.getByRole("button", { name: "Reset: Longest answer, in tokens" }).click();
  await expect(tokens).toHaveValue("");
});

test("a reload keeps the settings and never the key; with the key in its one field the run goes on", async ({ app, log }) => {
  const { page, settings, chat } = app;
  await withServer(secret, async (server) => {
    await openAt(app, `${server.origin}/v1`);
    await settings.key.fill(secret);
    await settings.model.fill("qwen");
    await settings.check.click();
    await expect(settings.verdict).toContainText("qwen answers from the next run on.");
    await page.getByRole("combobox", { name: "Effort" }).selectOption("High");
    await page.getByRole("button", { name: "Start", exact: true }).click();
    await chat.say("please stall");
    await expect.poll(() => server.calls.length).toBe(1);
    await page.reload();

    await page.goto(`${page.url().split("#")[0]}#/settings/model`);
    await expect(page.getByText("None. A key is held in this tab’s memory only")).toBeVisible();
    await expect(page.getByRole("combobox", { name: "Effort" })).toHaveValue("high");
    await expect(settings.model).toHaveValue("qwen");
    await page.goBack();

    const key = page.getByLabel(`API key for ${server.origin}`);
    await key.focus();
    await paste(page, secret);
    await expect(chat.turns.last()).toContainText("Hello from the listing server.");
    expect(server.calls.map((call) => call.key)).toEqual([secret, secret]);
    expect(await pageText(page)).not.toContain(secret);
    expect(JSON.stringify(await log())).not.toContain(secret);
  });
});

test("a key that is pasted into a message is not sent, not kept, and offered its own place", async ({ app, log }) => {
  const { page, welcome, chat, settings } = app;
  await welcome.watchItWork.click();
  await app.approvals.first.approveOnce();
  await chat.untilIdle();
  await chat.message.focus();
  await paste(page, "gsk_0123456789abcdefghijklmnop");
  await expect(chat.message).toHaveValue("");
  await expect(page.getByText(/That is an API key, so it was not put into the message/)).toBeVisible();
  expect(await pageText(page)).not.toContain("gsk_0123");
  await page.getByRole("button", { name: "Use it for Groq" }).click();
  await expect(settings.baseUrl).toHaveValue("https://api.groq.com/openai/v1");
  await expect(page.getByText(/Key held in this tab for https:\/\/api.groq.com/)).toContainText("gsk_…mnop");
  expect(JSON.stringify(await log())).not.toContain("gsk_0123");
  await page.keyboard.press("Control+K");
  await page.getByRole("option", { name: "Forget all keys" }).click();
  await expect(page.getByText(/All keys are forgotten/)).toBeVisible();
  await expect(page.getByText(/Key held in this tab for/)).toBeHidden();
});

test("the whole way from a key to an answer needs no mouse", async ({ app }) => {
  const { page, settings, chat } = app;
  await withServer(secret, async (server) => {
    await openAt(app, `${server.origin}/v1`);
    await settings.provider.focus();
    const until = async (name: string | RegExp, role: "textbox" | "combobox" | "button"): Promise<void> => {
      const target = page.getByRole(role, { name });
      for (let presses = 0; presses < 12; presses += 1) {
        await page.keyboard.press("Tab");
        if (await target.evaluate((element) => element === document.activeElement)) return;
      }
      throw new Error(`Tab does not reach ${name}.`);
    };
    await page.keyboard.press("Tab");
    await expect(settings.key).toBeFocused();
    await page.keyboard.type(secret);
    await until("Base URL", "textbox");
    await until("Check connection", "button");
    await page.keyboard.press("Enter");
    await expect(settings.verdict).toContainText("Choose the model below");
    await until("Model", "combobox");
    await page.keyboard.type("claude");
    await page.keyboard.press("ArrowDown");
    await expect(page.getByRole("option", { name: "claude-sonnet-5-5" })).toBeVisible();
    await page.keyboard.press("Enter");
    await expect(settings.verdict).toContainText("claude-sonnet-5-5 answers from the next run on.");
    await page.keyboard.press("Shift+Tab");
    await expect(page.getByRole("button", { name: "Start", exact: true })).toBeFocused();
    await page.keyboard.press("Enter");
    await chat.message.focus();
    await page.keyboard.type("hello");
    await page.keyboard.press("Enter");
    await chat.untilIdle();
    await expect(chat.turns.last()).toContainText("Hello from the listing server.");
    expect(server.lists()).toBe(1);
  });
});
