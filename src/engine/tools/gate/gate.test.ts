import { describe, expect, test } from "vitest";
import { hashText } from "../../../kernel/base/canonical.ts";
import { callId } from "../../../kernel/base/ids.ts";
import type { JsonValue } from "../../../kernel/base/json.ts";
import { ok } from "../../../kernel/base/result.ts";
import type { SyncTool } from "../../../kernel/contracts/tool.ts";
import type { CallOutcome } from "../../../kernel/log/event.ts";
import { addRule, call, createWorld, unwrap, worldTools } from "./gate-world.fake.ts";

const done = (text: string): CallOutcome => ({ type: "done", output: { text, isError: false } });
test("a read is answered and recorded in one commit of one entry", async () => {
  const world = createWorld();
  const settled = unwrap(await world.settle(call(1, "peek")));
  expect(settled).toEqual([
    { callId: callId("call_1"), outcome: done("constant"), resultText: "constant", isError: false, changedFiles: 0 },
  ]);
  expect(world.store.entries).toEqual([
    {
      seq: 1,
      at: world.clock.now(),
      sessionId: "session_1",
      runId: "run_1",
      turn: 1,
      callId: "call_1",
      causes: [1],
      origins: [{ type: "model" }],
      event: {
        type: "call-settled",
        callId: "call_1",
        tool: "peek",
        outcome: done("constant"),
        durationMs: 0,
      },
    },
  ]);
  expect(world.store.commits()).toBe(1);
});

test("a write that the level allows is started, run and committed with its effect, contents and versions", async () => {
  const world = createWorld();
  await world.save("/a", "one\n");
  const settled = unwrap(await world.settle(call(1, "append", { path: "/a", text: "two\n" })));
  expect(settled[0]).toMatchObject({ outcome: done("appended /a"), changedFiles: 1 });
  expect([world.types(), world.textAt("/a")]).toEqual([["files-changed", "call-started", "call-settled"], "one\ntwo\n"]);
});

interface RefusedCase {
  readonly name: string;
  readonly tool: string;
  readonly input?: JsonValue;
  readonly invalid?: string;
  readonly text: string;
}
let deep: JsonValue = 1;
for (let level = 0; level < 10_000; level += 1) deep = [deep];
const refused: readonly RefusedCase[] = [
  {
    name: "unreadable arguments",
    tool: "put",
    invalid: "The text is not valid JSON.",
    text: "Error: the arguments of 'put' are not valid, so it did not run: The text is not valid JSON. Correct them and call again.",
  },
  {
    name: "arguments the tool cannot read, with all problems",
    tool: "put",
    input: { bad: 1 },
    text: "Error: the arguments of 'put' are not valid, so it did not run: bad has to be absent. Arguments have to be an object. Correct them and call again.",
  },
  {
    name: "arguments nested too deep",
    tool: "put",
    input: { deep },
    text: "Error: the arguments of 'put' are not valid, so it did not run: The JSON is nested deeper than 200 levels. Correct them and call again.",
  },
  {
    name: "arguments with a prototype's name",
    tool: "put",
    input: JSON.parse('{"path":"/a","x":{"__proto__":{"polluted":true}}}'),
    text: `Error: the arguments of 'put' are not valid, so it did not run: The JSON has a key named "__proto__", which is not accepted. Correct them and call again.`,
  },
  {
    name: "arguments over 8 MiB",
    tool: "put",
    input: { path: "/a", text: "x".repeat(8 * 1024 * 1024) },
    text: "Error: the arguments of 'put' are not valid, so it did not run: They have 8388654 characters; at most 8388608 are accepted. Correct them and call again.",
  },
];
const names = "append, drop, fail, hang, hang-outside, hang-writing, look, peek, put, send, sly, throw";
const unknown: readonly RefusedCase[] = ["Put", "p\u0443t", "put\u200b", "__proto__"].map((tool) => ({
  name: `the unknown tool ${JSON.stringify(tool)}`,
  tool,
  text: `Error: tool '${tool.replace("\u200b", "\\u{200B}")}' not found.${tool === "__proto__" ? "" : " Perhaps 'put' is meant."} Available tools: ${names}.`,
}));

test.each([...refused, ...unknown])("$name: an error result, and nothing runs", async ({ tool, input = {}, invalid, text }) => {
  const world = createWorld({ level: "only-limits" });
  const asked = { ...call(1, tool), input, ...(invalid === undefined ? {} : { invalid }) };
  const settled = unwrap(await world.settle(asked));
  expect(settled.map(({ resultText, isError }) => ({ resultText, isError }))).toEqual([{ resultText: text, isError: true }]);
  expect([world.types(), world.ran]).toEqual([["call-settled"], []]);
});

test("a deny rule stops a read, a write and an outward call before they run", async () => {
  const world = createWorld({ level: "only-limits" });
  await addRule(world, {});
  const settled = unwrap(
    await world.settle(call(1, "peek"), call(2, "put", { path: "/a", text: "x" }), call(3, "send", { to: "x" })),
  );
  expect(settled.map(({ resultText }) => resultText)).toEqual(Array(3).fill("Refused by a rule: The rule."));
  expect([world.types(), world.ran]).toEqual([["rule-added", "call-settled", "call-settled", "call-settled"], []]);
});

test("a deny rule on deletions stops a write after its preview, and nothing is changed", async () => {
  const world = createWorld({ level: "only-limits" });
  await world.save("/a", "x");
  await addRule(world, { match: { risks: ["delete"] } });
  const settled = unwrap(await world.settle(call(1, "drop", { path: "/a" })));
  expect(settled[0]?.outcome).toEqual({ type: "denied", by: "rule", reason: "The rule.", ruleId: "rule_1" });
  expect([world.ran, world.textAt("/a")]).toEqual([["drop /a"], "x"]);
});

test("a reading tool that changes something fails and nothing is kept", async () => {
  const world = createWorld();
  await world.save("/a", "x");
  const settled = unwrap(await world.settle(call(1, "sly", { path: "/a" })));
  expect(settled[0]?.resultText).toBe(
    "Error: 'sly' is a reading tool but tried to change files, so its changes were dropped and nothing was saved.",
  );
  expect(world.textAt("/a")).toBe("x");
});

test("what a tool throws, reports as failed or leaves open is one truthful result each", async () => {
  const world = createWorld();
  const settling = world.settle(call(1, "fail"), call(2, "throw"), call(3, "hang-writing", { path: "/h" }));
  await world.calm();
  await world.clock.advance(5_000);
  expect(unwrap(await settling).map(({ resultText }) => resultText)).toEqual([
    "Error: it broke",
    "Error: Running 'throw' did not work: thrown by the tool. What was saved before is safe; try again.",
    "Error: the call did not finish within 5 s and was left behind. No change to the workspace was kept.",
  ]);
  expect(world.textAt("/h")).toBeUndefined();
});

test("reads run together up to the cap, and results keep the order of the calls", async () => {
  let running = 0;
  let most = 0;
  const releases: (() => void)[] = [];
  const world = createWorld({
    maxParallelReads: 4,
    tools: () => [
      {
        name: "slow",
        description: "Slow.",
        inputSchema: { type: "object" },
        access: "read",
        timeoutMs: 1_000,
        parse: (input) => ({ ok: true, value: input }),
        headline: () => ({ verb: "Slow", object: "" }),
        paths: () => [],
        run: async (input) => {
          running += 1;
          most = Math.max(most, running);
          await new Promise<void>((resolve) => releases.push(resolve));
          running -= 1;
          return { ok: true, value: { text: JSON.stringify(input), isError: false } };
        },
      },
    ],
  });
  const settling = world.settle(...Array.from({ length: 500 }, (_, at) => call(at, "slow", { at })));
  for (let left = 500; left > 0; ) {
    await world.calm();
    left -= releases.length;
    for (const release of releases.splice(0).reverse()) release();
  }
  const settled = unwrap(await settling);
  expect(settled.map(({ resultText }) => resultText)).toEqual(Array.from({ length: 500 }, (_, at) => `{"at":${at}}`));
  expect([most, world.store.commits()]).toEqual([4, 1]);
});

test("a read after a write sees what was committed", async () => {
  const world = createWorld();
  const settled = unwrap(await world.settle(call(1, "put", { path: "/a", text: "x" }), call(2, "look", { path: "/a" })));
  expect(settled[1]?.resultText).toBe("x");
});

test("of a long result the entry has beginning and end, and the same commit keeps the whole of it", async () => {
  const whole = "y".repeat(60_000);
  const [peek] = worldTools([]);
  const long = { ...peek, name: "long", run: async () => ok({ text: whole, isError: false }) } as SyncTool;
  const world = createWorld({ tools: () => [long] });
  const [settled] = unwrap(await world.settle(call(1, "long")));
  const text = settled?.resultText ?? "";
  expect(text.length).toBeLessThan(51_200);
  const artifact = { hash: hashText(whole), bytes: 60_000 };
  expect(settled?.outcome).toEqual({ type: "done", output: { text, isError: false, artifact } });
  expect([new TextDecoder().decode(world.store.blobs.get(artifact.hash)) === whole, world.store.commits()]).toEqual([true, 1]);
});

test("one round that names a call twice is a bug", async () => {
  const world = createWorld();
  await expect(world.settle(call(1, "peek"), call(1, "peek"))).rejects.toThrow("One round names a call twice.");
});

test("an entry is described by its tool; unknown tools and bad arguments by the name", () => {
  const { gate } = createWorld();
  expect([gate.describe("look", { path: "/a" }), gate.describe("nope", {}), gate.describe("put", { bad: 1 })]).toEqual([
    { headline: { verb: "look", object: "/a" }, access: "read" },
    { headline: { verb: "Called", object: "nope" }, access: "write" },
    { headline: { verb: "Called", object: "put" }, access: "write" },
  ]);
});

describe("when the storage is full", () => {
  test("the call is settled as not saved, nothing is changed and the failure comes back", async () => {
    const world = createWorld();
    world.store.refuse = ({ effects }) =>
      effects.length > 0 ? { type: "storage-full", message: "Free some space." } : undefined;
    expect(await world.settle(call(1, "put", { path: "/a", text: "x" }))).toEqual({
      ok: false,
      error: { type: "storage-full", message: "Free some space." },
    });
    expect([world.types(), world.textAt("/a")]).toEqual([["call-started", "call-settled"], undefined]);
    world.store.refuse = () => undefined;
    const again = unwrap(await world.settle(call(1, "put", { path: "/a", text: "x" })));
    expect(again[0]?.resultText).toBe(
      "Error: the storage is full, so this call was not saved and changed nothing. Free some space.",
    );
  });

  test("a call that not even its failure can be stored for stays open and runs after the pause", async () => {
    const world = createWorld();
    world.store.refuse = () => ({ type: "storage-full", message: "Full." });
    expect(await world.settle(call(1, "put", { path: "/a", text: "x" }))).toMatchObject({ ok: false });
    world.store.refuse = () => undefined;
    unwrap(await world.settle(call(1, "put", { path: "/a", text: "x" })));
    expect(world.textAt("/a")).toBe("x");
  });
});

test("a tool that goes on after its result cannot touch what was shown or committed", async () => {
  let goOn = (): void => undefined;
  let late: Promise<unknown> = Promise.resolve();
  const world = createWorld({
    level: "ask-every-change",
    tools: (ran) =>
      worldTools(ran).map((tool) =>
        tool.name !== "put" || !("run" in tool)
          ? tool
          : {
              ...tool,
              run: async (input, context) => {
                const gone = new Promise<void>((resolve) => {
                  goOn = resolve;
                });
                const { files } = context;
                late = gone.then(() => files.writeFile("/late", "late")).catch((cause: Error) => cause.message);
                return tool.run(input, context);
              },
            },
      ),
  });
  const settling = world.settle(call(1, "put", { path: "/a", text: "x" }));
  await world.calm();
  goOn();
  expect(await late).toBe("ENOTSUP: the call is over, so its files are closed");
  unwrap(await world.answer("approval_1", { type: "approve" }));
  unwrap(await settling);
  expect([...world.store.files.keys()]).toEqual(["/a"]);
});

test("every path of a tool passes the jail", async () => {
  const world = createWorld({ level: "only-limits" });
  const paths = ["/../x", "/.agent/rules", "/a\u202eb", "/\0"];
  const settled = unwrap(await world.settle(...paths.map((path, at) => call(at, "put", { path, text: "x" }))));
  expect(settled.map(({ outcome }) => outcome.type)).toEqual(Array(4).fill("failed"));
  expect([...world.store.files.keys()]).toEqual([]);
});
