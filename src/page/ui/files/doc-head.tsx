import { ArrowDownToLine } from "lucide-react";
import type { ReactNode } from "react";
import type { OutsideOrigin } from "../../../kernel/rules/origin.ts";
import { Icon } from "../parts/icon.tsx";
import { fromWords } from "../parts/place-words.ts";
import { RevealedText } from "../parts/revealed-text.tsx";
import { formatBytes } from "../parts/time.ts";

/** Which file it is, how large, from where, and what can be done with it here. */
export const DocHead = ({
  path,
  sizeBytes,
  origins = [],
  children,
}: {
  readonly path: string;
  readonly sizeBytes: number | undefined;
  readonly origins?: readonly OutsideOrigin[] | undefined;
  readonly children?: ReactNode;
}): ReactNode => (
  <>
    <header className="doc-head">
      <span className="doc-path mono grow" title={path}>
        <span className="trunc dim">
          <RevealedText text={path.slice(0, path.lastIndexOf("/") + 1)} />
        </span>
        <span className="trunc">
          <RevealedText text={path.slice(path.lastIndexOf("/") + 1)} />
        </span>
      </span>
      {sizeBytes !== undefined && <span className="meta">{formatBytes(sizeBytes)}</span>}
      {children}
    </header>
    {origins.length > 0 && (
      <p className="doc-from">
        <Icon of={ArrowDownToLine} size={12} /> <RevealedText text={`${fromWords(origins)}: others wrote it, or some of it.`} />
      </p>
    )}
  </>
);
