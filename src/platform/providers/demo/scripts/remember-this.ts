import { memoryIdsIn } from "../../../../kernel/memory/memory.ts";
import { linesOf, outcomeSentence } from "../results.ts";
import { type AnsweredCall, isDone, lastCall, type Scene } from "../scene.ts";
import { call, type Script, type Step, say } from "../script.ts";

const maxChars = 200;
const asking = /\bwhat\b[^.]*\b(?:remember|know about me)\b|\bdo you (?:still )?remember\b|\brecall\b/i;
const forgetting = /^.*?\bforget\b\W*(?:that\b\W*|about\b\W*)?/is;
const lasting = /\b(?:like|love|hate|prefer|always|never|want|am|is called|my name)\b/i;

const sentence = (text: string): string => {
  const plain = text.trim().slice(0, maxChars);
  return plain === "" ? "" : `${plain.charAt(0).toUpperCase()}${plain.slice(1)}`;
};

const factOf = (said: string): string => sentence(said.replace(/^.*?\bremember\b\W*(?:that\b\W*)?/is, ""));

const tellMemories = (scene: Scene): readonly Step[] => {
  const looked = lastCall(scene, "recall");
  const given =
    scene.memories.length === 0 ? "" : ` ${scene.memories.length} of it came along with your message; now I look for the rest.`;
  if (looked === undefined) return [say(`I look at what is remembered.${given}`), call("recall", { limit: 20 })];
  if (!isDone(looked)) return [say(outcomeSentence(looked, "Looked through", "the memory"))];
  const lines = looked.text.split("\n").filter((line) => memoryIdsIn(line).length > 0);
  if (lines.length === 0) return [say("Nothing yet. Say for example **Remember that I like short answers**.")];
  const told = lines.map((line) => `- ${line.replace(/^- \[[^\]]*\] /, "")}`).join("\n");
  return [
    say(`This is what I remember:\n\n${told}\n\nUnder **Memory** you can change each of them, pin it, or have it forgotten.`),
  ];
};

const forgetOne = (scene: Scene): readonly Step[] => {
  const looked = lastCall(scene, "recall");
  const query = scene.said.replace(forgetting, "").trim().slice(0, maxChars);
  if (looked === undefined) return [say("I look for it first."), call("recall", { query, limit: 1 })];
  const [memoryId] = isDone(looked) ? memoryIdsIn(looked.text) : [];
  if (memoryId === undefined) return [say("I remember nothing like that, so there is nothing to forget.")];
  const forgot = lastCall(scene, "forget");
  if (forgot === undefined) return [call("forget", { memoryId })];
  return [
    say(
      `${outcomeSentence(forgot, "Forgot", "it")} It lies in the bin of **Memory** for 7 days, and I cannot remember it again by myself.`,
    ),
  ];
};

const file = /(\/[^\s,;]+\.(?:md|txt))\b/i;
const maxFactChars = 120;

/** What a file says first, below its headings. */
const firstFactOf = (read: AnsweredCall): string =>
  linesOf(read)
    .map((line) => line.replace(/^\s*(?:[-*>]\s+)?/, "").trim())
    .find((line) => /^\p{L}.*\s/u.test(line))
    ?.slice(0, maxFactChars) ?? "";

/** Keeps what a file says; where the file came from goes with it. */
const rememberFile = (scene: Scene, path: string): readonly Step[] => {
  const read = lastCall(scene, "read");
  if (read === undefined) return [say(`I read \`${path}\` first.`), call("read", { file_path: path })];
  const text = isDone(read) ? firstFactOf(read) : "";
  if (text === "")
    return [say(isDone(read) ? `There is nothing to remember in \`${path}\`.` : outcomeSentence(read, "Read", path))];
  const kept = lastCall(scene, "remember");
  if (kept === undefined)
    return [say("Its first sentence is worth keeping."), call("remember", { text, kind: "long-term", importance: 0.7 })];
  return [
    say(
      `${outcomeSentence(kept, "Remembered", `“${text}”`)}\n\nAsk **Why is this here?** of it in the inspector, under **Memory**: the way leads back to the file, and to how the file came here.`,
    ),
  ];
};

/** Keeps one thing beyond the session, tells what is kept, or lets one go. */
export const rememberThis: Script = (scene) => {
  if (/\bforget\b/i.test(scene.said)) return forgetOne(scene);
  if (asking.test(scene.said)) return tellMemories(scene);
  const path = file.exec(scene.said)?.[1];
  if (path !== undefined) return rememberFile(scene, path);
  const text = factOf(scene.said);
  if (text === "") return [say("What shall I remember? Say for example **Remember that I like short answers**.")];
  const kept = lastCall(scene, "remember");
  if (kept === undefined) {
    const kind = lasting.test(text) ? "semantic" : "long-term";
    return [say("That is worth keeping."), call("remember", { text, kind, importance: 0.7 })];
  }
  if (!isDone(kept)) return [say(outcomeSentence(kept, "Remembered", `“${text}”`))];
  return [
    say(
      `${outcomeSentence(kept, "Remembered", `“${text}”`)} From the next message on it goes along without being asked for, in this session and in others. You find it in the inspector, under **Memory**.`,
    ),
  ];
};
