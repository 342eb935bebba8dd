import { useCallback, useEffect, useRef, useState } from "react";
import type { Failure } from "../../../kernel/base/failure.ts";
import type { AnswerValue, Command } from "../../store/answer-value.ts";
import { useActions } from "../../store/use-app.ts";

/** What is known of a question to the worker. While a later question is on its way, what was known before stays. */
export type Asked<Value> =
  | { readonly status: "loading" }
  | { readonly status: "ready"; readonly value: Value; readonly key: string }
  | { readonly status: "failed"; readonly failure: Failure; readonly key: string; readonly retry: () => void };

/**
 * Asks the worker whenever `key` changes, and never twice at once: of the questions that come up while one is on its way only
 * the newest is asked, so dragging through a run cannot pile them up. `key` names everything that the command depends on. Without
 * a command nothing is asked and nothing known.
 */
export const useAnswer = <C extends Command>(command: C | undefined, key: string): Asked<AnswerValue<C>> => {
  const { send } = useActions();
  const [asked, setAsked] = useState<Asked<AnswerValue<C>>>({ status: "loading" });
  const wanted = useRef({ command, key });
  const busy = useRef(false);
  const mounted = useRef(true);
  wanted.current = { command, key };

  useEffect(() => {
    mounted.current = true;
    return () => {
      mounted.current = false;
    };
  }, []);
  const ask = useCallback(async (): Promise<void> => {
    if (busy.current) return;
    busy.current = true;
    for (let isCurrent = false; !isCurrent && mounted.current; ) {
      const asking = wanted.current;
      if (asking.command === undefined) {
        setAsked({ status: "loading" });
        break;
      }
      const answer = await send(asking.command);
      isCurrent = wanted.current.key === asking.key;
      if (!isCurrent || !mounted.current) continue;
      // The protocol pairs the command with its answer; the ref forgets which one it is.
      if (answer.ok) setAsked({ status: "ready", value: answer.value as AnswerValue<C>, key: asking.key });
      else setAsked({ status: "failed", failure: answer.error, key: asking.key, retry: () => void ask() });
    }
    busy.current = false;
  }, [send]);
  // biome-ignore lint/correctness/useExhaustiveDependencies: the key stands for the command
  useEffect(() => void ask(), [key, ask]);
  return asked;
};
