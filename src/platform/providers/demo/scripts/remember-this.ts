import { memoryIdsIn } from "../../../../kernel/memory.ts";
import { outcomeSentence } from "../results.ts";
import { isDone, lastCall, type Scene } from "../scene.ts";
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

/** Keeps one thing beyond the session, tells what is kept, or lets one go. */
export const rememberThis: Script = (scene) => {
  if (/\bforget\b/i.test(scene.said)) return forgetOne(scene);
  if (asking.test(scene.said)) return tellMemories(scene);
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
