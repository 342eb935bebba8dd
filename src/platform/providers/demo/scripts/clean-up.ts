import { linesOf, outcomeSentence, pathsOf, plural } from "../results.ts";
import { sampleLogPath, sampleScratchPath } from "../sample-files.ts";
import { argument, callsOf, isDone, lastCall, type Scene } from "../scene.ts";
import { call, type Script, type Step, say, think } from "../script.ts";

const ownScratchPath = "/scratch/old-draft.txt";
const ownLogPath = "/scratch/readings.log";
const linesKept = 12;

const ownLog = Array.from({ length: 120 }, (_, index) => `reading ${index + 1}: ${60 + ((index * 7) % 31)} %`).join("\n");

/** Where nothing of the sample is left, it makes its own things to clean: nothing of anybody's own is touched. */
const targets = (paths: readonly string[]): { readonly scratch: string; readonly log: string } => ({
  scratch: paths.includes(sampleScratchPath) ? sampleScratchPath : ownScratchPath,
  log: paths.includes(sampleLogPath) ? sampleLogPath : ownLogPath,
});

const makeOwn = (paths: readonly string[]): readonly Step[] => {
  const { scratch, log } = targets(paths);
  return [
    ...(scratch === ownScratchPath ? [call("write", { file_path: scratch, content: "An old draft. It can go.\n" })] : []),
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

/** Deletes a leftover and cuts a long log: two questions in one round. */
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
  const removal = lastCall(scene, "delete");
  if (removal === undefined) {
    const cut = isDone(read) ? [call("write", { file_path: log, content: shortened(scene) })] : [];
    const wish = isDone(read) ? `, and to keep only the last ${linesKept} lines of \`${log}\`` : "";
    return [
      say(
        `I'd like to delete \`${scratch}\`${wish}. Both lose something, so I ask for each; you can say yes to one and no to the other.`,
      ),
      call("delete", { path: scratch }),
      ...cut,
    ];
  }
  const cut = overwriteOf(scene, log);
  const sentences = [
    outcomeSentence(removal, "Deleted", `\`${scratch}\``),
    ...(cut === undefined
      ? []
      : [`${outcomeSentence(cut, "Cut", `\`${log}\``)}${isDone(cut) ? ` Its last ${linesKept} lines are left.` : ""}`]),
  ];
  return [say(`${sentences.map((sentence) => `- ${sentence}`).join("\n")}\n\nWhat was done can be undone, each step by itself.`)];
};
