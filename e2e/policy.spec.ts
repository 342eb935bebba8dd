import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { agentWorker } from "./faults/crash.ts";
import { expect, test } from "./fixtures.ts";

/** A host that nobody allowed. It answers everything, so only the policy stands between it and the page. */
const startForeignHost = async (): Promise<{ readonly origin: string; readonly seen: string[]; readonly server: Server }> => {
  const seen: string[] = [];
  const server = createServer((request, response) => {
    seen.push(request.url ?? "");
    response.writeHead(200, { "access-control-allow-origin": "*", "content-type": "text/javascript" }).end("export default 1;");
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  return { origin: `http://127.0.0.1:${(server.address() as AddressInfo).port}`, seen, server };
};

/** What a script that got in would try. Runs in the page and in the worker alike, so it names no outer thing. */
const attempts = async (origin: string): Promise<Readonly<Record<string, string>>> => {
  const attempt = async (work: () => unknown): Promise<string> => {
    try {
      await work();
      return "allowed";
    } catch {
      return "refused";
    }
  };
  const data = "data:text/javascript,export default 1";
  return {
    fetch: await attempt(() => fetch(`${origin}/fetch`)),
    import: await attempt(() => import(`${origin}/import.js`)),
    "import of data": await attempt(() => import(data)),
    // biome-ignore lint/security/noGlobalEval: the policy has to refuse it
    eval: await attempt(() => globalThis.eval("1")),
    "new Function": await attempt(() => new Function("return 1")()),
    "web socket": await attempt(
      () =>
        new Promise((resolve, reject) => {
          const socket = new WebSocket(origin.replace("http", "ws"));
          socket.onopen = resolve;
          socket.onerror = reject;
        }),
    ),
    "event source": await attempt(
      () =>
        new Promise((resolve, reject) => {
          const source = new EventSource(`${origin}/events`);
          source.onopen = resolve;
          source.onerror = () => {
            source.close();
            reject(new Error("refused"));
          };
        }),
    ),
  };
};

const allRefused = {
  fetch: "refused",
  import: "refused",
  "import of data": "refused",
  eval: "refused",
  "new Function": "refused",
  "web socket": "refused",
  "event source": "refused",
};

const violation = /Content Security Policy|Policy violation|violates|Refused to|ERR_BLOCKED_BY_CSP|Trusted/i;

test("the shipped page and worker reach no host that nobody allowed, and run no text as code", async ({ app, troubles }) => {
  troubles.expect(violation);
  const host = await startForeignHost();
  const worker = await agentWorker(app.page);
  expect(await worker.evaluate(attempts, host.origin), "the worker").toEqual(allRefused);
  expect(await app.page.evaluate(attempts, host.origin), "the page").toEqual(allRefused);
  expect(host.seen).toEqual([]);
  host.server.close();
});

test("markup that is put into the page runs nothing and fetches nothing", async ({ app, troubles }) => {
  troubles.expect(violation);
  const host = await startForeignHost();
  const refused = await app.page.evaluate((origin) => {
    const refusals: string[] = [];
    const attempt = (name: string, work: () => void): void => {
      try {
        work();
      } catch {
        refusals.push(name);
      }
    };
    const markup = `<img src="${origin}/img" onerror="document.title='taken'"><link rel="stylesheet" href="${origin}/css">`;
    attempt("innerHTML", () => {
      document.body.innerHTML += markup;
    });
    attempt("insertAdjacentHTML", () => document.body.insertAdjacentHTML("beforeend", markup));
    attempt("script text", () => {
      document.createElement("script").text = "document.title='taken'";
    });
    attempt("script address", () => {
      document.createElement("script").src = `${origin}/script.js`;
    });
    attempt("worker address", () => void new Worker(`${origin}/worker.js`));
    attempt("another policy", () => {
      const policies = (globalThis as { trustedTypes?: { createPolicy: (name: string, rules: object) => unknown } }).trustedTypes;
      policies?.createPolicy("mine", {});
    });
    const image = new Image();
    image.src = `${origin}/image`;
    return refusals;
  }, host.origin);
  expect(refused).toEqual([
    "innerHTML",
    "insertAdjacentHTML",
    "script text",
    "script address",
    "worker address",
    "another policy",
  ]);
  await expect(app.welcome.watchItWork).toBeVisible();
  await expect(app.page).not.toHaveTitle("taken");
  expect(host.seen).toEqual([]);
  host.server.close();
});

test("an origin that the person allowed is reached by the worker, and only that one", async ({
  page,
  url,
  troubles,
  log: _audited,
}) => {
  troubles.expect(violation);
  const [allowed, other] = [await startForeignHost(), await startForeignHost()];
  await page.addInitScript((origin) => localStorage.setItem("vivarium.origins", JSON.stringify([origin])), allowed.origin);
  await page.goto(url);
  const worker = await agentWorker(page);
  const status = await worker.evaluate(async (address) => (await fetch(address)).status, `${allowed.origin}/models`);
  expect(status).toBe(200);
  expect((await worker.evaluate(attempts, other.origin)).fetch).toBe("refused");
  expect(other.seen).toEqual([]);
  for (const { server } of [allowed, other]) server.close();
});

test("hostile entries in the list of origins open nothing", async ({ page, url, troubles, log: _audited }) => {
  troubles.expect(violation);
  const hostile = [
    "https://a.example; script-src *",
    "https://a.example, default-src *",
    "*",
    "https:",
    "https://*.example",
    "https://a.example/path",
    "https://user:word@a.example",
    "http://192.168.0.1",
    "http://a.example",
    "'unsafe-inline'",
    "data:",
    "https://a.example https://b.example",
    "HTTPS://A.EXAMPLE",
    7,
    null,
    { toString: "https://a.example" },
    "https://good.example",
    "http://localhost:4321",
  ];
  await page.addInitScript((entries) => localStorage.setItem("vivarium.origins", JSON.stringify(entries)), hostile);
  await page.goto(url);
  const policies = page.locator('meta[http-equiv="Content-Security-Policy"]');
  await expect(policies).toHaveCount(2);
  const narrowed = await policies.last().getAttribute("content");
  expect(narrowed).toMatch(/^connect-src 'self' https:\/\/api\.openai\.com /);
  expect(narrowed).toMatch(/ http:\/\/127\.0\.0\.1:8080 https:\/\/good\.example http:\/\/localhost:4321; frame-src [^;,* ]+$/);
  expect(narrowed).not.toMatch(/;.*;|[,*]|a\.example|b\.example|192\.168/i);
});

for (const record of ["{", '"https://a.example"', '{"0":"https://a.example"}', ""]) {
  test(`a damaged list of origins (${JSON.stringify(record)}) leaves only the well-known ones`, async ({
    page,
    url,
    log: _audited,
  }) => {
    await page.addInitScript((text) => localStorage.setItem("vivarium.origins", text), record);
    await page.goto(url);
    const narrowed = await page.locator('meta[http-equiv="Content-Security-Policy"]').last().getAttribute("content");
    expect(narrowed).toMatch(/^connect-src 'self' https:\/\/api\.openai\.com .* http:\/\/127\.0\.0\.1:8080; frame-src [^; ]+$/);
    await expect(page.getByRole("button", { name: "Watch it work" })).toBeVisible();
  });
}

test("an app whose program is missing says so and what to do", async ({ page, url, troubles, log: _audited }) => {
  troubles.expect(/404|Failed to load resource/);
  await page.route(/assets\/index-.*\.js$/, (route) => route.fulfill({ status: 404 }));
  await page.goto(url);
  await expect(page.getByRole("alert")).toHaveText(/could not be loaded\. Your data is untouched\. Reload/);
});
