import type { ReactNode } from "react";
import type { Hash } from "../../../kernel/base/canonical.ts";
import { entityIdAt } from "../../../kernel/memory/graph.ts";
import { graphChanges } from "../../../kernel/memory/graph-changes.ts";
import { readEntityText, type StoredEntity } from "../../../kernel/memory/graph-file.ts";
import type { Content } from "../../../kernel/rules/inspection.ts";
import { RevealedText } from "./revealed-text.tsx";
import { useAnswer } from "./use-answer.ts";

const nothing: Content = { type: "text", text: "", sizeBytes: 0 };

/** What a content says of an entity; undefined where that cannot be told. */
const storedIn = (id: string, hash: Hash | null, content: Content): StoredEntity | null | undefined => {
  if (hash === null) return null;
  const stored = content.type === "text" ? readEntityText(id, content.text) : undefined;
  return stored?.ok === true ? stored.value : undefined;
};

const useContent = (hash: Hash | null): Content | undefined => {
  // What is not there need not be asked for; an empty hash names nothing.
  const asked = useAnswer({ type: "read-content", hash: hash ?? ("" as Hash) }, `${hash}`);
  if (hash === null) return nothing;
  return asked.status === "ready" && asked.key === hash ? asked.value : undefined;
};

/** What a change of an entity's file says, as sentences: what is true from then on, and what no longer. */
export const GraphSentences = ({
  path,
  before,
  after,
}: {
  readonly path: string;
  readonly before: Hash | null;
  readonly after: Hash | null;
}): ReactNode => {
  const [was, is] = [useContent(before), useContent(after)];
  const id = entityIdAt(path);
  if (id === undefined || was === undefined || is === undefined) return null;
  const [old, current] = [storedIn(id, before, was), storedIn(id, after, is)];
  if (old === undefined || current === undefined) return <p className="diff-note">This is no entity of the graph any more.</p>;
  const changes = graphChanges(old, current);
  if (changes.length === 0) return <p className="diff-note">The same is said as before; its evidence or weight is another.</p>;
  return (
    <ul className="diff-sentences" aria-label={`What changes of ${id}`}>
      {changes.map(({ sign, text }) => (
        <li key={`${sign}${text}`}>
          <b className={sign === "+" ? "add" : "del"} aria-hidden="true">
            {sign}
          </b>
          <span>
            <span className="sr">{sign === "+" ? "added " : "taken out "}</span>
            <RevealedText text={text} />
          </span>
        </li>
      ))}
    </ul>
  );
};
