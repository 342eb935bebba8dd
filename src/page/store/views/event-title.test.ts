import { expect, test } from "vitest";
import type { Block, ImageBlock } from "../../../kernel/conversation/message.ts";
import type { Event } from "../../../kernel/log/event.ts";
import { measuresOfEvent } from "./event-measures.ts";
import { titleOfEvent, titleText } from "./event-title.ts";
import { everyEvent } from "./every-event.fake.ts";

const facts = { headline: { verb: "Edited", object: "/notes/plan.md" }, access: "write", tool: "edit" } as const;

test("every event has a title", () => {
  expect(Object.values(everyEvent).map((event) => titleText(titleOfEvent(event, facts)))).toEqual([
    "Session created: Ferns",
    "Session renamed: Ferns and mosses",
    "Session deleted",
    "Asking set to: only limits",
    "Mode: accept edits",
    "Runs go on until: the file /notes/plan.md exists, 3 rounds at most",
    "Step by step: on",
    "Memory goes with each run: on at most 4, 300 tokens",
    "Vectors of 2 texts text-embedding-3-small",
    "Left out of this session memory_1",
    "This session's own settings changed: system prompt, effort, temperature",
    "Model of this session as the defaults say",
    "Spending caps of this session $2.00",
    "Rule added: Allow every edit in /notes",
    "Rule changed: Allow every edit in /notes",
    "Rule removed r1",
    "Rules put in another order",
    "You: Make notes on ferns",
    "You steer: Shorter",
    "Waiting message taken back",
    "Waiting message is to be said later",
    "Run started Demo",
    "Run interrupted",
    "Run resumed",
    "Run completed",
    "Turn started",
    "Turn ended",
    "Reminds the model: Two turns are left.",
    "Used 1 memory",
    "Model asked",
    "Waits before trying again: network",
    "Another model’s thinking left out",
    "Shortened: the model reads a summary of 24 messages",
    "Not shortened: There is nothing to shorten: all that is left is what was said last.",
    "Another model is asked gpt-5.5",
    "Writes: Ferns é",
    "Thinks: Which ferns?",
    "Provider block kept as received openai-chat",
    "Wants edit /notes/plan.md",
    "Model finished its message",
    "Message broke off",
    "Started edit /notes/plan.md",
    "Asks you about edit /notes/plan.md",
    "You approved /notes/plan.md",
    "Question replaced by a fresh one /notes/plan.md",
    "Question expired /notes/plan.md",
    "Edited /notes/plan.md",
    "Goes on: 12 files to count /notes/plan.md",
    "counting: 3 of 12 files /notes/plan.md",
    "Ready to be decided over /notes/plan.md",
    "Told it is not carried out: rejected /notes/plan.md",
    "Result submitted again, not taken twice /notes/plan.md",
    "Answered too late, ignored: edit /notes/plan.md",
    "“A second look” objects: It deletes a file that nobody spoke of. /notes/plan.md",
    "Waits 1.2 s for its turn /notes/plan.md",
    "Not asked for now: grep, after 3 failures in a row",
    "Sent on until the file /notes/plan.md exists, round 1 of 3",
    "The answer does not match the schema: asked again, 1 of 2",
    "The guardrail “No addresses” changed what was sent",
    "Sample files written /notes/ferns.md",
    "Undone /notes/plan.md",
    "You went to another branch /notes/plan.md",
    "Branch named: Shorter",
    "Erased with its session",
    "Written by another version, kept as it is",
    "Could not be read, kept as it is",
  ]);
});

test("pictures are counted in the title of what was said, and their bytes in its size", () => {
  const picture: ImageBlock = { type: "image", hash: "h", mediaType: "image/png", bytes: 900, width: 3, height: 2 };
  const said = (...blocks: readonly Block[]): Event => ({ ...everyEvent["user-message"], blocks });
  const events: readonly Event[] = [
    said(picture),
    said(picture, picture, { type: "text", text: "Which fern?" }),
    { ...everyEvent["steer-queued"], text: "", pictures: [picture] },
  ];
  expect(events.map((event) => [titleText(titleOfEvent(event)), measuresOfEvent(event).bytes])).toEqual([
    ["You: a picture", 900],
    ["You, with 2 pictures: Which fern?", 1_811],
    ["You steer: a picture", 900],
  ]);
});

test("a call's title says how it ended, in words of its own for each ending", () => {
  const settled = everyEvent["call-settled"];
  const failure = { type: "tool", message: "No such file." } as const;
  const outcomes = [
    { type: "done", output: { text: "No such file.", isError: true } },
    { type: "failed", failure },
    { type: "denied", by: "person", reason: "No" },
    { type: "denied", by: "rule", reason: "No" },
    { type: "stopped", when: "running" },
    { type: "timed-out", afterMs: 5 },
  ] as const;
  expect(outcomes.map((outcome) => titleOfEvent({ ...settled, outcome }, facts).words)).toEqual([
    "Answered with a refusal: edit",
    "Failed: edit",
    "Rejected by you: edit",
    "Denied by a rule: edit",
    "Stopped: edit",
    "Timed out: edit",
  ]);
  expect(titleText(titleOfEvent(settled))).toBe("Done: edit");
});

test("a long text is cut, on one line", () => {
  const event = { ...everyEvent["text-appended"], text: "ab \n".repeat(1000) };
  expect(titleOfEvent(event).words).toBe(`Writes: ${"ab ".repeat(32)}…`);
});

test("durations, tokens and bytes stand where an event has them", () => {
  expect(measuresOfEvent(everyEvent["text-appended"])).toEqual({ bytes: 8 });
  expect(measuresOfEvent(everyEvent["message-ended"])).toEqual({ durationMs: 900, tokens: 1280 });
  expect(measuresOfEvent(everyEvent["message-failed"])).toEqual({ tokens: 1280 });
  expect(measuresOfEvent(everyEvent["call-settled"])).toEqual({ durationMs: 1_400, bytes: 15 });
  expect(measuresOfEvent(everyEvent["user-message"])).toEqual({ bytes: 19 });
  expect(measuresOfEvent(everyEvent["turn-started"])).toEqual({});
});
