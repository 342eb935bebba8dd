import type { HookPoint } from "../contracts/hooks.ts";
import type { ReachedCap } from "../limits/limits.ts";
import type { StageName } from "../limits/tool-limits.ts";
import type { TurnSummary } from "../log/event.ts";

/** Why no answer could be read, as far as that can be told from inside a page. */
export type NetworkCause =
  | "offline"
  /** Neither the server nor the page's own host answers. */
  | "connection-down"
  /** A host that is known to exist does not answer: an extension, a filter or a firewall stands between. */
  | "blocked"
  /** Nothing answers under this name. */
  | "unknown-host"
  /** It answered before or answers again: the connection broke. */
  | "connection-lost"
  /** The server does not let pages read its answers. */
  | "cors"
  /** It lets pages read its answers, but not the one to this key. */
  | "hidden-refusal"
  /** Nothing answers on this computer. */
  | "not-running"
  /** A server on this computer does not list this page among those that may call it. */
  | "origin-not-allowed"
  | "mixed-content"
  | "local-network"
  | "redirect"
  | "foreign-origin";

/**
 * Everything that can go wrong in a way somebody foresaw, as plain data: it is stored, sent and shown.
 * `message` says what was tried, what happened to the data, and what the person can do next; secrets are
 * removed where the failure is made.
 */
export type Failure =
  | { readonly type: "rate-limited"; readonly message: string; readonly retryAfterMs?: number }
  | { readonly type: "overloaded"; readonly message: string; readonly status: number; readonly retryAfterMs?: number }
  | { readonly type: "unauthorized"; readonly message: string; readonly status: number }
  | { readonly type: "not-found"; readonly message: string }
  | { readonly type: "bad-request"; readonly message: string; readonly status: number }
  | { readonly type: "context-overflow"; readonly message: string }
  | { readonly type: "content-refused"; readonly message: string }
  /** The browser refused or could not reach the host: offline, CORS, mixed content, name, local network. */
  | { readonly type: "network"; readonly message: string; readonly cause?: NetworkCause }
  /** The answer was cut off or is not what the protocol says; `excerpt` is at most 200 characters of it. */
  | { readonly type: "wire"; readonly message: string; readonly excerpt?: string }
  /** `status`: the server itself gave up waiting. */
  | { readonly type: "timed-out"; readonly message: string; readonly status?: number; readonly retryAfterMs?: number }
  | { readonly type: "tool"; readonly message: string }
  | { readonly type: "invalid-input"; readonly message: string }
  | { readonly type: "denied"; readonly message: string }
  /** The same call came again and again with the same result; the run is paused and can go on. */
  | { readonly type: "looks-stuck"; readonly message: string; readonly tool: string; readonly times: number }
  /** A check threw where it should have decided, so what it was asked about did not happen. */
  | { readonly type: "hook-failed"; readonly message: string; readonly point: HookPoint; readonly hook: string }
  /** A check did not accept the model's answer; nothing of it was kept and none of its calls ran. */
  | { readonly type: "answer-rejected"; readonly message: string; readonly hook: string }
  /** The answer does not have the form that was asked for, also after the model was asked again. `lastText`: what it wrote last. */
  | {
      readonly type: "answer-format";
      readonly message: string;
      readonly problems: readonly string[];
      readonly lastText: string;
      readonly attempts: number;
    }
  | { readonly type: "budget-spent"; readonly message: string }
  /** What stands before a tool or a provider did not let it in; nothing ran and nothing was sent. */
  | { readonly type: "held-back"; readonly message: string; readonly by: StageName; readonly retryAfterMs?: number }
  /** A cap of the person's leaves too little for another request; none was sent. */
  | { readonly type: "cap-reached"; readonly message: string; readonly cap: ReachedCap }
  | { readonly type: "key-missing"; readonly message: string; readonly origin: string }
  | { readonly type: "storage-full"; readonly message: string }
  /** The connection to the database was closed or its data removed. */
  | { readonly type: "storage-lost"; readonly message: string }
  /** Another tab owns the workspace; nothing was written. */
  | { readonly type: "superseded"; readonly message: string }
  /** Something a commit expected had changed meanwhile; nothing was written. */
  | { readonly type: "conflict"; readonly message: string }
  | { readonly type: "in-doubt"; readonly message: string }
  /** Nothing went wrong: the run goes step by step, a turn is over, and the model has more to do. */
  | { readonly type: "needs-more-turns"; readonly message: string; readonly turn: number; readonly summary: TurnSummary }
  | { readonly type: "aborted"; readonly message: string }
  | { readonly type: "unexpected"; readonly message: string; readonly detail?: string };

/** For edges only: turns whatever was thrown into a failure. `tried` completes "… did not work". */
export const unexpectedFailure = (cause: unknown, tried: string): Failure => {
  const text = cause instanceof Error ? cause.message : String(cause);
  const detail = cause instanceof Error && cause.stack !== undefined ? { detail: cause.stack } : {};
  return { type: "unexpected", message: `${tried} did not work: ${text}. What was saved before is safe; try again.`, ...detail };
};

/** A failure whose texts went through `scrub`: its message, and what a server or the browser said about it. */
export const scrubbedFailure = (failure: Failure, scrub: (text: string) => string): Failure => ({
  ...failure,
  message: scrub(failure.message),
  ...("excerpt" in failure && failure.excerpt !== undefined ? { excerpt: scrub(failure.excerpt) } : {}),
  ...("detail" in failure && failure.detail !== undefined ? { detail: scrub(failure.detail) } : {}),
  ...("problems" in failure ? { problems: failure.problems.map(scrub), lastText: scrub(failure.lastText) } : {}),
});

export const abortedFailure: Failure = { type: "aborted", message: "Stopped by you. What was already done is kept." };
