import { expect, test } from "vitest";
import { auditLog } from "../../../e2e/audit/auditor.ts";
import { messageId, type SessionId } from "../../kernel/base/ids.ts";
import { createWorkbench, type OpenTab, plannedProvider, say, statusOf } from "../workbench.fake.ts";

const key = "sk-canary-0123456789abcdefghijklmnop";
const remote = "https://models.test";
const local = "http://localhost:8080";

type Answer = (keyed: boolean) => Response;

const frame = (delta: object, finish: string | null): string =>
  `data: ${JSON.stringify({ id: "c", object: "chat.completion.chunk", choices: [{ index: 0, delta, finish_reason: finish }] })}\n\n`;
const stream = (body: string): Response => new Response(body, { headers: { "content-type": "text/event-stream" } });
const saying = (text: string): Response =>
  stream(`${[...text].map((one) => frame({ content: one }, null)).join("")}${frame({}, "stop")}data: [DONE]\n\n`);
const calling = (name: string, input: object): Response => {
  const call = { index: 0, id: "w", type: "function", function: { name, arguments: JSON.stringify(input) } };
  return stream(`${frame({ tool_calls: [call] }, null)}${frame({}, "tool_calls")}data: [DONE]\n\n`);
};

/** The network of a test: what each request is answered with, in order, and which keys were seen where. */
const network = (answers: readonly Answer[]) => {
  const seen: string[] = [];
  const fetch: typeof globalThis.fetch = (input, init) => {
    const authorization = new Headers(init?.headers).get("authorization");
    seen.push(`${new URL(String(input)).origin} ${authorization ?? "no key"}`);
    const answer = answers[seen.length - 1] ?? answers.at(-1);
    if (answer === undefined) throw new Error("The test has no answer.");
    return Promise.resolve(answer(authorization !== null));
  };
  return { fetch, seen };
};

const openTab = async (answers: readonly Answer[], origin = remote) => {
  const { fetch, seen } = network(answers);
  const bench = createWorkbench(plannedProvider([]), () => ({ type: "approve" }), fetch);
  const tab = await bench.open();
  await tab.workspace.chooseModel({ provider: "openai-chat", baseUrl: `${origin}/v1`, model: "m" });
  return { bench, seen, tab };
};

const giveKey = (tab: OpenTab, origin = remote) => tab.workspace.giveKey(origin, key);
const resume = async ({ workspace }: OpenTab): Promise<void> => {
  const runId = workspace.snapshot().sessions[0]?.openRunId;
  if (runId === undefined) throw new Error("No run is open.");
  await workspace.resumeRun(runId);
};

test("a run without its key waits for it, sends nothing meanwhile, and goes on once it has it", async () => {
  const { seen, tab } = await openTab([() => saying("Hello.")]);
  await say(tab, "hi");
  await tab.until(() => statusOf(tab) === "waiting-for-key");
  expect(seen).toEqual([]);
  await giveKey(tab);
  await resume(tab);
  await tab.until(() => statusOf(tab) === "completed");
  expect([seen, auditLog(await tab.entries())]).toEqual([[`${remote} Bearer ${key}`], []]);
});

for (const origin of [remote, local])
  test(`after a reload a run at ${origin} waits for its key, without which it began only where none was given`, async () => {
    const { bench, seen, tab } = await openTab([() => calling("list", { path: "/" }), () => saying("Done.")], origin);
    await giveKey(tab, origin);
    // The tab ends between the call and the next answer.
    await say(tab, "hi");
    await tab.until(() => seen.length === 1);
    tab.workspace.close();

    const second = await bench.open();
    expect([statusOf(second), second.workspace.snapshot().keyOrigins]).toEqual(["waiting-for-key", []]);
    // Whoever followed the former owner has heard all before, and hears of the interruption too.
    expect(second.heard.map(({ event }) => event.type)).toContain("run-interrupted");
    await resume(second);
    await second.until(() => second.workspace.snapshot().runningRunIds.length === 0);
    expect([statusOf(second), seen.length]).toEqual(["waiting-for-key", 1]);
    await giveKey(second, origin);
    await resume(second);
    await second.until(() => statusOf(second) === "completed");
    expect(new Set(seen)).toEqual(new Set([`${origin} Bearer ${key}`]));
    expect(auditLog(await second.entries())).toEqual([]);
  });

test("a local server whose key was forgotten on purpose is asked without one, also after a reload", async () => {
  const { bench, seen, tab } = await openTab([() => saying("Hello.")], local);
  await giveKey(tab, local);
  await tab.workspace.forgetKey(local);
  tab.workspace.close();
  const second = await bench.open();
  await say(second, "hi");
  await second.until(() => statusOf(second) === "completed");
  expect(seen).toEqual([`${local} no key`]);
});

test("keys that are wiped while a run goes on stop it before its next request", async () => {
  const wipe: { now?: () => void } = {};
  const { seen, tab } = await openTab([
    () => {
      wipe.now?.();
      return calling("list", { path: "/" });
    },
  ]);
  await giveKey(tab);
  wipe.now = () => void tab.workspace.forgetAllKeys();
  await say(tab, "hi");
  await tab.until(() => statusOf(tab) === "waiting-for-key");
  expect([seen.length, tab.workspace.snapshot().keyOrigins]).toEqual([1, []]);
});

const sessionOf = (tab: OpenTab): SessionId => {
  const [row] = tab.workspace.snapshot().sessions;
  if (row === undefined) throw new Error("There is no session.");
  return row.sessionId;
};

test("a key that the server repeats in text, calls and errors, or that a file holds, is in no entry; look-alikes are", async () => {
  const lookAlike = "sk-canary-0123456789abcdefghijklmnoX";
  const { tab } = await openTab([
    () => calling("write", { file_path: "/echo.txt", content: `${key} ${lookAlike}` }),
    () => saying(`Your key is ${key}, and ${lookAlike} is not.`),
    () => new Response(JSON.stringify({ error: { message: `Incorrect API key provided: ${key}` } }), { status: 401 }),
  ]);
  await giveKey(tab);
  await say(tab, "hi");
  await tab.until(() => statusOf(tab) === "completed");
  await tab.workspace.sendMessage(sessionOf(tab), messageId("again"), "again");
  await tab.until(() => statusOf(tab) === "interrupted");
  const opened = await tab.workspace.openSession(sessionOf(tab));
  const log = JSON.stringify(opened);
  expect([log.includes(key), log.includes(btoa(key).slice(0, 40)), log.includes(lookAlike)]).toEqual([false, false, true]);
  expect((await tab.files())["/echo.txt"]).toBe(`[key removed] ${lookAlike}`);
  expect(log).toContain("Incorrect API key provided: [key removed]");
});

test("what was written before the key was held is the person's: it stays in the log and leaves neither by a tool nor by export", async () => {
  const { seen, tab } = await openTab(
    [
      () => calling("write", { file_path: "/keys.txt", content: `mine: ${key}` }),
      () => saying("Kept."),
      () => calling("read", { file_path: "/keys.txt" }),
      () => saying("Read."),
    ],
    local,
  );
  const session = await say(tab, "hi");
  await tab.until(() => statusOf(tab) === "completed");
  await giveKey(tab, local);
  const before = (await tab.entries()).length;
  await tab.workspace.sendMessage(session, messageId("again"), "read it");
  await tab.until(() => seen.length === 4 && statusOf(tab) === "completed");
  const opened = await tab.workspace.openSession(session);
  const entries = opened.ok ? opened.value.entries : [];
  const [old, fresh] = [entries.filter(({ seq }) => seq <= before), entries.filter(({ seq }) => seq > before)].map((part) =>
    JSON.stringify(part),
  );
  expect([old?.includes(key), fresh?.includes(key), fresh?.includes("mine: [key removed]")]).toEqual([true, false, true]);
  expect((await tab.files())["/keys.txt"]).toBe(`mine: ${key}`);
  expect(JSON.stringify(await tab.entries())).not.toContain(key);
});
