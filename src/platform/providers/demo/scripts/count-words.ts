import { outcomeSentence } from "../results.ts";
import { isDone, lastCall } from "../scene.ts";
import { call, type Script, say } from "../script.ts";

const rowPattern = /^(\d+)\t(\d+)\t(\/.*)$/;

/** Counts everything, a few files at a time: a call that goes on, shows how far it is, and can be stopped by itself. */
export const countWords: Script = (scene) => {
  const count = lastCall(scene, "count_words");
  if (count === undefined) {
    return [
      say(
        "I count the words of all files. That takes several looks, so the row below shows how far it is; it has a **Stop** of its own, and goes on where it was if you reload.",
      ),
      call("count_words", { path: "/" }),
    ];
  }
  if (!isDone(count)) return [say(`${outcomeSentence(count, "Counted", "the count")} The run itself went on, as you see.`)];
  const [total = "", ...lines] = count.text.split("\n");
  const rows = lines.flatMap((line) => {
    const found = rowPattern.exec(line);
    return found === null ? [] : [`| \`${found[3]}\` | ${found[1]} | ${found[2]} |`];
  });
  return [say([`**${total}**`, "", "| File | Words | Lines |", "|---|---|---|", ...rows.slice(0, 5)].join("\n"))];
};
