import type { Seq } from "../../../kernel/base/ids.ts";
import type { LogEntry } from "../../../kernel/log/log-entry.ts";

/** Neighbouring entries that the active branch does not pass, by their first and last place in `entries`. */
export const elsewhereStretches = (
  entries: readonly LogEntry[],
  elsewhere: ReadonlySet<Seq>,
): readonly { readonly from: number; readonly to: number }[] => {
  const stretches: { readonly from: number; to: number }[] = [];
  if (elsewhere.size === 0) return stretches;
  for (const [index, { seq }] of entries.entries()) {
    if (!elsewhere.has(seq)) continue;
    const last = stretches.at(-1);
    if (last?.to === index - 1) last.to = index;
    else stretches.push({ from: index, to: index });
  }
  return stretches;
};
