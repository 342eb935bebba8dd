import type { ReactElement } from "react";

/** The eight kinds of event, and the states that are no kind. One shape each, wherever they appear. */
export type MarkKind = "model" | "read" | "write" | "network" | "memory" | "graph" | "approval" | "error";
export type StateMarkKind = "user" | "done" | "running" | "stopped" | "denied" | "interrupted" | "idle";

const stroke = { fill: "none", stroke: "currentColor", strokeLinecap: "round" } as const;

const shapes: Readonly<Record<MarkKind | StateMarkKind, ReactElement>> = {
  model: <circle cx="6" cy="6" r="4.1" fill="currentColor" />,
  read: <circle cx="6" cy="6" r="3.6" {...stroke} strokeWidth="1.7" />,
  write: <rect x="2.1" y="2.1" width="7.8" height="7.8" rx="1" fill="currentColor" />,
  network: <path d="M6 1.5 11 10.2H1Z" fill="currentColor" stroke="currentColor" strokeLinejoin="round" strokeWidth=".8" />,
  memory: <path d="M1.6 10.4C1.2 4.6 4.6 1.4 10.6 1.6 10.9 7.6 7.6 10.9 1.6 10.4Z" fill="currentColor" />,
  graph: <path d="M6 1.2 10.2 3.6v4.8L6 10.8 1.8 8.4V3.6Z" fill="currentColor" />,
  approval: (
    <>
      <circle cx="6" cy="6" r="4.1" {...stroke} strokeWidth="1.5" />
      <path d="M6 2.2a3.8 3.8 0 0 1 0 7.6Z" fill="currentColor" />
    </>
  ),
  error: <path d="m2.6 2.6 6.8 6.8m0-6.8L2.6 9.4" {...stroke} strokeWidth="2.1" />,
  user: (
    <>
      <circle cx="6" cy="6" r="4" {...stroke} strokeWidth="1.4" />
      <circle cx="6" cy="6" r="1.5" fill="currentColor" />
    </>
  ),
  done: <path d="m2.2 6.4 2.6 2.7 5-6" {...stroke} strokeLinejoin="round" strokeWidth="1.6" />,
  running: (
    <>
      <circle cx="6" cy="6" r="4.4" {...stroke} strokeWidth="1.2" strokeDasharray="2.2 2.4" />
      <circle cx="6" cy="6" r="2" fill="currentColor" />
    </>
  ),
  stopped: <rect x="2.4" y="2.4" width="7.2" height="7.2" rx="1" {...stroke} strokeWidth="1.5" />,
  denied: (
    <>
      <circle cx="6" cy="6" r="4.2" {...stroke} strokeWidth="1.5" />
      <path d="M3.2 3.2 8.8 8.8" {...stroke} strokeWidth="1.5" />
    </>
  ),
  interrupted: <path d="M2 6h2.4l1.2-3 1.4 6 1-3h2" {...stroke} strokeLinejoin="round" strokeWidth="1.4" />,
  idle: <circle cx="6" cy="6" r="3.4" {...stroke} strokeWidth="1.6" />,
};

const colours: Readonly<Record<StateMarkKind, string>> = {
  user: "k-model",
  done: "live",
  running: "live",
  stopped: "k-neutral",
  denied: "k-error",
  interrupted: "k-approval",
  idle: "live",
};

export const isStateMark = (kind: MarkKind | StateMarkKind): kind is StateMarkKind => kind in colours;

/** Decorative: the word that goes with it is written beside it, or is the `sr` text of whoever draws it. */
export const Mark = ({ kind, size = 12 }: { readonly kind: MarkKind | StateMarkKind; readonly size?: number }) => (
  <svg
    className={`mk ${isStateMark(kind) ? colours[kind] : `k-${kind}`}`}
    width={size}
    height={size}
    viewBox="0 0 12 12"
    aria-hidden="true"
    focusable="false"
  >
    {shapes[kind]}
  </svg>
);
