import { type ReactNode, useEffect, useState } from "react";
import { useClock, useNow } from "../../store/use-now.ts";
import { formatDuration } from "../parts/time.ts";

/** Nothing new on the screen for this long is worth a word. Signs of life of the connection are not on the screen. */
const quietMs = 30_000;

const StillThinking = ({ since }: { readonly since: number }): ReactNode => {
  const now = useNow(true);
  return (
    <p className="under" role="status" aria-live="off">
      Still thinking: nothing new came for {formatDuration(Math.max(quietMs, Math.floor((now - since) / 1_000) * 1_000))}. Stop
      works at any time.
    </p>
  );
};

/** Says that a model which shows nothing new is still at work. `chars`: how much of its message is there. */
export const SilenceNotice = ({ chars }: { readonly chars: number }): ReactNode => {
  const clock = useClock();
  const [quietSince, setQuietSince] = useState<number>();
  // biome-ignore lint/correctness/useExhaustiveDependencies: each new piece starts the silence again
  useEffect(() => {
    const since = clock.now();
    setQuietSince(undefined);
    return clock.after(quietMs, () => setQuietSince(since));
  }, [clock, chars]);
  return quietSince === undefined ? null : <StillThinking since={quietSince} />;
};
