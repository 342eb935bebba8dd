import { TriangleAlert } from "lucide-react";
import type { ReactNode } from "react";
import type { Approval } from "../../../kernel/rules/approval.ts";
import { Icon } from "../parts/icon.tsx";
import { placeWords } from "../parts/place-words.ts";
import { RevealedText } from "../parts/revealed-text.tsx";
import { sourcesOf } from "./describe-approval.ts";

/** Which text from outside the agent had read when it asked: the place, the step that brought it in, and a piece of it. */
export const TextSources = ({ approval }: { readonly approval: Approval }): ReactNode => {
  const sources = sourcesOf(approval);
  if (sources.length === 0) return null;
  return (
    <div className="warn">
      <Icon of={TriangleAlert} size={15} />
      <div className="sources">
        <p>Others wrote some of what the agent had read by then. This may be what they want, not what you want.</p>
        <ul aria-label="Text from outside">
          {sources.map(({ origin, step, excerpt }) => (
            <li key={placeWords(origin)}>
              <p>
                From <RevealedText text={placeWords(origin)} />
                {step !== undefined && (
                  <>
                    {" "}
                    by the step “<RevealedText text={step} />”
                  </>
                )}
                {excerpt === undefined ? "." : ":"}
              </p>
              {excerpt !== undefined && (
                // biome-ignore lint/a11y/noNoninteractiveTabindex: a long one scrolls, and the keyboard must reach it
                <blockquote dir="auto" tabIndex={0}>
                  <RevealedText text={excerpt} />
                </blockquote>
              )}
            </li>
          ))}
        </ul>
      </div>
    </div>
  );
};
