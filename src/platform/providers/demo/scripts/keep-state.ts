import { outcomeSentence, plural } from "../results.ts";
import { type AnsweredCall, isDone, lastCall } from "../scene.ts";
import { call, type Script, say } from "../script.ts";

const countKey = "garden/rounds";
const lastKey = "garden/last-round";
const maxNoteChars = 120;

/** How often it was kept before, as the list of the state says. */
const roundsIn = (state: AnsweredCall): number => {
  const line = state.text.split("\n").find((one) => one.startsWith(`${countKey}: `));
  const rounds = Number(line?.slice(countKey.length + 2));
  return Number.isSafeInteger(rounds) && rounds > 0 ? rounds : 0;
};

const noteOf = (said: string): string =>
  said
    .replace(/^.*?\bstate\b\W*(?:that\b\W*)?/is, "")
    .trim()
    .slice(0, maxNoteChars);

/** Counts its rounds and keeps what was said, under keys that a later session finds again. */
export const keepState: Script = (scene) => {
  const state = lastCall(scene, "state_get");
  if (state === undefined) return [say("First I look at what is kept already."), call("state_get", {})];
  if (!isDone(state)) return [say(outcomeSentence(state, "Read", "the state"))];
  const rounds = roundsIn(state) + 1;
  const set = lastCall(scene, "state_set");
  if (set === undefined) {
    return [
      say(rounds === 1 ? "Nothing about rounds yet, so this is the first." : `${plural(rounds - 1, "round")} so far; one more.`),
      call("state_set", { key: countKey, value: rounds }),
      call("state_set", { key: lastKey, value: { round: rounds, note: noteOf(scene.said) || "a quiet round" } }),
    ];
  }
  return [
    say(
      `${outcomeSentence(set, "Kept", `\`${countKey}\` and \`${lastKey}\``)} They stand in the inspector, under **State**, each with what it was before and a way to the event that set it. Ask me again, here or in another session, and the count goes on; undo takes a step back with its values.`,
    ),
  ];
};
