import type { StoreApi } from "zustand/vanilla";
import { type ChoiceId, choiceId } from "../../kernel/base/ids.ts";
import type { RandomDep } from "../../kernel/base/random.ts";
import type { Command } from "../../wire/protocol/command.ts";
import type { AppClient } from "./app-client.ts";
import type { AppActions, AppState } from "./app-state.ts";

type BranchCommand = Extract<Command, { readonly choiceId: ChoiceId }>;
/** Where a session shall go on from: a command without what makes it one of its kind. */
export type BranchWish = {
  readonly [Type in BranchCommand["type"]]: Omit<Extract<BranchCommand, { readonly type: Type }>, "choiceId" | "keep">;
}[BranchCommand["type"]];

export interface TakeBranchDeps extends RandomDep, Pick<AppActions, "notify" | "scrubTo"> {
  readonly client: AppClient;
  readonly store: StoreApi<AppState>;
}

/**
 * Makes `AppActions.takeBranch` and `answerBranchQuestion`. A wish keeps its name until it is granted, also over a question, so
 * that asking again cannot branch twice.
 */
export const createTakeBranch = ({
  client,
  random,
  store,
  notify,
  scrubTo,
}: TakeBranchDeps): Pick<AppActions, "takeBranch" | "answerBranchQuestion"> => {
  const take = async (wish: BranchWish, name: ChoiceId, keep: readonly string[]): Promise<boolean> => {
    const answer = await client.send({ ...wish, choiceId: name, keep });
    if (!answer.ok) {
      notify({ tone: "error", text: answer.error.message });
      return false;
    }
    if (answer.value.status === "chosen") {
      if (store.getState().route.type === "session") scrubTo(undefined);
      return true;
    }
    const { kept } = answer.value;
    return new Promise((resolve) => {
      store.setState({
        branchQuestion: {
          kept,
          answer: (agreed) => resolve(agreed ? take(wish, name, [...keep, ...kept.map(({ path }) => path)]) : false),
        },
      });
    });
  };
  return {
    takeBranch: (wish) => {
      store.getState().branchQuestion?.answer(false);
      store.setState({ branchQuestion: undefined });
      return take(wish, choiceId(random.id("choice")), []);
    },
    answerBranchQuestion: (agreed) => {
      const question = store.getState().branchQuestion;
      store.setState({ branchQuestion: undefined });
      question?.answer(agreed);
    },
  };
};
