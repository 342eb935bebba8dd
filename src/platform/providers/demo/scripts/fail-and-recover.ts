import { outcomeSentence, pathsOf, plural } from "../results.ts";
import { argument, callsOf, isDone, lastCall } from "../scene.ts";
import { call, type Script, say, think } from "../script.ts";

const missingPath = "/plants/orchid-register-1998.csv";

/** Reads a file that is not there, is told so, and finds another way. */
export const failAndRecover: Script = (scene) => {
  const [first, second] = callsOf(scene, "read");
  if (first === undefined) {
    return [
      say(`I ask for a file that, as far as I know, does not exist: \`${missingPath}\`.`),
      call("read", { file_path: missingPath }),
    ];
  }
  if (isDone(first)) return [say(`\`${argument(first, "file_path")}\` exists after all, so nothing failed. I leave it at that.`)];
  const glob = lastCall(scene, "glob");
  if (glob === undefined) {
    return [
      think("The result is an error, not an answer. Asking again unchanged would give the same. I look what is there instead."),
      say(`${outcomeSentence(first, "Read", "The read")} I don't repeat it; I look what there is instead.`),
      call("glob", { pattern: "**/*", path: "/" }),
    ];
  }
  const paths = pathsOf(glob);
  const path = paths.find((one) => one.endsWith(".csv")) ?? paths[0];
  if (path === undefined) return [say("There are no files at all, so there is nothing to fall back on. Nothing was changed.")];
  if (second === undefined) {
    return [say(`${plural(paths.length, "file")}. \`${path}\` comes closest.`), call("read", { file_path: path })];
  }
  return [
    say(
      `Recovered: ${outcomeSentence(second, "I read", `\`${path}\``)} The failed call stays in the record, and nothing was changed.`,
    ),
  ];
};
