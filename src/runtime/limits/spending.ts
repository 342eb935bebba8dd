import type { ClockDep } from "../../kernel/base/clock.ts";
import type { Failure } from "../../kernel/base/failure.ts";
import { isJsonObject, type JsonObject, type JsonValue } from "../../kernel/base/json.ts";
import { localDay } from "../../kernel/base/local-day.ts";
import { err, ok, type Result } from "../../kernel/base/result.ts";
import { checkCapChanges, defaultSpendingCaps, type SpendingCaps } from "../../kernel/limits/spending-caps.ts";
import { checkPrice } from "../../kernel/model/check-price.ts";
import { type Price, type PriceDraft, priceKey } from "../../kernel/model/price.ts";
import { catalogPrices } from "../../platform/providers/catalog.ts";
import type { SettingRows } from "../sessions/setting-rows.ts";

/** Caps and prices, in memory and in the settings table. A change is refused whole, or stored and in force. */
export interface SpendingKeeper {
  readonly caps: () => SpendingCaps;
  /** The person's lines first, then the build's, also those that a line of the person's hides. */
  readonly prices: () => readonly Price[];
  /** `null` takes a cap away. Caps that are not named stay. */
  readonly changeCaps: (changes: Partial<SpendingCaps>) => Promise<Result<null, Failure>>;
  /** Adds a line, or replaces the one about the same model and address. What was spent before does not change. */
  readonly setPrice: (price: PriceDraft) => Promise<Result<null, Failure>>;
  /** Takes the person's line away; where the build has one, it holds again. */
  readonly removePrice: (about: Pick<Price, "model" | "origin">) => Promise<Result<null, Failure>>;
}

const maxOwnPrices = 500;

/** Reads stored caps; where they are damaged, the defaults hold. */
const capsFrom = (value: JsonValue | undefined): SpendingCaps => {
  const checked = checkCapChanges(value ?? {});
  return checked.ok ? { ...defaultSpendingCaps, ...checked.value } : defaultSpendingCaps;
};

/** Reads stored prices; a line that is damaged is left out. */
const pricesFrom = (value: JsonValue | undefined): readonly Price[] =>
  (Array.isArray(value) ? value : []).flatMap((line: JsonValue) => {
    const checked = checkPrice(line, isJsonObject(line) && typeof line.since === "string" ? line.since : "");
    return checked.ok ? [checked.value] : [];
  });

const lineOf = ({ rates, longPrompt, ...rest }: Price): JsonObject => ({
  ...rest,
  rates: { ...rates },
  ...(longPrompt === undefined ? {} : { longPrompt: { ...longPrompt } }),
});

const tooMany: Failure = {
  type: "invalid-input",
  message: "There are 500 prices of your own already. Remove one you no longer need, then add this one.",
};

const without = (prices: readonly Price[], about: Pick<Price, "model" | "origin">): readonly Price[] =>
  prices.filter((price) => priceKey(price) !== priceKey(about));

export const openSpending = ({ clock }: ClockDep, rows: SettingRows): SpendingKeeper => {
  const caps = rows.open<SpendingCaps>("spending-caps", { read: capsFrom, write: (value) => ({ ...value }) });
  const own = rows.open<readonly Price[]>("prices", { read: pricesFrom, write: (value) => value.map(lineOf) });
  return {
    caps: caps.get,
    prices: () => [...own.get(), ...catalogPrices],
    changeCaps: async (untrusted) => {
      const checked = checkCapChanges(untrusted);
      return checked.ok ? caps.change((before) => ok({ ...before, ...checked.value })) : checked;
    },
    setPrice: async (untrusted) => {
      const checked = checkPrice(untrusted, localDay(clock.now()));
      if (!checked.ok) return checked;
      return own.change((before) => {
        const after = [checked.value, ...without(before, checked.value)];
        return after.length <= maxOwnPrices ? ok(after) : err(tooMany);
      });
    },
    removePrice: (about) => own.change((before) => ok(without(before, about))),
  };
};
