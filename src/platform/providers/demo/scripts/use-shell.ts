import { outcomeSentence } from "../results.ts";
import { callsOf, isDone } from "../scene.ts";
import { call, type Script, say, think } from "../script.ts";

const gather = [
  "mkdir -p /reports && cd /reports && export TOPIC=water",
  `(cd / && grep -rin "$TOPIC" . --include='*.md') | cut -d: -f1 | sort | uniq -c | sort -rn > mentions.txt`,
  "head -n 5 mentions.txt",
].join("\n");

const sumUp = `echo "in $(pwd), about $TOPIC"
awk '{ sum += $1 } END { print sum + 0 " lines in " NR " files" }' mentions.txt | tee total.txt`;

/** Two commands: a pipeline that writes a file, and one that finds the folder and the variable of the first. */
export const useShell: Script = (scene) => {
  const [first, second] = callsOf(scene, "bash");
  if (first === undefined) {
    return [
      think("A pipeline does this in one go. What it changes is shown like any other change, and can be undone."),
      say(
        "I count with the shell who writes about water. It runs in your tab, on the workspace alone: no network, no other programs.",
      ),
      call("bash", { command: gather }),
    ];
  }
  if (!isDone(first)) return [say(outcomeSentence(first, "Ran", "the first command"))];
  if (second === undefined) {
    return [
      say(
        `\`\`\`text\n${first.text}\n\`\`\`\n\nThe folder and the variable stay for the next command, so that one only has to add up.`,
      ),
      call("bash", { command: sumUp }),
    ];
  }
  if (!isDone(second)) return [say(outcomeSentence(second, "Ran", "the second command"))];
  return [
    say(
      `\`\`\`text\n${second.text}\n\`\`\`\n\nTwo files are new, \`/reports/mentions.txt\` and \`/reports/total.txt\`; each command is one step that you can undo.`,
    ),
  ];
};
