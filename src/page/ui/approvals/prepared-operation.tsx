import type { ReactNode } from "react";
import type { PreparedOperation } from "../../../kernel/tools/operation.ts";
import { useNow } from "../../store/use-now.ts";
import { RevealedText } from "../parts/revealed-text.tsx";
import { formatDuration } from "../parts/time.ts";

const validWords = (leftMs: number | undefined): string => {
  if (leftMs === undefined) return "It holds until its revision changes.";
  return leftMs <= 0 ? "It has expired." : `It expires in ${formatDuration(Math.ceil(leftMs / 1_000) * 1_000)}.`;
};

/** What exactly would be carried out, as its tool prepared it. */
export const Prepared = ({ prepared }: { readonly prepared: PreparedOperation }): ReactNode => {
  const { snapshot, revision, expiresAt } = prepared;
  const now = useNow(expiresAt !== undefined);
  return (
    <div className="prepared">
      <p className="lb">Exactly this is carried out, or nothing</p>
      <ol>
        {String(snapshot)
          .split("\n")
          .map((line, place) => (
            // biome-ignore lint/suspicious/noArrayIndexKey: the lines of one snapshot never move
            <li key={place}>
              <RevealedText text={line} />
            </li>
          ))}
      </ol>
      <p className="meta">
        Revision <code>{String(revision)}</code>. {validWords(expiresAt === undefined ? undefined : expiresAt - now)}
      </p>
    </div>
  );
};
