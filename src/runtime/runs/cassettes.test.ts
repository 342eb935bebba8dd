import { expect, test } from "vitest";
import type { Provider } from "../../kernel/contracts/provider.ts";
import type { ModelChoice } from "../../kernel/model/model.ts";
import { createWorkbench, type OpenTab, plannedProvider, say, statusOf } from "../workbench.fake.ts";

const plan = [
  { text: "I write it down. ", calls: [{ tool: "write", input: { file_path: "/w/a.md", content: "kept\n" } }] },
  { text: "That was all.", calls: [] },
];

const never: Provider = {
  stream: () => {
    throw new Error("A request was made.");
  },
};

const saidIn = async (tab: OpenTab): Promise<readonly string[]> =>
  (await tab.entries()).flatMap(({ event }) => (event.type === "text-appended" ? [event.text] : []));

const recorded = async (): Promise<string> => {
  const tab = await createWorkbench(plannedProvider(plan)).open();
  const sessionId = await say(tab, "go");
  await tab.until(() => statusOf(tab) === "completed");
  const cassette = await tab.workspace.exportCassette(sessionId);
  if (!cassette.ok) throw new Error(cassette.error.message);
  return cassette.value.json;
};

const opened = async (json: string): Promise<{ readonly tab: OpenTab; readonly choice: ModelChoice }> => {
  const tab = await createWorkbench(never, undefined, () => Promise.reject(new Error("A request was made."))).open();
  const answer = await tab.workspace.openCassette(json);
  if (!answer.ok) throw new Error(answer.error.message);
  await tab.workspace.chooseModel(answer.value.choice);
  return { tab, choice: answer.value.choice };
};

test("a session that is saved as a cassette is played in another workspace, without a request, to the same files", async () => {
  const { tab, choice } = await opened(await recorded());
  expect(tab.workspace.snapshot().cassettes).toEqual([choice]);
  await say(tab, "go");
  await tab.until(() => statusOf(tab) === "completed");
  expect((await saidIn(tab)).join("")).toBe("I write it down. That was all.");
  expect((await tab.files())["/w/a.md"]).toBe("kept\n");
});

test("words that were not recorded are answered by what was, and change nothing", async () => {
  const { tab } = await opened(await recorded());
  await say(tab, "something else");
  await tab.until(() => statusOf(tab) === "failed");
  const end = (await tab.entries()).find(({ event }) => event.type === "run-ended")?.event;
  expect(end).toMatchObject({ outcome: { failure: { type: "bad-request" } } });
  expect(JSON.stringify(end)).toContain("Here it goes on with “go”: say exactly that.");
});

test.each([
  ["no JSON", "{", "not valid JSON"],
  ["another file", "{}", "it does not say that it is one"],
  ["another version", '{"type":"vivarium-cassette","version":2}', "its version is 2; version 1 is read"],
  ["no answers", '{"type":"vivarium-cassette","version":1,"name":"a","model":"m","exchanges":[]}', "there is no answer in it"],
  [
    "an answer without an end",
    '{"type":"vivarium-cassette","version":1,"name":"a","model":"m","exchanges":[{"said":["go"],"answers":0,"events":[{"type":"text-delta","delta":"a"}]}]}',
    "answer 1 of 1 is damaged",
  ],
])("%s is refused by name, and nothing is kept", async (_name, text, words) => {
  const tab = await createWorkbench(never).open();
  const answer = await tab.workspace.openCassette(text);
  expect(answer.ok ? "" : answer.error.message).toContain(words);
  expect(tab.workspace.snapshot().cassettes).toEqual([]);
});

test("a session in which nothing was said cannot be recorded, and says so", async () => {
  const tab = await createWorkbench(never).open();
  const created = await tab.workspace.createSession(undefined);
  if (!created.ok) throw new Error(created.error.message);
  expect(await tab.workspace.exportCassette(created.value.sessionId)).toMatchObject({
    ok: false,
    error: { type: "invalid-input" },
  });
});
