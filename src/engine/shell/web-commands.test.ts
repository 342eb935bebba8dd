import { expect, test } from "vitest";
import { type Clock, systemClock } from "../../kernel/base/clock.ts";
import { effectId } from "../../kernel/base/ids.ts";
import { freshShell } from "../../kernel/files/shell-state.ts";
import { createOverlay } from "../files/overlay/overlay.ts";
import { createFakeWorkspace } from "../files/overlay/workspace-tree.fake.ts";
import { createShell } from "./run-shell.fake.ts";
import { runShell } from "./run-shell.ts";
import type { ShellReply, ShellRequest, ShellWeb } from "./shell-web.ts";

const text = (body: string, more: Partial<Extract<ShellReply, { readonly type: "answered" }>> = {}): ShellReply => ({
  type: "answered",
  status: 200,
  contentType: "text/plain",
  text: body,
  isCut: false,
  ...more,
});
const moved = (redirect: string): ShellReply => ({ type: "answered", status: 302, contentType: "", isCut: false, redirect });

const site: Readonly<Record<string, ShellReply>> = {
  "https://a.test/ferns.txt": text("Ferns: grün.\n"),
  "https://a.test/": text("Home.\n"),
  "https://a.test/gone": text("No such plant.\n", { status: 404 }),
  "https://a.test/old": moved("https://a.test/ferns.txt"),
  "https://a.test/hidden": moved(""),
  "https://a.test/round": moved("https://a.test/round"),
  "https://a.test/picture": { type: "answered", status: 200, contentType: "image/png", isCut: false },
  "https://a.test/long": text("beginning", { isCut: true }),
  "https://a.test/denied": { type: "refused", reason: "Rejected by the person: no. Nothing was sent." },
  "https://a.test/stopped": { type: "stopped" },
  "https://a.test/echo": text("ok\n"),
  "https://a.test/echo?q=fern%20moss": text("found\n"),
};

const open = () => {
  const asked: ShellRequest[] = [];
  const web: ShellWeb = async (request) => {
    asked.push(request);
    return site[request.url] ?? { type: "failed", reason: "no answer that a page may read" };
  };
  return { asked, ...createShell({ "/body.json": '{"a":\n1}' }, web) };
};

/** Each line with what it writes, as curl and wget do where they do the same. */
const lines: readonly (readonly [string, string])[] = [
  ["curl -s https://a.test/ferns.txt", "Ferns: grün.\n"],
  ["curl -sS a.test/ferns.txt | wc -c | tr -d ' '", "14\n"],
  ["curl -so out.txt https://a.test/ferns.txt && cat out.txt", "Ferns: grün.\n"],
  ["curl -sO https://a.test/ferns.txt && ls", "body.json\nferns.txt\n"],
  ["curl -O https://a.test/", "curl: (23) the address ends without a name for a file; use -o\nexit 23\n"],
  ["curl https://a.test/gone", "No such plant.\n"],
  ["curl -sSf https://a.test/gone", "curl: (22) The requested URL returned error: 404\nexit 22\n"],
  ["curl -sf https://a.test/gone", "exit 22\n"],
  ["curl -s -o /dev/null -w '%{http_code} %{content_type}\\n' https://a.test/gone", "404 text/plain\n"],
  ["curl -s https://a.test/old", ""],
  ["curl -sL https://a.test/old", "Ferns: grün.\n"],
  ["curl -sL --url https://a.test/round", "curl: (47) more than 10 redirects\nexit 47\n"],
  [
    "curl -L https://a.test/hidden",
    "curl: (47) it redirects to another address, which the browser does not tell; name that address itself\nexit 47\n",
  ],
  ["curl -sI https://a.test/ferns.txt", "HTTP/1.1 200\r\ncontent-type: text/plain\r\n\r\n"],
  ["curl -si https://a.test/old", "HTTP/1.1 302\r\nlocation: https://a.test/ferns.txt\r\n\r\n"],
  ["curl https://a.test/picture", "curl: (56) what came is no text (image/png), and only text can be received here\nexit 56\n"],
  [
    "curl -s https://a.test/long",
    "beginningcurl: (18) only the first 1 MiB came, the most that a request takes here; the rest is missing\nexit 18\n",
  ],
  ["curl https://a.test/denied", "curl: (7) Rejected by the person: no. Nothing was sent.\nexit 7\n"],
  ["curl -s https://nowhere.test", "curl: (7) no answer that a page may read\nexit 7\n"],
  ["curl -s https://a.test/stopped || echo after", "after\ncurl: (42) it was stopped before an answer came\n"],
  [
    "curl -X DELETE https://a.test/echo",
    "curl: (2) the method DELETE is not supported here: only GET, HEAD and POST are\nexit 2\n",
  ],
  ["curl -X GET -d a=1 https://a.test/echo", "curl: (2) data goes with POST only, not with GET\nexit 2\n"],
  ["curl -sG --data-urlencode 'q=fern moss' https://a.test/echo", "found\n"],
  ["curl", "curl: (2) no URL specified\nexit 2\n"],
  ["curl -d @missing.json https://a.test/echo", 'curl: (26) ENOENT: "/missing.json" does not exist\nexit 26\n'],
  ["curl -s https://a.test/ https://a.test/echo", "Home.\nok\n"],
  ["wget -q https://a.test/ferns.txt && cat ferns.txt", "Ferns: grün.\n"],
  ["wget https://a.test/", "‘index.html’ saved\n"],
  ["wget -qO- https://a.test/old", "Ferns: grün.\n"],
  ["wget https://a.test/gone", "wget: https://a.test/gone: the server answered 404\nexit 8\n"],
  ["wget https://a.test/denied", "wget: Rejected by the person: no. Nothing was sent.\nexit 4\n"],
  ["wget --spider https://a.test/ferns.txt", "Remote file exists.\n"],
];

test.each(lines)("%s", async (line, output) => {
  expect(await open().output(line)).toBe(output);
});

test.each(["-k", "-u", "-x", "-b", "--resolve", "-m", "--proxy", "--cookie"])(
  "curl refuses %s by its name, and asks nothing",
  async (option) => {
    const { asked, output } = open();
    expect(await output(`curl ${option} x https://a.test/`)).toContain(`curl: (2) the option ${option} is not supported here`);
    expect(asked).toEqual([]);
  },
);

test("what a request has is what its command says", async () => {
  const { asked, run } = open();
  await run("curl -s https://a.test/echo -H 'Accept: text/csv' -H 'X-A: 1'");
  await run("curl -s https://a.test/echo -d a=1 -d b=2");
  await run("cat body.json | curl -s https://a.test/echo --json @-");
  await run("curl -s https://a.test/echo -H 'Content-Type: text/plain' --data-binary @body.json");
  await run("wget -qO- --header 'Accept: a/b' --post-data x=1 https://a.test/echo");
  const post = { url: "https://a.test/echo", method: "POST" };
  const form = { contentType: "application/x-www-form-urlencoded", headers: [] };
  expect(asked).toEqual([
    { url: "https://a.test/echo", method: "GET", headers: ["Accept: text/csv", "X-A: 1"] },
    { ...post, ...form, body: "a=1&b=2" },
    { ...post, body: '{"a":\n1}', contentType: "application/json", headers: ["Accept: application/json"] },
    { ...post, body: '{"a":\n1}', contentType: "text/plain", headers: [] },
    { ...post, ...form, body: "x=1", headers: ["Accept: a/b"] },
  ]);
});

test("the time in which a request waits for a person is not the command's", async () => {
  let waitedMs = 0;
  const clock: Clock = { ...systemClock, monotonic: () => systemClock.monotonic() + waitedMs };
  const { tree } = createFakeWorkspace({});
  const { files } = createOverlay(tree, { effectId: effectId("effect_1"), now: 1_000 });
  const web: ShellWeb = async () => {
    waitedMs += 60 * 60 * 1_000;
    return text("late");
  };
  const about = { files, state: freshShell, clock, signal: new AbortController().signal, timeoutMs: 60_000, web };
  expect(await runShell({ ...about, command: "curl -s https://a.test/; echo after" })).toMatchObject({
    type: "ended",
    stdout: "lateafter\n",
  });
});
