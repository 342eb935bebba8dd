import fc from "fast-check";
import { expect, test } from "vitest";
import { choiceId, type EffectId, type SessionId } from "../../kernel/base/ids.ts";
import type { ModelRequest } from "../../kernel/contracts/provider.ts";
import type { FileState } from "../../kernel/files/file.ts";
import { effectOf } from "../../kernel/log/event-effect.ts";
import type { LogEntry } from "../../kernel/log/log-entry.ts";
import type { Origin } from "../../kernel/rules/origin.ts";
import { lastTextIn, modelThat, type OutsideWorld, openOutsideWorld, type WantedCall } from "./outside-world.fake.ts";

/** Texts that stand nowhere else, so wherever one is found it came from there. */
const tokens = ["token-alpha-71", "token-beta-72", "token-gamma-73"] as const;
const importOf = (token: string): string => `${token}.zip`;
const tokensIn = (text: string): readonly string[] => tokens.filter((token) => text.includes(token));
const namesIn = (origins: readonly Origin[]): readonly string[] =>
  origins.flatMap((origin) => (origin.type === "import" ? [origin.name] : []));
const missing = (text: string, origins: readonly Origin[] = []): readonly string[] =>
  tokensIn(text).filter((token) => !namesIn(origins).includes(importOf(token)));

/** Its name is from outside too, so plans say "/in/named.md", and the model takes the name from where it saw it. */
const named = `/in/${tokens[2]}.md`;
const paths = ["/in/a.md", "/in/b.md", "/in/named.md", "/c.md", "/d/e.md", "/d/f.md"] as const;

type Step =
  | { readonly type: "read" | "delete" | "copy"; readonly path: string }
  | { readonly type: "write"; readonly path: string; readonly words: string }
  | { readonly type: "move" | "pipe"; readonly from: string; readonly to: string }
  | { readonly type: "list"; readonly folder: string }
  | { readonly type: "delegate"; readonly steps: readonly Step[] };

const callOf = (step: Step, seen: string): WantedCall => {
  switch (step.type) {
    case "read":
      return { tool: "read", input: { file_path: step.path } };
    case "delete":
      return { tool: "delete", input: { path: step.path } };
    case "copy":
      return { tool: "write", input: { file_path: step.path, content: `copied: ${seen}` } };
    case "write":
      return { tool: "write", input: { file_path: step.path, content: step.words } };
    case "move":
      return { tool: "move", input: { from: step.from, to: step.to } };
    case "pipe":
      return { tool: "bash", input: { command: `cat ${step.from} | tee -a ${step.to}; cat ${step.to}` } };
    case "list":
      return { tool: "list", input: { path: step.folder } };
    case "delegate":
      // A helper is told what the one who asks was shown.
      return {
        tool: "agent",
        input: { name: "helper", task: JSON.stringify([...step.steps, { type: "write", path: "/d/f.md", words: seen }]) },
      };
  }
};

const isPlan = (text: string): boolean => text.startsWith("[{");

/** Follows the newest plan that it was told, one step an answer; what it copies is what it was shown last. */
const nextCalls = (request: ModelRequest): readonly WantedCall[] => {
  const { messages } = request;
  const said = messages.findLastIndex(({ blocks }) => blocks.some((block) => block.type === "text" && isPlan(block.text)));
  const plan = messages[said]?.blocks.find((block) => block.type === "text" && isPlan(block.text));
  const steps: readonly Step[] = plan?.type === "text" ? JSON.parse(plan.text) : [];
  const done = messages.slice(said + 1).filter(({ role, blocks }) => role === "assistant" && blocks.length > 1).length;
  const step = steps[done];
  if (step === undefined) return [];
  const sawName = messages.some(({ blocks }) => blocks.some((block) => "text" in block && block.text.includes(tokens[2])));
  const { tool, input } = callOf(step, lastTextIn(request));
  const isPassedOn = tool === "agent";
  const resolved = JSON.stringify(input).replaceAll("/in/named.md", sawName && !isPassedOn ? named : "/in/named.md");
  return [{ tool, input: JSON.parse(resolved) }];
};

const anyPath = fc.constantFrom(...paths);
const plainStep: fc.Arbitrary<Step> = fc.oneof(
  fc.record({ type: fc.constantFrom("read" as const, "copy" as const, "delete" as const), path: anyPath }),
  fc.record({ type: fc.constant("write" as const), path: anyPath, words: fc.constantFrom("plain", "words") }),
  fc.record({ type: fc.constant("pipe" as const), from: anyPath, to: anyPath }),
  fc.record({
    type: fc.constant("move" as const),
    from: fc.oneof(anyPath, fc.constant("/in")),
    to: fc.oneof(anyPath, fc.constant("/g")),
  }),
  fc.record({ type: fc.constant("list" as const), folder: fc.constantFrom("/", "/in", "/d", "/g") }),
);
const step: fc.Arbitrary<Step> = fc.oneof(
  { weight: 6, arbitrary: plainStep },
  {
    weight: 1,
    arbitrary: fc.record({ type: fc.constant("delegate" as const), steps: fc.array(plainStep, { minLength: 1, maxLength: 3 }) }),
  },
);

/** What a person does between runs. Numbers choose among what there is. */
type Act =
  | { readonly type: "say"; readonly steps: readonly Step[] }
  | { readonly type: "new-session" }
  | { readonly type: "undo" | "fork"; readonly at: number };
const act: fc.Arbitrary<Act> = fc.oneof(
  {
    weight: 5,
    arbitrary: fc.record({ type: fc.constant("say" as const), steps: fc.array(step, { minLength: 1, maxLength: 4 }) }),
  },
  { weight: 1, arbitrary: fc.constant({ type: "new-session" as const }) },
  { weight: 3, arbitrary: fc.record({ type: fc.constantFrom("undo" as const, "fork" as const), at: fc.nat(1_000) }) },
);

const undoSomething = async (world: OutsideWorld, session: SessionId, at: number): Promise<void> => {
  const ids = (await world.entries()).flatMap(({ event }): readonly EffectId[] =>
    event.type === "call-settled" || event.type === "effects-undone" ? [effectOf(event)?.effectId ?? []].flat() : [],
  );
  const id = ids[at % Math.max(1, ids.length)];
  // Some of them are undone already.
  if (id !== undefined) await world.workspace.undo(session, id);
};

let choices = 0;
const forkSomewhere = async (world: OutsideWorld, sessionId: SessionId, at: number): Promise<void> => {
  const ends = (await world.entries()).filter((entry) => entry.sessionId === sessionId && entry.event.type === "call-settled");
  const end = ends[at % Math.max(1, ends.length)];
  choices += 1;
  const ask = { sessionId, choiceId: choiceId(`choice_${choices}`), keep: [...paths, "/g", "/d", "/in"] };
  // A place inside a nested run, or with files in the way, is refused.
  if (end !== undefined) await world.workspace.forkAt(ask, end.seq);
};

/** The files as the log's effects make them. */
const foldedFiles = (entries: readonly LogEntry[]): ReadonlyMap<string, FileState> => {
  const files = new Map<string, FileState>();
  for (const { path, after } of entries.flatMap(({ event }) => effectOf(event)?.files ?? [])) {
    if (after === null) files.delete(path);
    else files.set(path, after);
  }
  return files;
};

const play = async (acts: readonly Act[]) => {
  const shown: string[] = [];
  const provider = modelThat((request) => {
    shown.push(
      request.messages
        .flatMap(({ blocks }) => blocks.map((block) => ("text" in block ? block.text : JSON.stringify(block))))
        .join("\n"),
    );
    return nextCalls(request);
  });
  const files = [
    { path: paths[0], text: `A letter. ${tokens[0]}`, from: importOf(tokens[0]) },
    { path: paths[1], text: `Notes. ${tokens[1]}`, from: importOf(tokens[1]) },
    { path: named, text: "Only the name is from outside.", from: importOf(tokens[2]) },
    { path: paths[3], text: "My own." },
  ];
  const world = await openOutsideWorld({ provider, files, answerTo: () => ({ type: "approve" }) });
  let session = await world.createSession();
  for (const one of acts) {
    if (one.type === "say") await world.say(session, JSON.stringify(one.steps));
    else if (one.type === "new-session") session = await world.createSession();
    else await (one.type === "undo" ? undoSomething : forkSomewhere)(world, session, one.at);
  }
  return { world, shown, entries: await world.entries() };
};

test("a file that was moved tells where it is from, and the list of files says so", async () => {
  const { world } = await play([
    {
      type: "say",
      steps: [
        { type: "move", from: "/in/a.md", to: "/d/e.md" },
        { type: "write", path: "/c.md", words: "mine" },
      ],
    },
  ]);
  const listed = await world.workspace.listFiles(undefined);
  const rows = listed.ok ? listed.value.files : [];
  const originsAt = (path: string) => rows.find((row) => row.path === path)?.origins;
  // What is written after it was moved was written by who had it in hand.
  expect([originsAt("/d/e.md"), originsAt("/c.md"), originsAt("/in/b.md")]).toEqual([
    [{ type: "import", name: importOf(tokens[0]) }],
    [{ type: "import", name: importOf(tokens[0]) }],
    [{ type: "import", name: importOf(tokens[1]) }],
  ]);
});

test("labels are never lost over any reads, writes, moves, helpers, undos and branches, and the log gives them again", async () => {
  let labelledFiles = 0;
  let labelledRequests = 0;
  await fc.assert(
    fc.asyncProperty(fc.array(act, { minLength: 2, maxLength: 6 }), async (acts) => {
      const { world, shown, entries } = await play(acts);
      for (const path of world.tree.paths()) {
        const state = world.tree.state(path);
        const text = (await world.texts()).get(path) ?? "";
        labelledFiles += tokensIn(path + text).length;
        expect({ path, lost: missing(path.slice(path.lastIndexOf("/")) + text, state?.origins) }).toEqual({ path, lost: [] });
      }
      // One run asks at a time, so requests and their entries are in the same order.
      const attempts = entries.filter(({ event }) => event.type === "attempt-started");
      expect(attempts.length).toBe(shown.length);
      for (const [index, entry] of attempts.entries()) {
        labelledRequests += tokensIn(shown[index] ?? "").length;
        expect(missing(shown[index] ?? "", entry.origins)).toEqual([]);
      }
      for (const { event, origins } of entries) {
        if (event.type === "call-settled") expect(missing(JSON.stringify(event.outcome), origins)).toEqual([]);
      }
      expect(new Map(world.tree.paths().map((path) => [path, world.tree.state(path)]))).toEqual(foldedFiles(entries));
    }),
    { numRuns: 60 },
  );
  // The sequences do carry text about.
  expect([labelledFiles > 50, labelledRequests > 50]).toEqual([true, true]);
}, 60_000);
