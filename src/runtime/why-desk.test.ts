import { expect, test } from "vitest";
import { type MessageId, messageId, type SessionId } from "../kernel/ids.ts";
import type { MemoryRow } from "../kernel/memory-view.ts";
import type { WhyStep, WhySubject } from "../kernel/why.ts";
import { createMemoryModel } from "./memory-model.fake.ts";
import { createWorkbench, type OpenTab, say } from "./workbench.fake.ts";

const idle = (tab: OpenTab) => (): boolean => tab.workspace.snapshot().runningRunIds.length === 0;
const doing = (tool: string, input: object): string => `do ${tool} ${JSON.stringify(input)}`;

const openTab = async () => {
  const tab = await createWorkbench(createMemoryModel(), () => ({ type: "approve" })).open();
  let said = 0;
  const sayIn = async (id: SessionId, ...lines: readonly string[]): Promise<void> => {
    said += 1;
    await tab.workspace.sendMessage(id, messageId(`message_${said}`), lines.join("\n"));
    await tab.until(idle(tab));
  };
  const first = async (...lines: readonly string[]): Promise<SessionId> => {
    const id = await say(tab, lines.join("\n"));
    await tab.until(idle(tab));
    return id;
  };
  const ask = async (subject: WhySubject) => {
    const answer = await tab.workspace.askWhy(subject);
    if (!answer.ok) throw new Error(answer.error.message);
    return answer.value;
  };
  const add = async (name: string, text: string): Promise<void> => {
    const bytes = new TextEncoder().encode(text);
    await tab.workspace.changeFiles([{ type: "add", folder: "/inbox", name, bytes }], undefined);
  };
  const onlyMemory = async (): Promise<MemoryRow> => {
    const read = await tab.workspace.readMemory(undefined, undefined);
    const [row] = read.ok ? read.value.rows : [];
    if (row === undefined) throw new Error("nothing is remembered");
    return row;
  };
  const messageThatSays = async (words: string): Promise<MessageId> => {
    const said = (await tab.entries()).findLast(({ event }) => event.type === "text-appended" && event.text.includes(words));
    if (said?.event.type !== "text-appended") throw new Error("nobody said that");
    return said.event.messageId;
  };
  return { add, ask, first, messageThatSays, onlyMemory, sayIn, tab };
};

/** A step as one line: what happened, the words that it shares, and why nothing is behind it. */
const inShort = ({ deed, excerpt, root }: WhyStep): string => {
  const shared = excerpt?.marks.map(({ from, to }) => excerpt.text.slice(from, to))[0];
  const words =
    deed.type === "call"
      ? `${deed.headline.verb} ${deed.headline.object}`
      : deed.type === "change"
        ? deed.paths.filter((path) => !path.startsWith("/.")).join()
        : "";
  const parts = [deed.type, words, shared === undefined ? "" : `“${shared}”`, root === undefined ? "" : `(${root})`];
  return parts.filter((part) => part !== "").join(" ");
};

const text = "Ferns like shade and rain all year.";
const shared = "“Ferns like shade and rain all year”";

/** A file is brought in, read and remembered; what is remembered is accepted and goes with another session's run. */
const story = async () => {
  const tools = await openTab();
  await tools.add("ferns.md", `# Ferns\n${text}\nNothing else.\n`);
  const id = await tools.first(doing("read", { file_path: "/inbox/ferns.md" }), doing("remember", { text }), "say done");
  const { item } = await tools.onlyMemory();
  await tools.tab.workspace.changeMemory({ type: "accept", memoryId: item.memoryId }, id);
  const other = await tools.first(`say I know: ${text}`);
  return { ...tools, item, other };
};

const fromTheFile = [
  "change (person)",
  `call Remembered “${text}” ${shared}`,
  "answer",
  `call Read /inbox/ferns.md ${shared}`,
  "answer",
  `said ${shared} (person)`,
  "change /inbox/ferns.md (import)",
];

test("a memory leads back over the call, the answer and the file that it was read from, to the import and what the person said", async () => {
  const { ask, item } = await story();
  const { about, after, behind, runs } = await ask({ type: "memory", memoryId: item.memoryId });
  expect(about).toBe(text);
  expect(behind.steps.map(inShort)).toEqual(fromTheFile);
  expect(behind.others).toEqual([]);
  expect(behind.steps.at(-1)).toMatchObject({ root: "import", origins: [{ type: "import", name: "ferns.md" }] });
  expect(after.steps.map(inShort)).toEqual([`recalled ${shared}`, `answer ${shared}`]);
  expect(runs).toBe(1);
});

test("a sentence leads to the memory that stood in its request, and each step is an earlier one", async () => {
  const { ask, messageThatSays } = await story();
  const { behind } = await ask({ type: "sentence", messageId: await messageThatSays("I know"), text: `I know: ${text}` });
  expect(behind.steps.map(inShort)).toEqual([
    "answer",
    `recalled ${shared}`,
    `said “I know: Ferns like shade and rain all year” (person)`,
    ...fromTheFile,
  ]);
  const places = behind.steps.map(({ seq }) => seq);
  expect(places).toEqual([...places].sort((one, other) => other - one));
});

test("a line of a file belongs to the call that wrote it, through later edits and moves of the file", async () => {
  const { ask, other, sayIn } = await story();
  await sayIn(
    other,
    doing("write", { file_path: "/notes/a.md", content: "# A\nmisting twice on hot days\nlast\n" }),
    doing("edit", { file_path: "/notes/a.md", old_string: "last", new_string: "very last" }),
    doing("move", { from: "/notes/a.md", to: "/notes/b.md" }),
  );
  const line = async (at: number) =>
    (await ask({ type: "lines", path: "/notes/b.md", from: at, to: at })).behind.steps
      .map(inShort)
      .filter((step) => step !== "answer");
  expect(await line(2)).toEqual([
    "call Moved /notes/a.md to /notes/b.md",
    "call Wrote /notes/a.md “misting twice on hot days”",
    "said “twice on hot days” (person)",
  ]);
  expect(await line(3)).toEqual([
    "call Moved /notes/a.md to /notes/b.md",
    "call Edited /notes/a.md “very last”",
    "said “very last” (person)",
  ]);
  const sample = await ask({ type: "lines", path: "/README.md", from: 1, to: 1 });
  expect(sample.behind.steps.map(({ root }) => root)).toEqual(["sample"]);
});

test("what came of a line of an imported file is the memory, and the answers that had it", async () => {
  const { ask } = await story();
  const { after, runs } = await ask({ type: "lines", path: "/inbox/ferns.md", from: 2, to: 2 });
  expect(after.steps.map(inShort)).toEqual([
    `call Read /inbox/ferns.md ${shared}`,
    `call Remembered “${text}” ${shared}`,
    "change (person)",
    `recalled ${shared}`,
    `answer ${shared}`,
  ]);
  expect(after.others.every(({ deed }) => deed.type === "answer")).toBe(true);
  expect(runs).toBe(2);
});

test("a fact, a relation and an entity of the graph, and a value of the state, lead to the call that set each", async () => {
  const { ask, first } = await openTab();
  const relate = (fact: string, kind: string): string =>
    doing("relate", {
      entities: [{ name: "Tomas", kind: "person", facts: { [fact]: "yes" }, evidence: `Tomas is ${fact}` }],
      relations: [{ from: "Tomas", kind, to: "Pump", evidence: `Tomas ${kind} the pump` }],
    });
  await first(relate("friendly", "repairs"));
  await first(relate("tall", "carries"), doing("state_set", { key: "pump", value: "broken" }));
  const calls = async (subject: WhySubject) =>
    (await ask(subject)).behind.steps.flatMap(({ deed, turn }) =>
      deed.type === "call" ? [`${deed.headline.verb} ${turn}`] : [],
    );
  const [early, late] = await Promise.all([
    ask({ type: "fact", id: "tomas", key: "friendly", value: "yes" }),
    ask({ type: "relation", from: "tomas", kind: "carries", to: "pump" }),
  ]);
  const callsIn = (answer: typeof early) =>
    answer.behind.steps.filter(({ deed }) => deed.type === "call").map(({ sessionId }) => sessionId);
  expect(callsIn(early)).toHaveLength(1);
  expect(callsIn(late)).toHaveLength(1);
  expect(callsIn(early)).not.toEqual(callsIn(late));
  expect(await calls({ type: "entity", id: "tomas" })).toHaveLength(2);
  expect(await calls({ type: "state", tenant: "", key: "pump" })).toEqual(["Set 2"]);
});

test("what is not there is refused with what to do", async () => {
  const { tab } = await openTab();
  for (const subject of [
    { type: "memory", memoryId: "memory_gone" },
    { type: "entity", id: "nobody" },
    { type: "lines", path: "/none.md", from: 1, to: 1 },
    { type: "event", seq: 999 },
  ] satisfies readonly WhySubject[])
    expect(await tab.workspace.askWhy(subject)).toMatchObject({ ok: false, error: { type: "not-found" } });
});

test("an event is asked about by its place, and a piece of an answer is the answer", async () => {
  const { ask, messageThatSays, tab } = await story();
  const id = await messageThatSays("I know");
  const entries = await tab.entries();
  const piece = entries.find(({ event }) => event.type === "text-appended" && event.messageId === id);
  const start = entries.find(({ event }) => event.type === "attempt-started" && event.messageId === id);
  expect((await ask({ type: "event", seq: piece?.seq ?? 0 })).behind.steps[0]?.seq).toBe(start?.seq);
});
