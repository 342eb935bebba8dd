import type { JsonObject } from "../../../../kernel/base/json.ts";
import { outcomeSentence, pathsOf, plural } from "../results.ts";
import { argument, callsOf, isDone, lastCall, type Scene } from "../scene.ts";
import { call, type Script, type Step, say, think } from "../script.ts";

const tasks = [
  ["Look at what grows here", "Looking at what grows here"],
  ["Ask how long a round may take", "Asking how long a round may take"],
  ["Write the plan", "Writing the plan"],
] as const;

/** The list with so many of its tasks done and the next one under way. */
const listAfter = (done: number): Step => {
  const statusOf = (place: number): string => (place < done ? "completed" : place === done ? "in_progress" : "pending");
  const todos = tasks.map(([content, activeForm], place): JsonObject => ({ content, status: statusOf(place), activeForm }));
  return call("todo_write", { todos });
};

const question = call("ask_user", {
  question: "How long may a watering round take?",
  header: "Time",
  options: [
    { label: "15 minutes", description: "Only what wilts first: ferns and seedlings." },
    { label: "30 minutes", description: "Ferns daily, orchids every other day." },
    { label: "One hour", description: "Everything, and a look at every leaf." },
  ],
  multi_select: false,
});

const answerOf = (scene: Scene): string | undefined => {
  const asked = lastCall(scene, "ask_user");
  return isDone(asked) ? asked?.text.replace(/^User answered:\s*/, "") : undefined;
};

const freePath = (paths: readonly string[]): string => {
  for (let number = 1; ; number += 1) {
    const path = `/notes/watering-round${number === 1 ? "" : `-${number}`}.md`;
    if (!paths.includes(path)) return path;
  }
};

const planText = (scene: Scene, plants: readonly string[]): string =>
  [
    "# Watering round",
    "",
    `Time for one round: ${answerOf(scene) ?? "30 minutes, because nobody said otherwise"}.`,
    "",
    ...plants.map((path, place) => `${place + 1}. ${path}`),
    ...(plants.length === 0 ? ["1. Whatever is dry to the first joint."] : []),
    "",
  ].join("\n");

const summary = (scene: Scene): string => {
  const written = lastCall(scene, "write");
  const answer = answerOf(scene);
  return [
    answer === undefined ? "You gave no answer, so I took half an hour." : `You said: ${answer}.`,
    written === undefined ? "" : outcomeSentence(written, "Wrote", `\`${argument(written, "file_path")}\``),
    "All of this was scripted; the list, the question and your answer are real.",
  ]
    .filter((sentence) => sentence !== "")
    .join(" ");
};

/** Keeps a list of its own work, asks one question, and writes what came of it. */
export const planRound: Script = (scene) => {
  const paths = pathsOf(lastCall(scene, "glob"));
  const plants = paths.filter((path) => path.startsWith("/plants/") && path.endsWith(".md"));
  switch (callsOf(scene, "todo_write").length) {
    case 0:
      return [
        think("Three steps, and the second one is not mine to decide. I keep a list, so that anyone can see where I am."),
        say("I'll keep a list while I work; it stands in the inspector, under Tasks."),
        listAfter(0),
        call("glob", { pattern: "**/*", path: "/" }),
      ];
    case 1:
      return [
        say(`${plural(plants.length, "note")} on plants. How long may a round take? That is yours to say.`),
        listAfter(1),
        question,
      ];
    case 2:
      return [
        say("Then I can write it."),
        listAfter(2),
        call("write", { file_path: freePath(paths), content: planText(scene, plants) }),
      ];
    case 3:
      return [say("That was the last one."), listAfter(tasks.length)];
    default:
      return [say(summary(scene))];
  }
};
