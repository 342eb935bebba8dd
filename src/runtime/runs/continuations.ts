import type { Continuation, ContinuationVerdict } from "../../engine/agent/loop-contract.ts";
import type { FileTree } from "../../kernel/contracts/file-system.ts";
import { type ContinuationGuard, conditionWords, type GuardCondition } from "../../kernel/conversation/continuation-guard.ts";

const done: ContinuationVerdict = { type: "stop" };
const notYet = (reason: string): ContinuationVerdict => ({ type: "continue", reason });

const look = async (tree: FileTree, until: GuardCondition, lastAnswer: string): Promise<ContinuationVerdict> => {
  if (until.type === "answer-contains")
    return lastAnswer.includes(until.text) ? done : notYet(`Your answer does not contain “${until.text}”.`);
  const state = tree.state(until.path);
  if (state?.kind !== "file") return notYet(`There is no file ${until.path}.`);
  if (until.type === "file-exists") return done;
  const bytes = await tree.contents(state.hash);
  if (bytes === undefined) return { type: "abort", reason: `The content of ${until.path} is missing from the workspace.` };
  return new TextDecoder().decode(bytes).includes(until.text)
    ? done
    : notYet(`The file ${until.path} does not contain “${until.text}”.`);
};

/** A session's guard, looking at the committed files. */
export const continuationOf = (tree: FileTree, { until, maxRounds }: ContinuationGuard): Continuation => ({
  name: conditionWords(until),
  maxRounds,
  decide: ({ lastAnswer }) => look(tree, until, lastAnswer),
});
