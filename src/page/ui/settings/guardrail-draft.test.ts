import { expect, test } from "vitest";
import type { Guardrail } from "../../../kernel/rules/guardrail.ts";
import {
  actionChoices,
  changedDraft,
  draftOf,
  emptyDraft,
  guardrailOf,
  guardrailSentence,
  ruleChoices,
  typeChoices,
} from "./guardrail-draft.ts";

const base = { guardrailId: "g", name: "n", isOn: true, text: "" } as const;
const all: readonly Guardrail[] = [
  { ...base, type: "request", rule: "forbid", pattern: "p", action: "mask" },
  { ...base, type: "request", rule: "require", pattern: "p", action: "block" },
  { ...base, type: "answer", rule: "require", pattern: "p", action: "send-back" },
  { ...base, type: "call", tools: ["write", "delete"], pattern: "p", action: "ask" },
  { ...base, type: "call", tools: [], pattern: "", action: "block" },
  { ...base, type: "egress", hosts: ["a.test", "b.test:81"], pattern: "", action: "block" },
  { ...base, type: "egress", hosts: [], pattern: "", action: "ask" },
  { ...base, type: "repetition", most: 3, pattern: "", action: "ask" },
];

test("a guardrail is the same after it went through the form", () => {
  expect(all.map((guardrail) => guardrailOf(draftOf(guardrail)))).toEqual(all.map((value) => ({ ok: true, value })));
});

test("each is one sentence", () => {
  expect(all.map(guardrailSentence)).toEqual([
    "Where “p” is in a request, it is masked.",
    "Where “p” is missing in a request, it is blocked.",
    "Where “p” is missing in an answer, it is sent back.",
    "A call of write, delete with “p” in its arguments: you are asked.",
    "Any call: it is blocked.",
    "A call that reaches another host than a.test, b.test:81: it is blocked.",
    "A call that reaches outside: you are asked.",
    "A call that a run has made 3 times already: you are asked.",
  ]);
});

test("every choice of the form that can be made can be kept", () => {
  for (const { value: type } of typeChoices) {
    for (const { value: rule } of ruleChoices) {
      const draft = changedDraft({ ...emptyDraft("g"), name: "n", pattern: "p", action: "mask" }, { type, rule });
      for (const { value: action } of actionChoices(draft)) expect(guardrailOf({ ...draft, action }).ok).toBe(true);
      expect(guardrailOf(draft).ok).toBe(true);
    }
  }
});
