import { lazy, type ReactNode, Suspense, useState } from "react";
import type { Seq } from "../../../kernel/base/ids.ts";
import { AskedFailure } from "../parts/asked-failure.tsx";
import { Button } from "../parts/button.tsx";
import { RevealedText } from "../parts/revealed-text.tsx";
import { formatCount } from "../parts/time.ts";
import { useAnswer } from "../parts/use-answer.ts";

const StoreChart = lazy(async () => ({ default: (await import("./store-chart.tsx")).StoreChart }));

const Body = ({
  asOf,
  at,
  moment,
  onMerge,
}: {
  readonly at: Seq | undefined;
  readonly asOf: number | undefined;
  readonly moment: string;
  readonly onMerge: ((memoryIds: readonly string[]) => void) | undefined;
}): ReactNode => {
  const asked = useAnswer(
    { type: "read-memory-overview", ...(at === undefined ? {} : { at }), ...(asOf === undefined ? {} : { asOf }) },
    moment,
  );
  if (asked.status === "failed") return <AskedFailure asked={asked} />;
  if (asked.status === "loading") return <p className="meta">Reading how it fades…</p>;
  const { alike, curve } = asked.value;
  return (
    <>
      <Suspense fallback={<p className="meta">Drawing…</p>}>
        <StoreChart curve={curve} />
      </Suspense>
      {alike.length > 0 && (
        <section aria-label="Say nearly the same">
          <h3>Say nearly the same</h3>
          <ul className="mem-alike">
            {alike.map(({ memoryIds, text }) => (
              <li key={memoryIds.join(" ")}>
                <span className="grow trunc">
                  <RevealedText text={text} />
                </span>
                <span className="meta">{formatCount(memoryIds.length, "memory", "memories")}</span>
                {onMerge !== undefined && (
                  <Button aria-label={`Make one of ${memoryIds.length}: ${text.slice(0, 60)}`} onClick={() => onMerge(memoryIds)}>
                    Make one
                  </Button>
                )}
              </li>
            ))}
          </ul>
        </section>
      )}
    </>
  );
};

/** What is remembered as a whole: how it fades, and what in it says the same. Asked for when it is opened. */
export const MemoryOverview = (props: Parameters<typeof Body>[0]): ReactNode => {
  const [isOpen, setOpen] = useState(false);
  return (
    <details className="mem-overview" onToggle={(event) => setOpen(event.currentTarget.open)}>
      <summary>How all of it fades</summary>
      {isOpen && <Body {...props} />}
    </details>
  );
};
