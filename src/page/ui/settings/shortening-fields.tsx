import { type ReactNode, useState } from "react";
import type { ShorteningStrategy } from "../../../kernel/conversation/compaction.ts";
import { useActions } from "../../store/use-app.ts";
import { AskedFailure } from "../parts/asked-failure.tsx";
import { InlineSelect } from "../parts/select.tsx";
import { useAnswer } from "../parts/use-answer.ts";

const choices: readonly { readonly value: ShorteningStrategy; readonly label: string }[] = [
  { value: "model", label: "the model of the run" },
  { value: "facts", label: "rules: names and sentences" },
  { value: "episodes", label: "rules: five turns at a time" },
];

/** Who writes what stands for the older part of a long conversation. */
export const ShorteningFields = (): ReactNode => {
  const [times, setTimes] = useState(0);
  const { notify, send } = useActions();
  const asked = useAnswer({ type: "read-shortening" }, String(times));
  const change = async (strategy: ShorteningStrategy): Promise<void> => {
    const answer = await send({ type: "change-shortening", strategy });
    if (!answer.ok) notify({ tone: "error", text: answer.error.message });
    setTimes((before) => before + 1);
  };
  return (
    <fieldset className="fs">
      <legend>Long conversations</legend>
      <p className="ink2">
        Before a conversation is too long for its model, its older part is replaced by a summary; nothing of it is lost. A model
        writes the best one, and takes tokens for it. Rules ask nobody, cost nothing, and always write the same.
      </p>
      {asked.status === "failed" && <AskedFailure asked={asked} />}
      {asked.status === "ready" && (
        <div className="row wrap">
          <InlineSelect
            label="Written by"
            showLabel
            choices={choices}
            value={asked.value.strategy}
            onChange={(strategy) => void change(strategy)}
          />
        </div>
      )}
    </fieldset>
  );
};
