import { linesOf, outcomeSentence } from "../results.ts";
import { isDone, lastCall } from "../scene.ts";
import { call, type Script, say } from "../script.ts";

const fernsPath = "/plants/ferns.md";
const linesTold = 4;

/** Reads one file and says what is in it: where answers have a form, something to put into it. */
export const reportFerns: Script = (scene) => {
  const read = lastCall(scene, "read");
  if (read === undefined) return [say("I read the notes on the ferns."), call("read", { file_path: fernsPath })];
  if (!isDone(read)) return [say(`${outcomeSentence(read, "Read", `\`${fernsPath}\``)} There is nothing to report.`)];
  const told = linesOf(read).filter((line) => /^[\p{L}]/u.test(line));
  return [say(["What the notes on the ferns say:", ...told.slice(0, linesTold).map((line) => `- ${line}`)].join("\n"))];
};
