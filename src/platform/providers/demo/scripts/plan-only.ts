import { argument } from "../scene.ts";
import { type Script, type Step, say } from "../script.ts";

type CallStep = Extract<Step, { readonly type: "call" }>;

const verbs: Readonly<Record<string, string>> = { write: "Write", edit: "Edit", delete: "Delete", move: "Move" };

const changesOf = (steps: readonly Step[]): readonly CallStep[] =>
  steps.filter((step): step is CallStep => step.type === "call" && step.tool in verbs);

const lineOf = ({ tool, input }: CallStep): string => {
  const call = { tool, input, text: "", verdict: { status: "done" }, editedFields: [] } as const;
  const path = argument(call, "file_path") || argument(call, "path") || argument(call, "from");
  return `${verbs[tool]} \`${path}\`.`;
};

/** Plan mode: the script looks at files as ever, and tells of its first changes in place of making them. */
export const planOnly =
  (script: Script): Script =>
  (scene) => {
    const steps = script(scene);
    const changes = changesOf(steps);
    if (changes.length === 0) return steps;
    const list = changes.map((change, index) => `${index + 1}. ${lineOf(change)}`).join("\n");
    return [
      say(
        `## Plan\n\nPlan mode is on, so I only looked. This is what I would do:\n\n${list}\n${changes.length + 1}. Go on from there, as each result says.\n\nEvery step can be undone. Leave plan mode to have it carried out.`,
      ),
    ];
  };
