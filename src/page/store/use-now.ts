import { createContext, useContext, useEffect, useState } from "react";
import { type Clock, systemClock } from "../../kernel/base/clock.ts";

/** The page's clock. */
const ClockContext = createContext<Clock>(systemClock);

/** For components that measure or wait. */
export const useClock = (): Clock => useContext(ClockContext);

/** The wall clock in milliseconds, told again every `everyMs` while `active`. */
export const useNow = (active: boolean, everyMs = 1_000): number => {
  const clock = useContext(ClockContext);
  const [now, setNow] = useState(clock.now);
  useEffect(() => {
    if (!active) return;
    let cancel = (): void => {};
    const tick = (): void => {
      setNow(clock.now());
      cancel = clock.after(everyMs, tick);
    };
    tick();
    return () => cancel();
  }, [clock, active, everyMs]);
  return now;
};
