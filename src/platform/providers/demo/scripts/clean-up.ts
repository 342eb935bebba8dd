import { linesOf, outcomeSentence, pathsOf, plural } from "../results.ts";
import { sampleLogPath, sampleScratchPath } from "../sample-files.ts";
import { argument, callsOf, isDone, lastCall, type Scene } from "../scene.ts";
import { call, type Script, type Step, say, think } from "../script.ts";

const ownScratchPaths: readonly string[] = ["/scratch/old-draft.txt", "/scratch/older-draft.txt"];
const ownLogPath = "/scratch/readings.log";
const linesKept = 12;

const ownLog = Array.from({ length: 120 }, (_, index) => `reading ${index + 1}: ${60 + ((index * 7) % 31)} %`).join("\n");

/** Where nothing of the sample is left, it makes its own things to clean: nothing of anybody's own is touched. */
const targets = (paths: readonly string[]): { readonly scratch: readonly string[]; readonly log: string } => ({
  scratch: paths.includes(sampleScratchPath) ? [sampleScratchPath] : ownScratchPaths,
  log: paths.includes(sampleLogPath) ? sampleLogPath : ownLogPath,
});

const makeOwn = (paths: readonly string[]): readonly Step[] => {
  const { scratch, log } = targets(paths);
  return [
    ...(scratch === ownScratchPaths
      ? scratch.map((path) => call("write", { file_path: path, content: "An old draft. It can go.\n" }))
      : []),
    ...(log === ownLogPath ? [call("write", { file_path: log, content: `${ownLog}\n` })] : []),
  ];
};

const shortened = (scene: Scene): string => {
  const read = lastCall(scene, "read");
  const lines = read === undefined ? [] : linesOf(read);
  const kept = lines.slice(-linesKept);
  return `# the last ${plural(kept.length, "reading")} of ${lines.length}\n${kept.join("\n")}\n`;
};

const overwriteOf = (scene: Scene, path: string): ReturnType<typeof lastCall> =>
  callsOf(scene, "write").findLast(
    (write) => argument(write, "file_path") === path && argument(write, "content").startsWith("# the last"),
  );

/** Deletes leftovers and cuts a long log: several questions in one round, those of one class to be answered together. */
export const cleanUp: Script = (scene) => {
  const glob = lastCall(scene, "glob");
  if (glob === undefined) {
    return [
      think("Cleaning up means losing things. I look first, touch only leftovers, and ask before each loss."),
      say("I look for leftovers."),
      call("glob", { pattern: "**/*", path: "/" }),
    ];
  }
  const paths = pathsOf(glob);
  const { scratch, log } = targets(paths);
  const own = makeOwn(paths);
  if (own.length > 0 && callsOf(scene, "write").length === 0) {
    return [say("Little is left over here, so I make something that I can clean up without touching anything of yours."), ...own];
  }
  const read = lastCall(scene, "read");
  if (read === undefined) return [say(`\`${log}\` has grown long. I read it before I cut it.`), call("read", { file_path: log })];
  const removals = callsOf(scene, "delete");
  if (removals.length === 0) {
    const cut = isDone(read) ? [call("write", { file_path: log, content: shortened(scene) })] : [];
    const wish = isDone(read) ? `, and to keep only the last ${linesKept} lines of \`${log}\`` : "";
    return [
      say(
        `I'd like to delete ${scratch.map((path) => `\`${path}\``).join(" and ")}${wish}. All of it loses something, so I ask for each; you can say yes to one and no to the other.`,
      ),
      ...scratch.map((path) => call("delete", { path })),
      ...cut,
    ];
  }
  const cut = overwriteOf(scene, log);
  const sentences = [
    ...removals.map((removal) => outcomeSentence(removal, "Deleted", `\`${argument(removal, "path")}\``)),
    ...(cut === undefined
      ? []
      : [`${outcomeSentence(cut, "Cut", `\`${log}\``)}${isDone(cut) ? ` Its last ${linesKept} lines are left.` : ""}`]),
  ];
  return [say(`${sentences.map((sentence) => `- ${sentence}`).join("\n")}\n\nWhat was done can be undone, each step by itself.`)];
};
