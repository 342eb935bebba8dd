import type { ReactNode } from "react";
import { isStateMark, Mark, type MarkKind, type StateMarkKind } from "./mark.tsx";

/** A word with its mark. */
export const Chip = ({ kind, children }: { readonly kind?: MarkKind | StateMarkKind; readonly children: ReactNode }) => (
  <span className={kind === undefined || isStateMark(kind) ? "chip" : `chip k k-${kind}`}>
    {kind !== undefined && <Mark kind={kind} size={10} />}
    {children}
  </span>
);
