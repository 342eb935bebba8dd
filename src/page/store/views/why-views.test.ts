import fc from "fast-check";
import { expect, test } from "vitest";
import { messageId, sessionId } from "../../../kernel/base/ids.ts";
import type { WhyStep, WhySubject } from "../../../kernel/log/why.ts";
import { hashFromRoute, routeFromHash } from "../route.ts";
import { focusOfSubject, isAskable, subjectFromFocus } from "./why-subject.ts";
import { deedWords, sentencesOf, subjectWords } from "./why-words.ts";

const text = fc.string({ maxLength: 80 });
const line = fc.integer({ min: 1, max: 5_000 });
const subjects: fc.Arbitrary<WhySubject> = fc.oneof(
  fc.record({ type: fc.constant("memory" as const), memoryId: text }),
  fc.record({ type: fc.constant("entity" as const), id: text }),
  fc.record({ type: fc.constant("fact" as const), id: text, key: text, value: text }),
  fc.record({ type: fc.constant("relation" as const), from: text, kind: text, to: text }),
  fc.record({ type: fc.constant("sentence" as const), messageId: text.map(messageId), text }),
  fc.record({ type: fc.constant("lines" as const), path: text, from: line, to: line }),
  fc.record({ type: fc.constant("state" as const), tenant: text, key: text }),
  fc.record({ type: fc.constant("event" as const), seq: line }),
);

test("whatever is asked about stands in the address and is read from it again", () => {
  fc.assert(
    fc.property(subjects, (subject) => {
      const focus = focusOfSubject(subject);
      const route = routeFromHash(hashFromRoute({ type: "session", sessionId: sessionId("s_1"), tab: "why", focus }));
      expect(route.type === "session" ? subjectFromFocus(route.focus) : undefined).toEqual(subject);
      expect(subjectWords(subject)).not.toBe("");
    }),
  );
});

test("an address that asks about nothing is no question", () => {
  for (const focus of [
    undefined,
    "",
    "/a.md",
    "12",
    "{",
    "{}",
    '{"type":"memory"}',
    '{"type":"lines","path":"/a","from":0,"to":1}',
  ])
    expect(subjectFromFocus(focus)).toBeUndefined();
});

const step = (deed: WhyStep["deed"], root?: WhyStep["root"]): Pick<WhyStep, "deed" | "root"> => ({
  deed,
  ...(root === undefined ? {} : { root }),
});

test("each step is a sentence, and a file of the memory or the graph is called what it is", () => {
  const change = { type: "change", by: "person", total: 1 } as const;
  expect([
    deedWords(step({ type: "said", by: "task" })),
    deedWords(step({ type: "answer", model: "the Demo model" })),
    deedWords(step({ type: "call", headline: { verb: "Read", object: "/a.md" }, access: "read", isDone: false })),
    deedWords(step({ type: "recalled", items: 1 })),
    deedWords(step({ ...change, paths: ["/a.md"], total: 3 }, "import")),
    deedWords(step({ ...change, paths: ["/.memory/pending/memory_1.json", "/.memory/semantic/memory_1.json"], total: 2 })),
    deedWords(step({ ...change, by: "undo", paths: ["/.graph/fern.json"] })),
  ]).toEqual([
    "A helper was told",
    "The Demo model answered",
    "Read /a.md, which did not work",
    "1 memory went with the request",
    "You brought in /a.md and 2 more",
    "You changed what is remembered",
    "You undid or brought back “fern” in the graph",
  ]);
});

test("an answer falls into its sentences, lines of a list by themselves", () => {
  expect(sentencesOf("One is here. Two?\n- three\n\n---\nFour")).toEqual(["One is here.", "Two?", "- three", "Four"]);
});

test("an entry that changed no file is not asked about, one that says something is", () => {
  const effect = { effectId: "effect_1" as never, files: [], reads: [], hash: "" };
  expect(isAskable({ type: "files-changed", by: "person", effect })).toBe(false);
  expect(isAskable({ type: "user-message", messageId: messageId("m"), blocks: [] })).toBe(true);
  expect(isAskable({ type: "turn-started" })).toBe(false);
});
