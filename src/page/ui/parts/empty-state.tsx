import type { ReactNode } from "react";
import { Mark, type MarkKind } from "./mark.tsx";

/** What a view says before there is anything in it: a bell jar with the kind's mark, a title, one sentence, at most one button. */
export const EmptyState = ({
  kind,
  title,
  text,
  level = "h3",
  children,
}: {
  readonly kind: MarkKind;
  readonly title: string;
  readonly text: string;
  readonly level?: "h1" | "h2" | "h3";
  readonly children?: ReactNode;
}) => {
  const Heading = level;
  return (
    <div className="empty">
      <div className="empty-art dim">
        <svg
          width="56"
          height="56"
          viewBox="0 0 56 56"
          fill="none"
          stroke="currentColor"
          strokeWidth="1.25"
          strokeLinecap="round"
          aria-hidden="true"
        >
          <path d="M10 50V26a18 18 0 0 1 36 0v24M4 50.5h48" />
          <path d="M28 50V36" strokeDasharray="1.5 3.5" />
        </svg>
        <Mark kind={kind} size={16} />
      </div>
      <Heading className="title">{title}</Heading>
      <p>{text}</p>
      {children}
    </div>
  );
};
