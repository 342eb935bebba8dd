import type { Failure } from "../base/failure.ts";
import type { Result } from "../base/result.ts";

/** One request to the web, without any key of the person. */
export interface WebRequest {
  /** Absolute, http or https. */
  readonly url: string;
  readonly method: "GET" | "HEAD" | "POST";
  readonly body?: string;
  /** Of the body. */
  readonly contentType?: string;
  /** Names in lower case. None of them carries a key: such a one does not leave. Absent: none. */
  readonly headers?: Readonly<Record<string, string>>;
  /** More than this is not read. */
  readonly maxBytes: number;
}

export interface WebAnswer {
  readonly status: number;
  /** In lower case, without parameters; empty where the server does not say. */
  readonly contentType: string;
  /** The answer as text; absent where it is none, or where it points elsewhere. */
  readonly text?: string;
  readonly bytes: number;
  /** There was more than may be read. */
  readonly isCut: boolean;
  /** It only points to another place, and was not followed there; empty where the browser does not say which. */
  readonly redirect?: string;
}

/**
 * The web, as a tool may reach it: no cookies, no keys, no referrer, no redirect followed. Failures: `network` where there is no
 * answer that may be read, `aborted`.
 */
export interface Web {
  readonly send: (request: WebRequest, signal: AbortSignal) => Promise<Result<WebAnswer, Failure>>;
}
