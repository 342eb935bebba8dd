import { outcomeSentence } from "../results.ts";
import { callsOf, isDone, lastCall } from "../scene.ts";
import { call, type Script, say } from "../script.ts";

/** Hands something over that only the person can do, waits for the result, and keeps it. */
export const handOver: Script = (scene) => {
  const look = lastCall(scene, "hand_over");
  if (look === undefined) {
    return [
      say(
        "I can't leave this tab, so this part is yours. The run waits until you say what came of it; you can close the tab meanwhile.",
      ),
      call("hand_over", {
        task: "Look out of the window: what is the weather like, and is there a plant in sight?",
        expects: "One sentence about the weather, one about the plant.",
      }),
    ];
  }
  if (!isDone(look)) return [say(outcomeSentence(look, "Heard", "what came of it"))];
  const note = callsOf(scene, "write").at(-1);
  if (note === undefined) {
    return [
      say("Thank you. I write it down."),
      call("write", { file_path: "/notes/seen-outside.md", content: `# Seen outside\n\n${look.text}\n` }),
    ];
  }
  return [
    say(
      `You told me:\n\n> ${look.text.replaceAll("\n", "\n> ")}\n\n${outcomeSentence(note, "I kept it in", "`/notes/seen-outside.md`")}`,
    ),
  ];
};
