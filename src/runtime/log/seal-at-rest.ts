import type { ClockDep } from "../../kernel/base/clock.ts";
import type { Store } from "../../kernel/contracts/store.ts";

/** How long after the end of a run its entries are sealed, so that no run waits for it. */
const restMs = 30_000;

/** Has the log sealed once a run is over and some time has passed. Returns the way to stop. */
export const sealAtRest = ({
  clock,
  seal,
  store,
}: ClockDep & { readonly store: Store; readonly seal: () => Promise<unknown> }): (() => void) => {
  let cancel = (): void => {};
  const stop = store.subscribe((entries) => {
    if (!entries.some(({ event }) => event.type === "run-ended")) return;
    cancel();
    // A seal that is not written now is written with the next one, or when the log is looked at.
    cancel = clock.after(restMs, () => void seal().catch(() => undefined));
  });
  return () => {
    stop();
    cancel();
  };
};
