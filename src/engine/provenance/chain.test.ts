import fc from "fast-check";
import { expect, test } from "vitest";
import { messageId, runId, type Seq } from "../../kernel/base/ids.ts";
import { noUsage } from "../../kernel/model/usage.ts";
import { chainBehind, consequencesOf, influenceOf } from "./chain.ts";
import { requestContents } from "./conversations.ts";
import { linkLog } from "./link-log.ts";
import type { LinkedLog } from "./linked-log.ts";
import { createLogScript, type LogScript } from "./log-script.fake.ts";
import { arrivalsOf, rootOf } from "./moment-words.ts";

const linksOf = (log: LinkedLog, seq: Seq) => (log.moments.get(seq)?.links ?? []).map(({ how, to }) => `${how} ${to}`);
const contentsOf = (log: LinkedLog, seq: Seq) => requestContents(log, log.moments.get(seq)?.conversation ?? -1);

test("a written file follows from its call, the answer that asked, and all that the request held", () => {
  const script = createLogScript();
  script.startRun("run_1");
  const said = script.say("Write it down.");
  script.inputs.set("call_1", { file_path: "/a.md" });
  const asked = script.answer("answer_1", "I read.", ["call_1"]);
  const imported = script.change("person", { "/a.md": "old\n" }, [], [{ type: "import", name: "a.md" }]);
  const read = script.settle("call_1", "read", { result: "old" });
  const then = script.answer("answer_2", "I write.", ["call_2"]);
  const wrote = script.settle("call_2", "write", { files: { "/b.md": "new\n" } });
  const log = linkLog(script.entries);
  expect(linksOf(log, wrote)).toEqual([`asked ${then}`]);
  expect(linksOf(log, read)).toEqual([`asked ${asked}`, `read ${imported}`]);
  expect(contentsOf(log, then)).toEqual([read, asked, said]);
  expect(chainBehind(log, [wrote])).toEqual([said, asked, imported, read, then]);
  expect(influenceOf(consequencesOf(log), [imported])).toEqual([read, then, wrote]);
});

test("what is remembered follows from the run that kept it, and goes with the answers of the run that was given it", () => {
  const script = createLogScript();
  script.startRun("run_1");
  script.say("Remember ferns.");
  script.answer("answer_1", "", ["call_1"]);
  const path = "/.memory/semantic/memory_1.json";
  const kept = script.settle("call_1", "remember", { files: { [path]: "{}" } });
  const state = script.state(path);
  const hash = state?.kind === "file" ? state.hash : "";
  script.startRun("run_2");
  script.say("What now?");
  const recalled = script.add({
    type: "memory-recalled",
    messageId: messageId("said_9"),
    text: "",
    items: [{ memoryId: "memory_1", hash, score: 1, sent: true }],
  });
  const answer = script.answer("answer_2", "Ferns.");
  const log = linkLog(script.entries);
  expect(linksOf(log, recalled)).toEqual([`remembered ${kept}`]);
  expect(linksOf(log, answer)).toEqual([`given ${recalled}`]);
  expect(influenceOf(consequencesOf(log), [kept])).toEqual([recalled, answer]);
});

test("a branch holds what leads to it and nothing of the one that was left; an answer that broke off gives way", () => {
  const script = createLogScript();
  script.startRun("run_1");
  const said = script.say("One.");
  const left = script.answer("answer_1", "Left behind.");
  const again = script.answer("answer_2", "Other.", [], { parentId: said });
  const failed = script.add({ type: "attempt-started", messageId: messageId("answer_3") });
  script.add({ type: "text-appended", messageId: messageId("answer_3"), offset: 0, text: "Half" });
  script.add({
    type: "message-failed",
    messageId: messageId("answer_3"),
    failure: { type: "aborted", message: "" } as never,
    usage: noUsage,
  });
  const last = script.answer("answer_4", "Whole.");
  const log = linkLog(script.entries);
  expect(contentsOf(log, last)).toEqual([again, said]);
  expect(chainBehind(log, [last])).toEqual([said, again]);
  expect(influenceOf(consequencesOf(log), [said])).toEqual([left, again, failed, last]);
});

test("a summary stands for what came before it, beside the messages that stayed", () => {
  const script = createLogScript();
  script.startRun("run_1");
  const first = script.say("First.");
  const stayed = script.say("Stayed.");
  const kept = script.entries[stayed - 1]?.event;
  const summary = script.add({
    type: "context-compacted",
    why: "asked",
    covered: 1,
    summary: "They said first.",
    keptFrom: kept?.type === "user-message" ? kept.messageId : messageId(""),
    tokensBefore: 1,
    tokensAfter: 1,
    usage: noUsage,
    durationMs: 1,
  });
  const answer = script.answer("answer_1", "Well.");
  const log = linkLog(script.entries);
  expect(contentsOf(log, answer)).toEqual([summary, stayed]);
  expect(chainBehind(log, [answer])).toEqual([first, stayed, summary]);
});

test("a helper's task follows from the answer that asked for it, and its last answer is what the call gave back", () => {
  const script = createLogScript();
  script.startRun("run_1");
  const said = script.say("Ask somebody.");
  const asked = script.answer("answer_1", "", ["call_1"]);
  script.startRun("run_2", { parentCall: "call_1", parentRun: "run_1" });
  const task = script.say("Find out.");
  const found = script.answer("answer_2", "Found.");
  const settled = script.settle("call_1", "agent", { result: "Found." }, { runId: runId("run_1") });
  const log = linkLog(script.entries);
  expect(contentsOf(log, found)).toEqual([task]);
  expect(linksOf(log, settled)).toEqual([`asked ${asked}`, `inside ${found}`]);
  expect(chainBehind(log, [settled])).toEqual([said, asked, task, found]);
});

/** Does what a number says, over a few files, memories and runs. */
const doStep = (script: LogScript, step: number, index: number): void => {
  const path = `/${"abc"[step % 3]}.md`;
  const other = `/${"abc"[(step >> 2) % 3]}.md`;
  const call = `call_${index}`;
  switch (step % 11) {
    case 0:
      return void script.say(`word ${step}`);
    case 1:
      return void script.startRun(`run_${index}`);
    case 2:
      return void script.answer(`answer_${index}`, `text ${step}`);
    case 3:
    case 4: {
      script.answer(`answer_${index}`, "", [call]);
      return void script.settle(call, "edit", { files: { [path]: `${step}` }, reads: [path, other] });
    }
    case 5: {
      script.inputs.set(call, { file_path: path });
      script.answer(`answer_${index}`, "", [call]);
      return void script.settle(call, "read", { result: "x" });
    }
    case 6:
      return void script.change("person", { [path]: `${step}` });
    case 7:
      return void script.undo({ [path]: `${step % 4}` });
    case 8: {
      const memory = `/.memory/semantic/memory_${step % 3}.json`;
      script.answer(`answer_${index}`, "", [call]);
      return void script.settle(call, "remember", { files: { [memory]: `${step}` } });
    }
    case 9: {
      const state = script.state(`/.memory/semantic/memory_${step % 3}.json`);
      const items = [{ memoryId: `memory_${step % 3}`, hash: state?.kind === "file" ? state.hash : "?", score: 1, sent: true }];
      return void script.add({ type: "memory-recalled", messageId: messageId("m"), text: "", items });
    }
    default:
      return void script.answer(`answer_${index}`, "again", [], { parentId: Math.max(1, script.entries.length - (step % 7)) });
  }
};

const steps = fc.array(fc.nat(10_000), { minLength: 1, maxLength: 60 });
const scriptOf = (list: readonly number[]): LogScript => {
  const script = createLogScript();
  script.startRun("run_0");
  for (const [index, step] of list.entries()) doStep(script, step, index);
  return script;
};

test("every link leads back, a chain and what came of it are each other's inverse, and a chain ends where something came in", () => {
  fc.assert(
    fc.property(steps, (list) => {
      const log = linkLog(scriptOf(list).entries);
      const consequences = consequencesOf(log);
      const all = [...log.moments.keys()];
      const chains = new Map(all.map((seq) => [seq, new Set(chainBehind(log, [seq]))]));
      const influences = new Map(all.map((seq) => [seq, new Set(influenceOf(consequences, [seq]))]));
      for (const later of all) {
        const chain = chains.get(later) ?? new Set();
        for (const earlier of all) {
          if (chain.has(earlier)) expect(earlier).toBeLessThan(later);
          expect(influences.get(earlier)?.has(later)).toBe(chain.has(earlier));
        }
        const ends = [...chain, later].filter((seq) => chains.get(seq)?.size === 0);
        expect(ends.length).toBeGreaterThan(0);
        for (const end of ends) {
          const moment = log.moments.get(end);
          expect(moment === undefined ? undefined : rootOf(moment, arrivalsOf(moment))).toBeDefined();
        }
      }
    }),
    { numRuns: 60 },
  );
});

test("the same log gives the same links", () => {
  fc.assert(
    fc.property(steps, (list) => {
      const [one, other] = [linkLog(scriptOf(list).entries), linkLog(scriptOf(list).entries)];
      expect([...one.moments]).toEqual([...other.moments]);
    }),
    { numRuns: 20 },
  );
});
