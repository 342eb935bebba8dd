import { linesOf, pathsOf, plural } from "../results.ts";
import { argument, callsOf, isDone, lastCall } from "../scene.ts";
import { call, type Script, say } from "../script.ts";

const together = 6;

/** Reads six files in one round. */
export const readMany: Script = (scene) => {
  const glob = lastCall(scene, "glob");
  if (glob === undefined) return [say("I look which files there are."), call("glob", { pattern: "**/*", path: "/" })];
  const paths = pathsOf(glob).slice(0, together);
  if (paths.length === 0) return [say("There are no files to read. Say **Make notes on …** and there will be one.")];
  const reads = callsOf(scene, "read");
  if (reads.length === 0) {
    return [
      say(`${plural(paths.length, "read")} in one round; they run together.`),
      ...paths.map((path) => call("read", { file_path: path })),
    ];
  }
  const rows = reads.map((read) => {
    const came = isDone(read) ? plural(linesOf(read).length, "line") : "not read";
    return `| \`${argument(read, "file_path")}\` | ${came} |`;
  });
  return [
    say(`| File | Came back as |\n|---|---|\n${rows.join("\n")}\n\nThe results stand in the order I asked, whoever came first.`),
  ];
};
