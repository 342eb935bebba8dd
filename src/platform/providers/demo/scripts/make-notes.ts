import { hitsOf, linesOf, literalPattern, outcomeSentence, pathsOf, plural } from "../results.ts";
import { argument, isDone, lastCall, type Scene } from "../scene.ts";
import { call, type Script, say, think } from "../script.ts";

const topicPattern = /\b(?:notes?|note down|jot down)\b\W*(?:on|about|of|for|that|down)?\W*(?:the |a |an |my |our )?(.*)/is;

const topicOf = (said: string): string => {
  const topic = topicPattern.exec(said)?.[1]?.replace(/[\s.!?]+$/, "") ?? "";
  return topic === "" ? "this workspace" : topic.slice(0, 80);
};

/** The word to search for: the longest of the topic, without a plural's s. */
const wordOf = (topic: string): string => {
  const words = topic.match(/[\p{L}\p{N}]+/gu) ?? [];
  const longest = words.reduce((best, word) => (word.length > best.length ? word : best), "");
  return longest.length > 3 ? longest.replace(/s$/i, "") : longest;
};

const patternOf = (topic: string): string => {
  const word = wordOf(topic);
  const first = word.slice(0, 1);
  const [upper, lower] = [first.toUpperCase(), first.toLowerCase()];
  return upper === lower ? literalPattern(word || "note") : `[${upper}${lower}]${literalPattern(word.slice(1))}`;
};

const nameOf = (topic: string): string =>
  topic
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, "-")
    .replace(/^-+|-+$/g, "")
    .slice(0, 40) || "topic";

const pathOf = (topic: string, taken: readonly string[]): string => {
  for (let number = 1; ; number += 1) {
    const path = `/notes/${nameOf(topic)}${number === 1 ? "" : `-${number}`}.md`;
    if (!taken.includes(path)) return path;
  }
};

const noteOf = (topic: string, scene: Scene): string => {
  const hits = hitsOf(lastCall(scene, "grep")).slice(0, 12);
  return [
    `# Notes on ${topic}`,
    "",
    "## What the files say",
    "",
    ...(hits.length > 0 ? hits.map(({ path, line, text }) => `- ${text.slice(0, 140)} (${path}:${line})`) : ["Nothing yet."]),
    "",
    "## Still open",
    "",
    `- What do we want to know about ${topic}?`,
    "- Who can say?",
    "",
  ].join("\n");
};

/** Gathers what the files say on a topic into a note, and reads it back. */
export const makeNotes: Script = (scene) => {
  const topic = topicOf(scene.said);
  const grep = lastCall(scene, "grep");
  if (grep === undefined) {
    return [
      think(`A note on ${topic}. I know nothing about it myself, so I collect what the files say.`),
      say(`I'll see what your files say about ${topic}.`),
      call("glob", { pattern: "notes/*.md", path: "/" }),
      call("grep", { pattern: patternOf(topic), path: "/", max_results: 40 }),
    ];
  }
  const note = lastCall(scene, "write");
  if (note === undefined) {
    const path = pathOf(topic, pathsOf(lastCall(scene, "glob")));
    return [
      say(`${plural(hitsOf(grep).length, "line")} found. That goes into \`${path}\`.`),
      call("write", { file_path: path, content: noteOf(topic, scene) }),
    ];
  }
  const path = argument(note, "file_path");
  if (!isDone(note)) return [say(`${outcomeSentence(note, "Wrote", `\`${path}\``)} Nothing else was changed.`)];
  const check = lastCall(scene, "read");
  if (check === undefined) return [say("I read it back, to be sure."), call("read", { file_path: path })];
  const lines = linesOf(check).length;
  const verdict = isDone(check)
    ? `It holds ${plural(lines, "line")}.`
    : "I could not read it back; look at the call above for the reason.";
  return [
    say(
      `${outcomeSentence(note, "Wrote", `\`${path}\``)} ${verdict} The quotes are from your files; the open questions are mine, and scripted.`,
    ),
  ];
};
