import type { JsonObject } from "../../../kernel/base/json.ts";

/** A schema to begin with. */
export interface AnswerTemplate {
  /** What wires call the form. */
  readonly name: string;
  readonly label: string;
  readonly schema: JsonObject;
}

const closed = (properties: JsonObject): JsonObject => ({
  type: "object",
  properties,
  required: Object.keys(properties),
  additionalProperties: false,
});
const text = (description: string): JsonObject => ({ type: "string", description });

export const answerTemplates: readonly AnswerTemplate[] = [
  {
    name: "summary",
    label: "A title and points",
    schema: closed({
      title: text("One line"),
      points: { type: "array", items: { type: "string" }, minItems: 1, maxItems: 5 },
    }),
  },
  {
    name: "verdict",
    label: "Yes or no, with a reason",
    schema: closed({ verdict: { type: "boolean" }, reason: text("One or two sentences") }),
  },
  {
    name: "findings",
    label: "Findings by weight",
    schema: closed({
      findings: {
        type: "array",
        items: closed({
          file: text("Its path"),
          finding: text("What was found"),
          weight: { enum: ["low", "medium", "high"] },
        }),
      },
    }),
  },
];
