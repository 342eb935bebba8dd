import { expect, test } from "vitest";
import { messageId, type SessionId } from "../../kernel/base/ids.ts";
import type { LogEntry } from "../../kernel/log/log-entry.ts";
import { memoryLines } from "../../kernel/memory/memory.ts";
import { createEmbeddingsServer } from "../../platform/providers/embeddings/server.fake.ts";
import { createMemoryModel, sectionIn } from "../memory/memory-model.fake.ts";
import { createWorkbench, type OpenTab, say } from "../workbench.fake.ts";

const engine = { baseUrl: "http://localhost:11434/v1", model: "near" };
const doing = (tool: string, input: object): string => `do ${tool} ${JSON.stringify(input)}`;

/** A model of meaning: what is about plants, and what is about sound. */
const meaning = (text: string): readonly number[] => {
  const count = (pattern: RegExp): number => text.match(pattern)?.length ?? 0;
  return [count(/fern|moss|garden|green/giu), count(/pump|loud|noise/giu), 0.1];
};

const openTab = async (failing?: () => Response | undefined) => {
  const model = createMemoryModel();
  const server = createEmbeddingsServer(meaning, failing);
  const bench = createWorkbench(model, () => ({ type: "approve" }), server.fetch);
  const tab = await bench.open();
  const idle = (): boolean => tab.workspace.snapshot().runningRunIds.length === 0;
  let said = 0;
  const sayIn = async (id: SessionId, text: string): Promise<void> => {
    said += 1;
    const sent = await tab.workspace.sendMessage(id, messageId(`message_${said}`), text);
    if (!sent.ok) throw new Error(sent.error.message);
    await tab.until(idle);
  };
  const first = async (text: string): Promise<SessionId> => {
    const id = await say(tab, text);
    await tab.until(idle);
    return id;
  };
  return { bench, first, model, sayIn, server, tab };
};

const embedded = (entries: readonly LogEntry[]) =>
  entries.flatMap(({ event }) => (event.type === "texts-embedded" ? [event] : []));
const results = (entries: readonly LogEntry[], tool: string): readonly string[] =>
  entries.flatMap(({ event }) =>
    event.type === "call-settled" && event.tool === tool && event.outcome.type === "done" ? [event.outcome.output.text] : [],
  );
const rememberBoth = [doing("remember", { text: "Ferns like shade." }), doing("remember", { text: "The pump is loud." })].join(
  "\n",
);
const choose = async ({ workspace }: OpenTab): Promise<void> => {
  expect(await workspace.changeEmbedding(engine)).toEqual({ ok: true, value: null });
};

test("with a model for vectors, what means the same is recalled first, and each text is bought once", async () => {
  const { first, model, sayIn, server, tab } = await openTab();
  const id = await first(rememberBoth);
  await choose(tab);
  await sayIn(id, "say something about my green moss");
  const [line] = memoryLines(sectionIn(model.requests.at(-1)!) ?? ""); // It was asked.
  expect(line?.text).toBe("Ferns like shade.");
  const [asked = []] = server.asked;
  expect([server.asked.length, asked[0], asked.slice(1).toSorted()]).toEqual([
    1,
    "say something about my green moss",
    ["Ferns like shade.", "The pump is loud."],
  ]);
  await sayIn(id, "say what makes noise");
  expect(memoryLines(sectionIn(model.requests.at(-1)!) ?? "")[0]?.text).toBe("The pump is loud."); // It was asked.
  expect(server.asked[1]).toEqual(["say what makes noise"]);
  const entries = await tab.entries();
  expect(embedded(entries)).toEqual([
    expect.objectContaining({ why: "recall", engine, texts: 3, dimensions: 3 }),
    expect.objectContaining({ why: "recall", engine, texts: 1, dimensions: 3 }),
  ]);
  const recalled = entries.flatMap(({ event }) => (event.type === "memory-recalled" ? [event.engine] : []));
  expect(recalled).toEqual(["near", "near"]);
});

test("what vectors cost counts in the session, in tokens where no price is known", async () => {
  const { first, sayIn, tab } = await openTab();
  const id = await first(rememberBoth);
  const before = tab.workspace.snapshot().sessions[0];
  await choose(tab);
  await sayIn(id, "say green");
  const [event] = embedded(await tab.entries());
  expect(event?.usage.inputTokens).toBeGreaterThan(0);
  expect(event?.cost?.unpricedTokens).toBe(event?.usage.inputTokens);
  const after = tab.workspace.snapshot().sessions[0];
  expect((after?.usage.inputTokens ?? 0) - (before?.usage.inputTokens ?? 0)).toBe(event?.usage.inputTokens);
  expect((after?.cost?.unpricedTokens ?? 0) - (before?.cost?.unpricedTokens ?? 0)).toBe(event?.cost?.unpricedTokens);
});

test("a cap that leaves no room for vectors is kept: nothing is sent, words are compared, and the log says why", async () => {
  const { first, model, sayIn, server, tab } = await openTab();
  const id = await first(rememberBoth);
  await choose(tab);
  expect(await tab.workspace.changeSessionCaps(id, { "session-tokens": 2_000 })).toMatchObject({ ok: true });
  await sayIn(id, `say green ${"fern ".repeat(600)}`);
  expect(server.asked).toEqual([]);
  expect(embedded(await tab.entries())).toMatchObject([{ failure: { type: "cap-reached" }, texts: 3 }]);
  expect(sectionIn(model.requests.at(-1)!)).toContain("Ferns like shade."); // It was asked.
});

test.each<[string, () => Response, string]>([
  ["refuses", () => new Response(JSON.stringify({ error: { message: "No such model." } }), { status: 404 }), "not-found"],
  ["answers in another form", () => new Response("<html>", { headers: { "content-type": "text/html" } }), "wire"],
  [
    "gives vectors of two lengths",
    () =>
      new Response(
        JSON.stringify({
          data: [
            { index: 0, embedding: [1] },
            { index: 1, embedding: [1, 2] },
            { index: 2, embedding: [1] },
          ],
        }),
      ),
    "wire",
  ],
  ["gives too few vectors", () => new Response(JSON.stringify({ data: [{ index: 0, embedding: [1] }] })), "wire"],
])("where the model %s, words are compared, the log and the chat say so, and the run goes on", async (_how, answer, type) => {
  const { first, model, sayIn, tab } = await openTab(answer);
  const id = await first(rememberBoth);
  await choose(tab);
  await sayIn(id, "say ferns");
  expect(embedded(await tab.entries())).toMatchObject([{ failure: { type } }]);
  expect(memoryLines(sectionIn(model.requests.at(-1)!) ?? "")[0]?.text).toBe("Ferns like shade."); // It was asked.
  const [recalled] = (await tab.entries()).flatMap(({ event }) => (event.type === "memory-recalled" ? [event] : []));
  expect(recalled?.engine).toBe(undefined);
});

test("after a reload the vectors are still there, and another model buys its own", async () => {
  const { bench, first, sayIn, server, tab } = await openTab();
  const id = await first(rememberBoth);
  await choose(tab);
  await sayIn(id, "say green");
  tab.workspace.close();
  const again = await bench.open();
  expect(await again.workspace.readEmbedding()).toEqual({ ok: true, value: { engine } });
  const idle = (): boolean => again.workspace.snapshot().runningRunIds.length === 0;
  await again.workspace.sendMessage(id, messageId("again"), "say green");
  await again.until(idle);
  expect(server.asked).toHaveLength(1);
  await again.workspace.changeEmbedding({ ...engine, model: "other" });
  await again.workspace.sendMessage(id, messageId("other"), "say green");
  await again.until(idle);
  expect(server.asked.map(({ length }) => length)).toEqual([3, 3]);
});

test("no backup has vectors: they outlive the texts that they are of", async () => {
  const { first, sayIn, tab } = await openTab();
  const id = await first(rememberBoth);
  await choose(tab);
  await sayIn(id, "say green");
  const made = await tab.workspace.makeBackup();
  if (!made.ok) throw new Error(made.error.message);
  const stream = made.value.file.stream().pipeThrough(new DecompressionStream("gzip") as unknown as ReadableWritablePair);
  const text = await new Response(stream).text();
  expect([text.includes("Ferns like shade."), text.includes('"key":"vector/')]).toEqual([true, false]);
});

test("embed and classify say which engine answered: the chosen model, or term vectors without one", async () => {
  const { first, sayIn, tab } = await openTab();
  const calls = [
    doing("embed", { texts: ["a green fern", "moss in the garden", "a loud pump"], save_to: "/vectors.json" }),
    doing("classify", { text: "the noise of a pump", labels: ["plants: fern, moss", "sound: pump, loud"] }),
  ].join("\n");
  const id = await first(calls);
  await choose(tab);
  await sayIn(id, calls);
  const entries = await tab.entries();
  const [words = "", model = ""] = results(entries, "embed");
  expect(words).toMatch(/^Engine: term vectors, made in this tab; 6 dimensions\./u);
  expect(model).toBe(
    "Engine: near at http://localhost:11434/v1; 3 dimensions.\nThe vectors stand in /vectors.json.\n1 and 2: 1\n1 and 3: 0.0025\n2 and 3: 0.0025",
  );
  const [byWords = "", byModel = ""] = results(entries, "classify");
  expect(byWords.split("\n")[1]).toMatch(/: sound: pump, loud$/u);
  expect(byModel.split("\n").slice(1)).toEqual(["1: sound: pump, loud", "0.0025: plants: fern, moss"]);
  expect(embedded(entries).map(({ why }) => why)).toEqual(["tool", "tool"]);
  const saved = JSON.parse((await tab.files())["/vectors.json"] ?? "{}") as { readonly vectors: readonly unknown[] };
  expect(saved.vectors).toHaveLength(3);
});

test("an address or a model that cannot be used is refused, and what was chosen stays", async () => {
  const { tab } = await openTab();
  for (const wrong of [
    { ...engine, baseUrl: "http://example.com" },
    { ...engine, model: " " },
  ])
    expect(await tab.workspace.changeEmbedding(wrong)).toMatchObject({ ok: false, error: { type: "invalid-input" } });
  expect(await tab.workspace.readEmbedding()).toEqual({ ok: true, value: { engine: null } });
  await choose(tab);
  expect(await tab.workspace.changeEmbedding(null)).toEqual({ ok: true, value: null });
  expect(await tab.workspace.readEmbedding()).toEqual({ ok: true, value: { engine: null } });
});
