import { createLineMatcher } from "../../engine/files/search/line-matcher.ts";
import type { Failure } from "../../kernel/base/failure.ts";
import type { JsonValue } from "../../kernel/base/json.ts";
import { err, ok, type Result } from "../../kernel/base/result.ts";
import type { Hooks } from "../../kernel/contracts/hooks.ts";
import { checkGuardrail, type Guardrail, guardrailsFrom, maxGuardrails } from "../../kernel/rules/guardrail.ts";
import type { SettingRows } from "../sessions/setting-rows.ts";
import type { GuardrailDeps } from "./compile-guardrail.ts";
import { guardrailHooks } from "./guardrail-hooks.ts";

/** The person's guardrails, in memory and in the settings table. A change is refused whole, or stored and in force. */
export interface GuardrailKeeper {
  /** In the order in which they are asked. */
  readonly get: () => readonly Guardrail[];
  /** Those that are on, as hooks. The same list until something changes. */
  readonly hooks: () => readonly Hooks[];
  /** Adds one behind the others, or replaces the one of the same id in its place. A pattern that cannot be read is refused. */
  readonly set: (guardrail: Guardrail) => Promise<Result<null, Failure>>;
  readonly remove: (guardrailId: string) => Promise<Result<null, Failure>>;
}

const withOne = (before: readonly Guardrail[], one: Guardrail): readonly Guardrail[] =>
  before.some(({ guardrailId }) => guardrailId === one.guardrailId)
    ? before.map((old) => (old.guardrailId === one.guardrailId ? one : old))
    : [...before, one];

const tooMany: Failure = {
  type: "invalid-input",
  message: `There are ${maxGuardrails} guardrails already. Nothing was stored; remove one first.`,
};

/** Stored guardrails that are damaged are left out. */
export const openGuardrails = (rows: SettingRows, deps: GuardrailDeps): GuardrailKeeper => {
  const setting = rows.open<readonly Guardrail[]>("guardrails", {
    read: guardrailsFrom,
    write: (value) => value as unknown as JsonValue,
  });
  let compiled: { readonly from: readonly Guardrail[]; readonly hooks: readonly Hooks[] } | undefined;
  return {
    get: setting.get,
    hooks: () => {
      const from = setting.get();
      if (compiled?.from !== from)
        compiled = { from, hooks: from.filter(({ isOn }) => isOn).map((one) => guardrailHooks(one, deps)) };
      return compiled.hooks;
    },
    set: async (untrusted) => {
      const checked = checkGuardrail(untrusted as unknown as JsonValue);
      if (!checked.ok) return checked;
      const matcher = await createLineMatcher(checked.value.pattern);
      if (!matcher.ok)
        return err({ type: "invalid-input", message: `${matcher.error} Nothing was stored; correct the pattern.` });
      return setting.change((before) => {
        const changed = withOne(before, checked.value);
        return changed.length > maxGuardrails ? err(tooMany) : ok(changed);
      });
    },
    remove: (id) => setting.change((before) => ok(before.filter(({ guardrailId }) => guardrailId !== id))),
  };
};
