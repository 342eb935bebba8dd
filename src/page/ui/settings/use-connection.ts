import { useRef, useState } from "react";
import type { Endpoint } from "../../../kernel/model/endpoint.ts";
import type { ModelChoice, RemoteProvider } from "../../../kernel/model/model.ts";
import type { ConnectionGuide, ConnectionVerdict } from "../../../kernel/rules/inspection.ts";
import { useActions } from "../../store/use-app.ts";
import { endpointName } from "../../store/views/answering-model.ts";

export type Check =
  | { readonly status: "idle" }
  | { readonly status: "checking" }
  | { readonly status: "works"; readonly sentence: string; readonly chosen: string }
  | { readonly status: "fails"; readonly message: string; readonly guide?: ConnectionGuide };

export interface Asking {
  readonly provider: RemoteProvider;
  readonly endpoint: Endpoint;
  /** The model in its field, when the answer is there. */
  readonly wanted: () => string;
  /** Which of the offered models is chosen where none is named; "" when that is the person's to say. */
  readonly suggest: (models: readonly string[]) => string;
  readonly onChosen: (model: string) => void;
}

/**
 * Gives keys, asks an endpoint, and lets the model answer from then on: in this order, so that a key is never kept for an
 * address that was not meant, and no model is chosen that cannot be reached.
 */
export const useConnection = () => {
  const { send, keepModelList } = useActions();
  const [check, setCheck] = useState<Check>({ status: "idle" });
  const giving = useRef<Promise<boolean>>(Promise.resolve(true));
  const asked = useRef(0);

  const fail = (message: string): false => {
    setCheck({ status: "fails", message });
    return false;
  };
  const giveKey = (origin: string, key: string): void => {
    giving.current = send({ type: "give-key", origin, key }).then((given) => given.ok || fail(given.error.message));
  };
  const choose = async (choice: ModelChoice & { readonly provider: RemoteProvider }, sentence = ""): Promise<boolean> => {
    const chosen = await send({ type: "choose-model", choice });
    if (!chosen.ok) return fail(chosen.error.message);
    setCheck({ status: "works", sentence, chosen: choice.model });
    return true;
  };
  const settle = async (verdict: ConnectionVerdict, asking: Asking): Promise<void> => {
    if (verdict.type === "fails") {
      const { failure, guide } = verdict;
      return setCheck({ status: "fails", message: failure.message, ...(guide === undefined ? {} : { guide }) });
    }
    const { models, sentence } = verdict;
    const { provider, endpoint, onChosen } = asking;
    keepModelList(endpointName(provider, endpoint.baseUrl), models);
    const model = asking.wanted() === "" ? asking.suggest(models) : asking.wanted();
    const next = models.length === 0 ? "Write the name of the model to use." : "Choose the model below.";
    if (model === "") return setCheck({ status: "works", sentence: `${sentence} ${next}`, chosen: "" });
    if (await choose({ provider, baseUrl: endpoint.baseUrl, model }, sentence)) onChosen(model);
  };
  const run = async (asking: Asking): Promise<void> => {
    asked.current += 1;
    const mine = asked.current;
    setCheck({ status: "checking" });
    if (!(await giving.current)) return;
    const { provider, endpoint } = asking;
    const answer = await send({ type: "check-connection", provider, baseUrl: endpoint.baseUrl });
    // Another check, or another address, took its place.
    if (mine !== asked.current) return;
    if (!answer.ok) return setCheck({ status: "fails", message: answer.error.message });
    await settle(answer.value, asking);
  };
  const reset = (): void => {
    asked.current += 1;
    setCheck({ status: "idle" });
  };
  return { check, giveKey, run, choose, reset };
};
