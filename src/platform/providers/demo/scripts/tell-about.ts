import { outcomeSentence } from "../results.ts";
import { isDone, lastCall } from "../scene.ts";
import { call, type Script, say } from "../script.ts";

/** Each entity with what it says as a list. */
const listed = (text: string): string =>
  text
    .split("\n")
    .map((line) => (line.startsWith("  ") ? `- ${line.trim()}` : `\n**${line}**\n`))
    .join("\n");

/** Looks up what the person points at, and says what is around it. */
export const tellAbout: Script = (scene) => {
  const [one] = scene.about;
  const looked = lastCall(scene, "neighbours");
  if (one === undefined) return [say("You point at nothing.")];
  if (looked === undefined)
    return [say(`I look up what is known of ${one.label}.`), call("neighbours", { name: one.id, limit: 30 })];
  if (!isDone(looked)) return [say(outcomeSentence(looked, "Looked up", one.label))];
  return [say(`This is what the graph says around ${one.label}:\n\n${listed(looked.text)}`)];
};
