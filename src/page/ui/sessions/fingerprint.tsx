import { Tooltip } from "radix-ui";
import { Mark, type MarkKind } from "../parts/mark.tsx";

interface Bar {
  readonly kind: MarkKind;
  readonly word: string;
  readonly top: number;
  readonly height: number;
}

/** Height tells kinds apart where colour does not: thinking is tall, reading short, what changes or asks is whole. */
const bars: Readonly<Record<string, Bar>> = {
  m: { kind: "model", word: "model", top: 1, height: 6 },
  r: { kind: "read", word: "read", top: 3, height: 3 },
  w: { kind: "write", word: "write", top: 0, height: 8 },
  n: { kind: "network", word: "network", top: 0, height: 8 },
  a: { kind: "approval", word: "asked", top: 0, height: 8 },
  e: { kind: "error", word: "failed", top: 0, height: 8 },
};
const step = 3;
const mostBars = 39;

const counts = (fingerprint: string): readonly { readonly bar: Bar; readonly count: number }[] =>
  Object.entries(bars)
    .map(([letter, bar]) => ({ bar, count: fingerprint.split(letter).length - 1 }))
    .filter(({ count }) => count > 0);

/** The newest events of a session as a row of bars; resting on it names the kinds with their marks. */
export const Fingerprint = ({ letters }: { readonly letters: string }) => (
  <Tooltip.Root>
    <Tooltip.Trigger asChild>
      <span className="fp" aria-hidden="true">
        <svg
          aria-hidden="true"
          viewBox={`0 0 ${mostBars * step} 8`}
          width={mostBars * step}
          height="8"
          preserveAspectRatio="xMinYMid meet"
        >
          {[...letters.slice(-mostBars)].map((letter, index) => {
            const bar = bars[letter];
            if (bar === undefined) return null;
            return (
              <rect
                // A bar has no name but its place.
                // biome-ignore lint/suspicious/noArrayIndexKey: see above
                key={index}
                className={`k-${bar.kind}`}
                x={index * step}
                y={bar.top}
                width="2"
                height={bar.height}
                rx=".5"
                fill="currentColor"
              />
            );
          })}
        </svg>
      </span>
    </Tooltip.Trigger>
    <Tooltip.Portal>
      <Tooltip.Content className="fp-tip" side="right" sideOffset={8} collisionPadding={8} aria-hidden="true">
        {counts(letters).map(({ bar, count }) => (
          <span key={bar.kind} className="row">
            <Mark kind={bar.kind} size={10} />
            {bar.word} <span className="num dim">{count}</span>
          </span>
        ))}
      </Tooltip.Content>
    </Tooltip.Portal>
  </Tooltip.Root>
);
