import type { Page } from "@playwright/test";
import { collectFrom, collectFromContext, collectHeap } from "./canary/collect.ts";
import { type Places, placesWith } from "./canary/hunt.ts";
import { attacks, forgedCommands } from "./canary/red-team.ts";
import { plantSpies, type SpiedWay, type Spies } from "./canary/spies.ts";
import { installWalk, type WalkScope } from "./canary/walk.ts";
import { createProfile, filesHolding } from "./faults/profile.ts";
import { type AppPage, appOn, expect, test } from "./fixtures.ts";
import { type EchoServer, startEchoServer } from "./servers/echo-server.ts";

const key = "sk-canary-Zq7Xw2Lk9Vt4Rm8Yb3Nc6Hd1Pf5Gj0SaUeTi";

/** The person's own texts in the shapes of secrets: nobody takes these away. */
const lookAlikes: readonly string[] = [
  "sk-canary-aB3dE5gH7jK9mN1pQ2sT4vW6xY8zA0cD",
  "sk-proj-0000000000000000000000000000000000000000",
  "sk-ant-api03-111111111111111111111111111111111111",
  "sk-or-v1-2222222222222222222222222222222222222222",
  "gsk_33333333333333333333333333333333333333333333",
  "xai-44444444444444444444444444444444444444444444",
  "hf_5555555555555555555555555555555555555555",
  "AIzaSy666666666666666666666666666666666",
  "AKIAIOSFODNN7EXAMPLE",
  "ghp_777777777777777777777777777777777777",
  "eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiI4ODg4In0.888888888888",
  "Authorization: Bearer 999999999999999999999999999999",
];

/** What the browser itself says to its console about a request that failed. */
const browserWords = /Failed to load resource|blocked by CORS|ERR_/;

const allow = async (page: Page, origins: readonly string[]): Promise<void> => {
  await page.context().addInitScript((list) => {
    try {
      localStorage.setItem("vivarium.origins", JSON.stringify(list));
    } catch {
      // A frame without an origin of its own keeps no list.
    }
  }, origins);
};

/** Gives a field a text as a person pastes it; the clipboard of the machine is left alone. */
const paste = async (page: Page, label: string | RegExp, text: string): Promise<void> => {
  const left = await page.getByLabel(label, typeof label === "string" ? { exact: true } : {}).evaluate((field, value) => {
    const clipboardData = new DataTransfer();
    clipboardData.setData("text", value);
    if (field instanceof HTMLElement) field.focus();
    field.dispatchEvent(new ClipboardEvent("paste", { clipboardData, bubbles: true, cancelable: true }));
    // The next script that runs in the page looks at once at what the field and the patterns kept.
    const legacy = RegExp as unknown as Readonly<Record<string, string>>;
    return ["$_", "$&", "$`", "$'", "$+", "$1"].map((name) => legacy[name]).join() + ("value" in field ? field.value : "");
  }, text);
  expect(left).not.toContain(text.slice(-12));
};

const connect = async ({ page, settings }: AppPage, baseUrl: string, withKey = true): Promise<void> => {
  await page.evaluate(() => {
    location.hash = "#/settings/model";
  });
  await settings.provider.selectOption({ label: "OpenAI-compatible" });
  await settings.baseUrl.fill(baseUrl);
  await settings.model.fill("echo-model");
  if (withKey) {
    await paste(page, "API key", key);
    await expect(page.getByText(/Key held in this tab for/)).toBeVisible();
  }
  await settings.check.click();
  await expect(settings.verdict).toContainText("answers from the next run on");
};

const withServers = async (task: (server: EchoServer, other: EchoServer) => Promise<void>): Promise<void> => {
  const other = await startEchoServer(lookAlikes);
  const server = await startEchoServer(lookAlikes, other.origin);
  try {
    await task(server, other);
    expect(placesWith(key, new Map([["requests to the other host", JSON.stringify(other.requests)]]))).toEqual([]);
  } finally {
    await server.stop();
    await other.stop();
  }
};

/** A run that writes, and answers or is refused; what is asked on the way is allowed. */
const runEcho = async ({ chat, approvals, page }: AppPage, text: string): Promise<void> => {
  await chat.say(text);
  const anyway = page.getByRole("button", { name: "Send anyway" });
  if (/sk-/.test(text)) await anyway.click();
  const ended = chat.turns.last().locator(".tfoot").or(chat.tryAgain);
  await expect(approvals.first.group.or(ended)).toBeVisible();
  if (await approvals.first.group.isVisible()) await approvals.first.approveOnce();
  await expect(ended).toBeVisible();
};

const spied = (spies: Spies): Places =>
  new Map(
    (["worker-to-page", "page-to-worker", "between-tabs", "clipboard", "console"] satisfies SpiedWay[]).map((way) => [
      way,
      spies.heard(way).join("\n"),
    ]),
  );

const everywhere = async (app: AppPage, spies: Spies, name: string): Promise<Places> =>
  new Map([...(await collectFrom(app.page, name)), ...(await collectFromContext(app.page.context())), ...spied(spies)]);

const exported = async ({ page }: AppPage): Promise<string> => {
  await page.evaluate(() => {
    location.hash = "#/settings/storage";
  });
  const saved = page.waitForEvent("download");
  await page.getByRole("button", { name: "Export the log" }).click();
  const stream = await (await saved).createReadStream();
  const pieces: Buffer[] = [];
  for await (const piece of stream) pieces.push(piece as Buffer);
  return Buffer.concat(pieces).toString();
};

test("a key that its server repeats everywhere is found in no store, export, message, address or field", async ({
  page,
  context,
  url,
  troubles,
  log,
}) => {
  troubles.expect(browserWords);
  const spies = await plantSpies(context);
  await withServers(async (server, other) => {
    await allow(page, [server.origin, other.origin]);
    await page.goto(url);
    const app = appOn(page);
    // The first tab owns the workspace before there is a second one.
    await expect(app.chat.status).toContainText("Ready");
    const mirror = appOn(await context.newPage());
    await mirror.page.goto(url);

    await connect(app, `${server.origin}/echo/v1`);
    await app.chat.newSession.click();
    await runEcho(app, `Keep these: ${lookAlikes.slice(1, 7).join(" ")}`);
    await app.chat.openEveryRow();
    for (const button of await app.chat.transcript.getByRole("button", { name: /^Copy/ }).all()) await button.click();
    await connect(app, `${server.origin}/deny/v1`, false);
    await app.chat.sessions.getByRole("link", { name: /Keep these/ }).click();
    await runEcho(app, "and when it is refused");
    await expect(app.chat.turns.last()).toContainText("did not accept the key");
    await connect(app, `${server.origin}/moved/v1`, false);
    await app.chat.sessions.getByRole("link", { name: /Keep these/ }).click();
    await runEcho(app, "and when it has moved");
    await expect(app.chat.turns.last()).toContainText("redirects");

    const jsonl = await exported(app);
    const places = new Map([
      ...(await everywhere(app, spies, "owner")),
      ...(await collectFrom(mirror.page, "mirror")),
      ["export", jsonl],
    ]);
    expect(placesWith(key, places)).toEqual([]);
    // The hunt is worth something only where it finds what is there.
    for (const place of ["owner: databases", "export", "worker-to-page", "between-tabs"])
      expect(placesWith(lookAlikes[3] ?? "", new Map([[place, places.get(place) ?? ""]])), place).toHaveLength(1);
    expect(spies.heard("page-to-worker").filter((text) => text === "give-key")).toHaveLength(1);
    expect(JSON.stringify(await log())).toContain("[key removed]");
    // Its own server was asked with it, as a header and in no other way.
    const asked = server.requests.filter(({ rawHeaders }) => rawHeaders.includes(`Bearer ${key}`));
    expect(asked.length).toBe(server.requests.length);
    expect(
      placesWith(key, new Map([["bodies and paths", server.requests.map(({ path, body }) => path + body).join("\n")]])),
    ).toEqual([]);
    expect(other.requests).toEqual([]);
  });
});

test("no script of the page can read the key that the worker holds, whatever it tries", async ({
  page,
  context,
  url,
  troubles,
}) => {
  troubles.expect(/./);
  const spies = await plantSpies(context);
  await withServers(async (server, other) => {
    await allow(page, [server.origin, other.origin]);
    await page.goto(url);
    const app = appOn(page);
    await connect(app, `${server.origin}/echo/v1`);
    await page.evaluate(installWalk);
    const booty = new Map<string, string>();
    for (const [name, attack] of Object.entries(attacks)) {
      const loot = await page.evaluate(attack);
      booty.set(name, typeof loot === "string" ? loot : JSON.stringify(loot));
    }
    expect(placesWith(key, await collectHeap(page, "page")), "the page's memory after a paste").toEqual([]);
    await app.chat.newSession.click();
    await runEcho(app, "hello");
    await page.evaluate(installWalk);
    for (const [name, attack] of Object.entries(attacks)) {
      const loot = await page.evaluate(attack);
      booty.set(`${name}, after a run`, typeof loot === "string" ? loot : JSON.stringify(loot));
    }
    // At once, because most of them are waited for in vain.
    const forge = async (command: unknown): Promise<void> => {
      const message = { type: "command", command };
      booty.set(
        `tells the worker ${JSON.stringify(command)}`,
        await page.evaluate((one) => (globalThis as unknown as WalkScope).askWorker(one), message),
      );
      await page.evaluate((one) => new BroadcastChannel("vivarium").postMessage({ ...one, from: "forged", id: 1 }), message);
    };
    await Promise.all(forgedCommands(other.origin).map(forge));
    await expect.poll(() => spies.heard("between-tabs").length).toBeGreaterThan(0);
    booty.set(
      "forged hello",
      await page.evaluate(() => (globalThis as unknown as WalkScope).askWorker({ type: "hello", protocolVersion: 0 })),
    );
    expect(placesWith(key, new Map([...booty, ...(await everywhere(app, spies, "page"))]))).toEqual([]);
    expect(booty.size).toBeGreaterThanOrEqual(60);
    // A walk that reaches nothing would prove nothing: the titles of sessions are in the store and in React's tree.
    for (const name of [
      "walks React's tree from its root, former state included, after a run",
      "imports the app's modules again and walks what they export, after a run",
    ])
      expect(booty.get(name)?.length, name).toBeGreaterThan(1_000);
    expect(booty.get("walks React's tree from its root, former state included, after a run")).toContain("hello");
    // The other host was reached by the forged check, and without the key (see withServers).
    expect(other.requests.length).toBeGreaterThan(0);
    expect(placesWith(key, await collectHeap(page, "page")), "the page's memory").toEqual([]);
  });
});

test("no file of the browser's profile holds the key, after a run, a reload and a clean end", async ({ url }) => {
  const profile = await createProfile(0);
  await withServers(async (server) => {
    const { context, page } = await profile.open();
    await allow(page, [server.origin]);
    await page.goto(url);
    const app = appOn(page);
    await connect(app, `${server.origin}/echo/v1`);
    await app.chat.newSession.click();
    await runEcho(app, "hello");
    await page.reload();
    await expect(app.chat.turns.last()).toContainText("[key removed]");
    await context.close();
    // What the person's own text left there is found, so the key would be.
    expect(filesHolding(profile.folder, lookAlikes[3] ?? "").length).toBeGreaterThan(0);
    expect(filesHolding(profile.folder, key.slice(10))).toEqual([]);
  });
  await profile.remove();
});

test("a key is bound to its origin: another endpoint is asked without it, and the way back still has it", async ({
  app,
  troubles,
}) => {
  troubles.expect(browserWords);
  await withServers(async (server, other) => {
    await allow(app.page, [server.origin, other.origin]);
    await app.page.reload();
    await connect(app, `${server.origin}/echo/v1`);
    await connect(app, `${other.origin}/echo/v1`, false);
    await app.chat.newSession.click();
    await runEcho(app, "hello");
    expect(other.requests.length).toBeGreaterThan(1);
    const sent = other.requests.flatMap(({ rawHeaders }) => rawHeaders.map((text) => text.toLowerCase()));
    expect(sent.filter((text) => /authorization|api-key|cookie|referer/.test(text))).toEqual([]);
    await connect(app, `${server.origin}/echo/v1`, false);
    expect(server.requests.at(-1)?.rawHeaders).toContain(`Bearer ${key}`);
  });
});

test("after a reload a run waits for its key in one field, and goes on with it", async ({ app, log }) => {
  await withServers(async (server) => {
    await allow(app.page, [server.origin]);
    await app.page.reload();
    await connect(app, `${server.origin}/slow/v1`);
    await app.chat.newSession.click();
    await app.chat.say("hello");
    await expect(app.chat.turns.last()).toContainText("It has begun.");
    await app.page.reload();
    const bar = app.page.getByRole("region", { name: "Waiting for a key" });
    await expect(bar).toContainText(server.origin);
    await expect(app.chat.status).toContainText("Waiting for a key");
    await expect(app.chat.sessions).toContainText("needs a key");
    await expect(app.chat.resume).toBeHidden();
    const before = server.requests.length;
    await paste(app.page, /^API key for/, key);
    await expect(bar).toBeHidden();
    await expect.poll(() => server.requests.length).toBe(before + 1);
    expect(server.requests.at(-1)?.rawHeaders).toContain(`Bearer ${key}`);
    await app.chat.stop.click();
    await app.chat.untilIdle();
    expect(placesWith(key, new Map([["log", JSON.stringify(await log())], ...(await collectFrom(app.page, "page"))]))).toEqual(
      [],
    );
  });
});

test("a tab that takes over has no key: its run waits, and no key ever goes from tab to tab", async ({
  app,
  secondTab,
  context,
}) => {
  const spies = await plantSpies(context);
  await withServers(async (server) => {
    await allow(app.page, [server.origin]);
    await app.page.reload();
    await connect(app, `${server.origin}/slow/v1`);
    await app.chat.newSession.click();
    await app.chat.say("hello");
    await expect(app.chat.turns.last()).toContainText("It has begun.");
    const second = await secondTab();
    await second.page.evaluate(() => {
      location.hash = "#/settings/model";
    });
    await paste(second.page, "API key", key);
    await expect(second.page.getByText(/never goes from tab to tab/)).toBeVisible();
    await second.chat.sessions.getByRole("link", { name: /hello/ }).click();
    await second.chat.takeOver.click();
    await expect(second.page.getByRole("region", { name: "Waiting for a key" })).toBeVisible();
    await expect(app.page.getByRole("region", { name: "Interrupted run" })).toContainText("waits for its key");
    const before = server.requests.length;
    await paste(second.page, /^API key for/, key);
    await expect.poll(() => server.requests.length).toBe(before + 1);
    await second.chat.stop.click();
    await second.chat.untilIdle();
    expect(placesWith(key, await everywhere(second, spies, "second tab"))).toEqual([]);
  });
});

test("all keys are wiped at once: the model waits for its key, is asked nothing meanwhile, and Demo answers without one", async ({
  app,
  context,
}) => {
  const { page, chat, settings } = app;
  const asked: string[] = [];
  const cors = { "access-control-allow-origin": "*", "access-control-allow-headers": "*" };
  await context.route("https://api.openai.com/**", (route) => {
    if (route.request().method() === "OPTIONS") return route.fulfill({ status: 204, headers: cors });
    asked.push(route.request().headers().authorization ?? "no key");
    return route.fulfill({ status: 200, headers: cors, json: { object: "list", data: [{ id: "gpt-any" }] } });
  });
  await page.evaluate(() => {
    location.hash = "#/settings/model";
  });
  await settings.provider.selectOption({ label: "OpenAI" });
  await settings.model.fill("gpt-any");
  await paste(page, "API key", key);
  await expect(settings.verdict).toContainText("answers from the next run on");
  expect(asked).toEqual([`Bearer ${key}`]);

  await page.getByRole("button", { name: "Forget all keys" }).click();
  await expect(chat.status).toContainText("no key");
  await chat.newSession.click();
  await chat.message.fill("hello");
  await expect(chat.send).toBeHidden();
  await page.getByRole("link", { name: "Add key" }).click();
  await expect(settings.key).toBeVisible();
  await page.goBack();
  await page.getByRole("button", { name: "Try without a key" }).click();
  await chat.send.click();
  await chat.untilIdle();
  await expect(chat.turns).toHaveCount(1);
  expect(asked).toHaveLength(1);
});
