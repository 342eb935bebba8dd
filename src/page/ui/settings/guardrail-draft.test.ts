import { expect, test } from "vitest";
import type { Guardrail } from "../../../kernel/guardrail.ts";
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
