import { expect, test } from "vitest";
import { type MessageId, messageId, type SessionId } from "../../kernel/base/ids.ts";
import type { WhyStep, WhySubject } from "../../kernel/log/why.ts";
import type { MemoryRow } from "../../kernel/memory/memory-view.ts";
import { createMemoryModel } from "../memory/memory-model.fake.ts";
import { createWorkbench, type OpenTab, say } from "../workbench.fake.ts";

const idle = (tab: OpenTab) => (): boolean => tab.workspace.snapshot().runningRunIds.length === 0;
const doing = (tool: string, input: object): string => `do ${tool} ${JSON.stringify(input)}`;

const openTab = async (fetch: typeof globalThis.fetch = globalThis.fetch) => {
  const tab = await createWorkbench(createMemoryModel(), () => ({ type: "approve" }), fetch).open();
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
    const answer = await (await tab.workspace.whyDesk()).ask(subject);
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
    expect(await (await tab.workspace.whyDesk()).ask(subject)).toMatchObject({ ok: false, error: { type: "not-found" } });
});

test("an event is asked about by its place, and a piece of an answer is the answer", async () => {
  const { ask, messageThatSays, tab } = await story();
  const id = await messageThatSays("I know");
  const entries = await tab.entries();
  const piece = entries.find(({ event }) => event.type === "text-appended" && event.messageId === id);
  const start = entries.find(({ event }) => event.type === "attempt-started" && event.messageId === id);
  expect((await ask({ type: "event", seq: piece?.seq ?? 0 })).behind.steps[0]?.seq).toBe(start?.seq);
});

test("every line of every file and every memory leads to a person, a file that was brought in or a sample", async () => {
  const { ask, item, sayIn, other, tab } = await story();
  await sayIn(
    other,
    doing("write", { file_path: "/notes/a.md", content: "one\ntwo\n" }),
    doing("state_set", { key: "k", value: 1 }),
  );
  const files = Object.entries(await tab.files()).filter(([path]) => !path.startsWith("/."));
  const subjects: WhySubject[] = [
    { type: "memory", memoryId: item.memoryId },
    { type: "state", tenant: "", key: "k" },
  ];
  for (const [path, content] of files)
    for (let line = 1; line <= Math.min(8, content.split("\n").length - 1); line += 1)
      subjects.push({ type: "lines", path, from: line, to: line });
  expect(subjects.length).toBeGreaterThan(40);
  for (const subject of subjects) {
    const { behind } = await ask(subject);
    expect(["person", "import", "sample"]).toContain(behind.steps.at(-1)?.root);
  }
});

test("who looked up an entity or a value is told among what came of it", async () => {
  const { ask, first } = await openTab();
  await first(
    doing("relate", { entities: [{ name: "Fern house", kind: "place", facts: { warm: "yes" } }] }),
    doing("state_set", { key: "pump", value: "broken" }),
    doing("neighbours", { name: "Fern house" }),
    doing("state_get", { key: "pump" }),
  );
  const calls = async (subject: WhySubject) =>
    (await ask(subject)).after.steps.flatMap(({ deed }) => (deed.type === "call" ? [deed.headline.verb] : []));
  expect(await calls({ type: "entity", id: "fern-house" })).toHaveLength(1);
  expect(await calls({ type: "state", tenant: "", key: "pump" })).toHaveLength(1);
});

test("what was remembered from a page leads to the page, and is forgotten with everything that came from there", async () => {
  const page = async () =>
    new Response("The conservatory opens at nine on market days.", { headers: { "content-type": "text/plain" } });
  const { ask, first, onlyMemory, tab } = await openTab(page);
  const fact = "The conservatory opens at nine on market days.";
  const id = await first(doing("fetch", { url: "https://garden.example/hours" }), doing("remember", { text: fact }));
  const { item } = await onlyMemory();
  expect(item.status).toBe("pending");
  const { behind } = await ask({ type: "memory", memoryId: item.memoryId });
  const origin = { type: "web", origin: "https://garden.example" } as const;
  const fetched = behind.steps.find(({ root }) => root === "page");
  expect(fetched).toMatchObject({ deed: { type: "call", access: "external" }, origins: [origin] });
  expect(fetched?.excerpt?.marks).toHaveLength(1);
  const plan = await (await tab.workspace.whyDesk()).planForget({ type: "origin", origin });
  expect(plan.ok && plan.value.items).toEqual([
    { key: `memory ${item.memoryId}`, kind: "memory", title: fact, isAlone: true, others: [] },
  ]);
  await (await tab.workspace.whyDesk()).forget({ type: "origin", origin }, [`memory ${item.memoryId}`], id);
  expect((await onlyMemory()).item.status).toBe("forgotten");
});

test("a line of a file that the shell fetched leads to the page", async () => {
  const page = async () => new Response("The conservatory opens at nine.\n", { headers: { "content-type": "text/plain" } });
  const { ask, first } = await openTab(page);
  await first(doing("bash", { command: "curl -s https://garden.example/hours > /notes/hours.md" }));
  const { behind } = await ask({ type: "lines", path: "/notes/hours.md", from: 1, to: 1 });
  expect(behind.steps.flatMap(({ root }) => root ?? [])).toEqual(["page", "person"]);
  expect(behind.steps.find(({ root }) => root === "page")?.origins).toEqual([{ type: "web", origin: "https://garden.example" }]);
});
