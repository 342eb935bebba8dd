import { outcomeSentence } from "../results.ts";
import { type AnsweredCall, argument, callsOf, isDone } from "../scene.ts";
import { call, type Script, say, think } from "../script.ts";

/** What the helpers are asked: each task is a wish that this model knows. */
const helpers = [
  { name: "librarian", task: 'Search the files for "water". Answer with where it stands; change nothing.' },
  { name: "caretaker", task: "Clean up the workspace. Answer with what you did and what you left." },
] as const;

const told = (helper: AnsweredCall): string => {
  const name = `**${argument(helper, "name")}**`;
  if (!isDone(helper)) return `${name}: ${outcomeSentence(helper, "Asked", "this helper")}`;
  const [first = ""] = helper.text.split("\n\n");
  return `${name}:\n\n${first
    .split("\n")
    .map((line) => `> ${line}`)
    .join("\n")}`;
};

/** Hands two tasks to agents of their own, which work at the same time, and tells what they said. */
export const askHelpers: Script = (scene) => {
  const asked = callsOf(scene, "agent");
  if (asked.length === 0) {
    return [
      think(
        "Two tasks that do not depend on each other. Each can be an agent of its own, with the same files and the same rules.",
      ),
      say(
        "I ask two helpers at once. Each is a run inside its call: open it to see what it does. One of them wants to delete something, so you will be asked, and the question names who asks.",
      ),
      ...helpers.map(({ name, task }) => call("agent", { name, task })),
    ];
  }
  return [
    say(
      `${asked.map(told).join("\n\n")}\n\nI read only the last words of each; what they did on the way stands above, in their own runs, and can be undone there.`,
    ),
  ];
};
