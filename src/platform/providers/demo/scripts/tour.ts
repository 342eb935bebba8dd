import { hitsByPath, hitsOf, linesOf, literalPattern, outcomeSentence, pathsOf, plural } from "../results.ts";
import { sampleScratchPath } from "../sample-files.ts";
import { type AnsweredCall, argument, callsOf, isDone, lastCall, type Scene } from "../scene.ts";
import { call, type Script, type Step, say, think } from "../script.ts";

const draftLine = "Status: first draft";
const checkedLine = "Status: checked against the files";
const ownScratchPath = "/notes/scratch-from-the-tour.txt";

/** Words worth following, if the files have them; else their longest one. */
const favourites = ["humidity", "water", "fern", "light", "plan"];

const isText = (path: string): boolean => /\.(?:md|txt|csv|json|log)$/i.test(path);

const filesToRead = (paths: readonly string[]): readonly string[] => {
  const notes = paths.filter((path) => path.endsWith(".md"));
  const plans = notes.filter((path) => path.includes("plan"));
  return [...new Set([...plans, ...notes, ...paths.filter(isText)])].slice(0, 2);
};

const wordToFollow = (reads: readonly AnsweredCall[]): string => {
  const text = reads.flatMap(linesOf).join("\n");
  for (const favourite of favourites) {
    const found = new RegExp(`\\b${favourite}`, "i").exec(text)?.[0];
    if (found !== undefined) return found.toLowerCase();
  }
  const words = text.match(/[a-z]{5,20}/gi) ?? [];
  return words.reduce((longest, word) => (word.length > longest.length ? word : longest), "note").toLowerCase();
};

const patternFor = (word: string): string => {
  const first = word.slice(0, 1);
  return `[${first.toUpperCase()}${first}]${literalPattern(word.slice(1))}`;
};

const freePath = (paths: readonly string[]): string => {
  for (let number = 1; ; number += 1) {
    const path = `/notes/field-notes${number === 1 ? "" : `-${number}`}.md`;
    if (!paths.includes(path)) return path;
  }
};

const noteText = (scene: Scene, paths: readonly string[], word: string): string => {
  const hits = hitsOf(lastCall(scene, "grep"));
  const read = callsOf(scene, "read").filter((one) => isDone(one));
  const quotes = hits.slice(0, 6).map(({ path, line, text }) => `- ${path}, line ${line}: ${text.slice(0, 100)}`);
  return [
    "# Field notes",
    "",
    draftLine,
    "",
    `${plural(paths.length, "file")} in the workspace. Read: ${read.map((one) => argument(one, "file_path")).join(", ") || "none"}.`,
    "",
    `## Where "${word}" comes up`,
    "",
    ...(quotes.length > 0 ? quotes : ["Nowhere yet."]),
    "",
  ].join("\n");
};

/** The sample's leftover, or one that the tour made: nothing of anybody's own is ever deleted. */
const scratchPath = (paths: readonly string[]): string =>
  paths.includes(sampleScratchPath) ? sampleScratchPath : ownScratchPath;

const writeNotes = (scene: Scene, paths: readonly string[]): readonly Step[] => {
  const word = wordToFollow(callsOf(scene, "read"));
  const hits = hitsOf(lastCall(scene, "grep"));
  const found = `${plural(hits.length, "line")} in ${plural(hitsByPath(hits).length, "file")}`;
  const note = call("write", { file_path: freePath(paths), content: noteText(scene, paths, word) });
  const said = say(hits.length > 0 ? `${found}. I'll keep them in a note.` : "Nothing found. I'll write that down, too.");
  if (paths.includes(sampleScratchPath)) return [said, note];
  return [said, note, call("write", { file_path: ownScratchPath, content: "A file that the tour made, to be deleted.\n" })];
};

const summary = (scene: Scene, paths: readonly string[]): string => {
  const [note] = callsOf(scene, "write");
  const edit = lastCall(scene, "edit");
  const removal = lastCall(scene, "delete");
  const hits = hitsOf(lastCall(scene, "grep"));
  const rows = hitsByPath(hits)
    .slice(0, 4)
    .map(([path, count]) => `| \`${path}\` | ${count} |`);
  const deeds = [
    paths.length === 0
      ? "Found an empty workspace."
      : `Looked at ${plural(paths.length, "file")} and read ${callsOf(scene, "read").filter((one) => isDone(one)).length} of them.`,
    ...(note === undefined ? [] : [outcomeSentence(note, "Wrote", `\`${argument(note, "file_path")}\``)]),
    ...(edit === undefined ? [] : [outcomeSentence(edit, "Edited", `\`${argument(edit, "file_path")}\``)]),
    ...(removal === undefined ? [] : [outcomeSentence(removal, "Deleted", `\`${argument(removal, "path")}\``)]),
  ];
  const [first] = hits;
  return [
    "## What I did",
    "",
    ...deeds.map((deed) => `- ${deed}`),
    "",
    ...(rows.length === 0 ? [] : ["| File | Lines found |", "|---|---|", ...rows, ""]),
    ...(first === undefined ? [] : ["The first of them:", "", "```text", `${first.path}:${first.line}`, first.text, "```", ""]),
    "Every change above can be undone, one step at a time. All of this was scripted; the calls, your answer and the files are real.",
  ].join("\n");
};

const greeting = `I'm the **Demo model**: a script, offline, no key. What I do here is real, though: the files, the changes, and the question I'll ask you.

First I look around.`;

/** Looks, reads, searches, writes, edits, asks to delete, and says truthfully what came of it. */
export const tour: Script = (scene) => {
  const glob = lastCall(scene, "glob");
  if (glob === undefined) {
    return [
      think("They want to see how this works. I look at what is there before I touch anything, and I change as little as I can."),
      say(greeting),
      call("list", { path: "/" }),
      call("glob", { pattern: "**/*", path: "/" }),
    ];
  }
  const paths = pathsOf(glob);
  const reads = callsOf(scene, "read");
  const chosen = filesToRead(paths);
  if (reads.length === 0 && chosen.length > 0) {
    return [
      say(`${plural(paths.length, "file")}. I'll read ${chosen.length === 1 ? "one" : "two of them, side by side"}.`),
      ...chosen.map((path) => call("read", { file_path: path })),
    ];
  }
  if (lastCall(scene, "grep") === undefined) {
    const word = wordToFollow(reads);
    const why = reads.length === 0 ? "The workspace is empty, so this finds nothing yet." : `“${word}” comes up in there.`;
    return [say(`${why} I'll search every file for it.`), call("grep", { pattern: patternFor(word), path: "/" })];
  }
  const [note] = callsOf(scene, "write");
  if (note === undefined) return writeNotes(scene, paths);
  if (isDone(note) && lastCall(scene, "edit") === undefined) {
    const file = argument(note, "file_path");
    return [
      say("I check the note against what I read, and mark it as checked."),
      call("edit", { file_path: file, old_string: draftLine, new_string: checkedLine }),
    ];
  }
  const path = scratchPath(paths);
  if (lastCall(scene, "delete") === undefined) {
    return [
      think(`Deleting is not mine to decide. ${path} looks like a leftover; I ask, and take no for an answer.`),
      say(
        `One thing needs you: \`${path}\` looks like a leftover, and I'd like to delete it. Approve, change, or reject it, as you like.`,
      ),
      call("delete", { path }),
    ];
  }
  return [say(summary(scene, paths))];
};
