import { outcomeSentence } from "../results.ts";
import { isDone, lastCall } from "../scene.ts";
import { call, type Script, say, think } from "../script.ts";

/** Has a clean-up prepared, shown whole, and carried out exactly as shown: one question for all of it. */
export const planCleanUp: Script = (scene) => {
  const plan = lastCall(scene, "plan_cleanup");
  if (plan === undefined) {
    return [
      think("One plan that can be read whole is easier to judge than five questions one after the other."),
      say(
        "I have a plan made and show it to you before anything happens. What you approve is exactly that plan: if a file changes while you read, it is not carried out.",
      ),
      call("plan_cleanup", { path: "/" }),
    ];
  }
  if (!isDone(plan)) return [say(outcomeSentence(plan, "Carried out", "the clean-up plan"))];
  const [first = "", ...lines] = plan.text.split("\n");
  if (lines.length === 0) return [say(first)];
  return [
    say(`**${first}**\n\n${lines.map((line) => `- ${line}`).join("\n")}\n\nIt is one step, so one undo takes all of it back.`),
  ];
};
