import { type ReactNode, useState } from "react";
import type { Hash } from "../../../kernel/base/canonical.ts";
import { assertNever } from "../../../kernel/base/result.ts";
import type { Artifact } from "../../../kernel/files/artifact.ts";
import type { Content } from "../../../kernel/rules/inspection.ts";
import { AskedFailure } from "../parts/asked-failure.tsx";
import { CappedText } from "../parts/capped-text.tsx";
import { formatBytes } from "../parts/time.ts";
import { useAnswer } from "../parts/use-answer.ts";
import { useSaveContent } from "../parts/use-save-content.ts";

const Whole = ({ content, hash }: { readonly content: Content; readonly hash: Hash }): ReactNode => {
  const save = useSaveContent();
  switch (content.type) {
    case "text":
      return <CappedText text={content.text} />;
    case "too-large":
    case "binary":
      return (
        <p className="nothing">
          It has {formatBytes(content.sizeBytes)}, too much to show here. It is kept; the agent can read it in parts.{" "}
          <button type="button" className="linked" onClick={() => void save("/output.txt", hash)}>
            Save all of it
          </button>
        </p>
      );
    case "missing":
      return <p className="nothing">The whole output is not in the workspace any more.</p>;
    default:
      return assertNever(content);
  }
};

const Asked = ({ hash }: Artifact): ReactNode => {
  const asked = useAnswer({ type: "read-content", hash }, hash);
  switch (asked.status) {
    case "failed":
      return <AskedFailure asked={asked} />;
    case "ready":
      return <Whole content={asked.value} hash={hash} />;
    case "loading":
      return <p className="nothing">Reading the output…</p>;
    default:
      return assertNever(asked);
  }
};

interface WholeOutputProps {
  readonly artifact: Artifact;
  /** What the model got of it. */
  readonly children: ReactNode;
}

/** An output of which the model got beginning and end: the whole of it takes their place when it is asked for. */
export const WholeOutput = ({ artifact, children }: WholeOutputProps): ReactNode => {
  const [isOpen, setOpen] = useState(false);
  return (
    <>
      <button type="button" className="btn quiet" aria-pressed={isOpen} onClick={() => setOpen(!isOpen)}>
        Whole output, {formatBytes(artifact.bytes)}
      </button>
      {isOpen ? <Asked {...artifact} /> : children}
    </>
  );
};
