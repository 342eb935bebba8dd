import { checkPrice } from "../kernel/check-price.ts";
import type { ClockDep } from "../kernel/clock.ts";
import type { Store } from "../kernel/contracts/store.ts";
import type { Failure } from "../kernel/failure.ts";
import { isJsonObject, type JsonObject, type JsonValue } from "../kernel/json.ts";
import { localDay } from "../kernel/local-day.ts";
import { type Price, type PriceDraft, priceKey } from "../kernel/price.ts";
import { err, ok, type Result } from "../kernel/result.ts";
import { checkCapChanges, defaultSpendingCaps, type SpendingCaps } from "../kernel/spending-caps.ts";
import { catalogPrices } from "../platform/providers/catalog.ts";

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

interface Kept {
  readonly caps: SpendingCaps;
  readonly own: readonly Price[];
}

export const openSpending = async ({ clock }: ClockDep, store: Store, onChange: () => void): Promise<SpendingKeeper> => {
  const read = async (key: string): Promise<JsonValue | undefined> => {
    const row = await store.get("settings", key);
    return row.ok ? row.value?.value : undefined;
  };
  let kept: Kept = { caps: capsFrom(await read("spending-caps")), own: pricesFrom(await read("prices")) };
  let last: Promise<unknown> = Promise.resolve();

  /** One change after the other, so that none is made from what another replaces. */
  const change = (key: "spending-caps" | "prices", next: (before: Kept) => Result<Kept, Failure>) => {
    const work = async (): Promise<Result<null, Failure>> => {
      const after = next(kept);
      if (!after.ok) return after;
      const value = key === "prices" ? after.value.own.map(lineOf) : { ...after.value.caps };
      const effects = [{ type: "put", table: "settings", row: { key, value } }] as const;
      const stored = await store.append({ entries: [], effects, expects: [], durability: "strict" });
      if (!stored.ok) return stored;
      kept = after.value;
      onChange();
      return ok(null);
    };
    const result = last.then(work);
    last = result;
    return result;
  };

  const without = (prices: readonly Price[], about: Pick<Price, "model" | "origin">): readonly Price[] =>
    prices.filter((price) => priceKey(price) !== priceKey(about));

  return {
    caps: () => kept.caps,
    prices: () => [...kept.own, ...catalogPrices],
    changeCaps: async (untrusted) => {
      const checked = checkCapChanges(untrusted);
      if (!checked.ok) return checked;
      return change("spending-caps", (before) => ok({ ...before, caps: { ...before.caps, ...checked.value } }));
    },
    setPrice: async (untrusted) => {
      const checked = checkPrice(untrusted, localDay(clock.now()));
      if (!checked.ok) return checked;
      return change("prices", (before) => {
        const own = [checked.value, ...without(before.own, checked.value)];
        if (own.length <= maxOwnPrices) return ok({ ...before, own });
        return err({
          type: "invalid-input",
          message: "There are 500 prices of your own already. Remove one you no longer need, then add this one.",
        });
      });
    },
    removePrice: async (about) => change("prices", (before) => ok({ ...before, own: without(before.own, about) })),
  };
};
