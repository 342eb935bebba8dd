import { assertNever } from "../../kernel/base/result.ts";
import type { Hooks } from "../../kernel/contracts/hooks.ts";
import type { Guardrail } from "../../kernel/rules/guardrail.ts";
import type { GuardrailDeps } from "./compile-guardrail.ts";

/** Most people write none, so what carries them out is loaded with the first that is asked. */
const load = async (guardrail: Guardrail, deps: GuardrailDeps): Promise<Omit<Hooks, "name">> =>
  (await import("./compile-guardrail.ts")).compileGuardrail(guardrail, deps);

/**
 * A guardrail as hooks. Its pattern is compiled at its first use; one that cannot be compiled throws at every use, which closes
 * whatever it guards.
 */
export const guardrailHooks = (guardrail: Guardrail, deps: GuardrailDeps): Hooks => {
  const { name, type } = guardrail;
  let compiled: Promise<Omit<Hooks, "name">> | undefined;
  const ready = (): Promise<Omit<Hooks, "name">> => {
    // What failed because a part of the app could not be loaded may load the next time.
    compiled ??= load(guardrail, deps).catch((cause: unknown) => {
      compiled = undefined;
      throw cause;
    });
    return compiled;
  };
  switch (type) {
    case "request":
      return { name, beforeRequest: async (...asked) => (await ready()).beforeRequest?.(...asked) ?? { type: "proceed" } };
    case "answer":
      return { name, onAnswer: async (...asked) => (await ready()).onAnswer?.(...asked) ?? { type: "accept" } };
    case "call":
    case "egress":
    case "repetition":
    case "review":
      return { name, beforeTool: async (...asked) => (await ready()).beforeTool?.(...asked) ?? { type: "allow" } };
    default:
      return assertNever(type);
  }
};
