import type { Scene } from "./scene.ts";
import type { Script } from "./script.ts";
import { askHelpers } from "./scripts/ask-helpers.ts";
import { changeFile } from "./scripts/change-file.ts";
import { cleanUp } from "./scripts/clean-up.ts";
import { countWords } from "./scripts/count-words.ts";
import { drawGraph } from "./scripts/draw-graph.ts";
import { failAndRecover } from "./scripts/fail-and-recover.ts";
import { failNetwork } from "./scripts/fail-network.ts";
import { goInCircles } from "./scripts/go-in-circles.ts";
import { growGraph } from "./scripts/grow-graph.ts";
import { handOver } from "./scripts/hand-over.ts";
import { introduceItself } from "./scripts/introduce-itself.ts";
import { keepState } from "./scripts/keep-state.ts";
import { makeNotes } from "./scripts/make-notes.ts";
import { makePage } from "./scripts/make-page.ts";
import { notSeen } from "./scripts/not-seen.ts";
import { planCleanUp } from "./scripts/plan-clean-up.ts";
import { planRound } from "./scripts/plan-round.ts";
import { readLetter } from "./scripts/read-letter.ts";
import { readMany } from "./scripts/read-many.ts";
import { rememberThis } from "./scripts/remember-this.ts";
import { reportFerns } from "./scripts/report-ferns.ts";
import { searchFiles } from "./scripts/search-files.ts";
import { showLimits } from "./scripts/show-limits.ts";
import { tellAbout } from "./scripts/tell-about.ts";
import { thinkAloud } from "./scripts/think-aloud.ts";
import { tour } from "./scripts/tour.ts";
import { useShell } from "./scripts/use-shell.ts";
import { writeLong } from "./scripts/write-long.ts";

/** Words that stand for a script. Where several match, the one that comes first in the sentence counts, then the order here. */
const intents: readonly (readonly [RegExp, Script])[] = [
  [/\bfail\w*\W+(?:the\W+)?network\b|\bnetwork\W+(?:fail|error|outage)/i, failNetwork],
  [/\bshell\b|\bbash\b|\bcommand line\b/i, useShell],
  [/\bhelpers?\b|\b(?:two|sub-?)\W?agents?\b/i, askHelpers],
  [/\b(?:get|be) stuck\b|\bin circles\b/i, goInCircles],
  [/\bfail\w*\b|\brecover\w*\b/i, failAndRecover],
  [/\btour\b|\bshow me (?:around|what you|how (?:you|it|this) works?)|\bwatch it work\b|\blook around\b/i, tour],
  [/\bletter\b|\bobey\b/i, readLetter],
  [/\bhand (?:me|it|something)\b|\boutside\b/i, handOver],
  [/\bplan\b[^.]*\bclean/i, planCleanUp],
  [/\bplan\b[^.]*\b(?:rounds?|watering)\b|\bask me\b/i, planRound],
  [/\bclean(?:ing)?(?: up)?\b|\btidy\b/i, cleanUp],
  [/\b(?:write|give|tell|make|show)\b[^.]*\blong (?:answer|text|reply|story|report)\b|\blong answer\b/i, writeLong],
  [/\breport\b[^.]*\bferns?\b|\bwrong first\b/i, reportFerns],
  [/\bparallel\b|\bmany (?:files|reads|calls)\b|\ball (?:the |my )?files at once\b|\bmany\b\W*$/i, readMany],
  [/\bgrow\b[^.]*\bgraph\b/i, growGraph],
  [/\bwho is who\b|\bgraph\b/i, drawGraph],
  [/\b(?:make|take|write|add|jot)\b(?: \w+){0,3} notes?\b|^\W*notes?\b|\bnote (?:down|that|on|about)\b/i, makeNotes],
  [/\bstate\b/i, keepState],
  [/\b(?:make|build|write|draw)\b(?: \w+){0,3} (?:web ?)?(?:page|site|chart)\b/i, makePage],
  [/\bremember\b|\bforget\b|\brecall\b|\bknow about me\b/i, rememberThis],
  [/\bcount(?:ing)?\b/i, countWords],
  [/\b(?:change|replace|swap)\b/i, changeFile],
  [/\blimits?\b|\bcaches?\b/i, showLimits],
  [/\b(?:find|search|grep|look for|where (?:is|are|does|do))\b/i, searchFiles],
  [/\b(?:think|ponder|reason)\b/i, thinkAloud],
];

const againPattern =
  /^\W*(?:please\W+)?(?:try (?:it |that )?again|again|retry|once more|go on|continue|carry out the plan|not done yet)\b/i;

const recognise = (said: string): Script | undefined => {
  let best: { readonly index: number; readonly script: Script } | undefined;
  for (const [pattern, script] of intents) {
    const index = pattern.exec(said)?.index;
    if (index !== undefined && (best === undefined || index < best.index)) best = { index, script };
  }
  return best?.script;
};

/** The script for the words that were said last. "Again" means what was said before. */
const scriptForWords = ({ said, earlier }: Scene): Script => {
  if (!againPattern.test(said)) return recognise(said) ?? introduceItself;
  const before = earlier.findLast((words) => !againPattern.test(words)) ?? "";
  const script = recognise(before);
  return script === undefined ? introduceItself : (scene) => script({ ...scene, said: before });
};

/** The script for what was said last. */
export const scriptFor = (scene: Scene): Script =>
  scene.about.length > 0 ? tellAbout : scene.pictures.length === 0 ? scriptForWords(scene) : notSeen(scriptForWords(scene));
