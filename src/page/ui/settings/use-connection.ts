import { useState } from "react";
import type { Endpoint } from "../../../kernel/endpoint.ts";
import type { ConnectionGuide, ConnectionVerdict } from "../../../kernel/inspection.ts";
import type { ModelChoice, RemoteProvider } from "../../../kernel/model.ts";
import { useActions } from "../../store/use-app.ts";

export type Check =
  | { readonly status: "idle" }
  | { readonly status: "checking" }
  | { readonly status: "works"; readonly sentence: string; readonly models: readonly string[]; readonly chosen: string }
  | { readonly status: "fails"; readonly message: string; readonly guide?: ConnectionGuide };

export interface CheckHooks {
  /** The worker holds the key, which may then leave its field. */
  readonly onKeyHeld: () => void;
  readonly onChosen: (model: string) => void;
}

/**
 * Gives the key, asks the endpoint, and lets the model answer from then on: in this order, so that a key is never kept for an
 * address that was not meant, and no model is chosen that cannot be reached.
 */
export const useConnection = (provider: RemoteProvider) => {
  const { send } = useActions();
  const [check, setCheck] = useState<Check>({ status: "idle" });

  const choose = async (choice: ModelChoice): Promise<boolean> => {
    const chosen = await send({ type: "choose-model", choice });
    if (!chosen.ok) setCheck({ status: "fails", message: chosen.error.message });
    return chosen.ok;
  };
  const settle = async (verdict: ConnectionVerdict, baseUrl: string, wanted: string, hooks: CheckHooks): Promise<void> => {
    if (verdict.type === "fails") {
      const { failure, guide } = verdict;
      return setCheck({ status: "fails", message: failure.message, ...(guide === undefined ? {} : { guide }) });
    }
    const { models, sentence } = verdict;
    const model = wanted === "" ? (models[0] ?? "") : wanted;
    if (model === "")
      return setCheck({ status: "works", sentence: `${sentence} Write the name of the model to use.`, models, chosen: "" });
    if (!(await choose({ provider, baseUrl, model }))) return;
    hooks.onChosen(model);
    setCheck({ status: "works", sentence, models, chosen: model });
  };
  const run = async ({ baseUrl, origin }: Endpoint, key: string, model: string, hooks: CheckHooks): Promise<void> => {
    setCheck({ status: "checking" });
    if (key !== "") {
      const given = await send({ type: "give-key", origin, key });
      if (!given.ok) return setCheck({ status: "fails", message: given.error.message });
      hooks.onKeyHeld();
    }
    const answer = await send({ type: "check-connection", provider, baseUrl });
    if (!answer.ok) return setCheck({ status: "fails", message: answer.error.message });
    await settle(answer.value, baseUrl, model, hooks);
  };
  return { check, run, choose, reset: () => setCheck({ status: "idle" }) };
};
