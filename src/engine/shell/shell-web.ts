/** A request of a shell command. */
export interface ShellRequest {
  /** As the command wrote it, with a scheme. */
  readonly url: string;
  readonly method: "GET" | "HEAD" | "POST";
  /** Only with POST. */
  readonly body?: string;
  readonly contentType?: string;
  /** Each as "Name: value". */
  readonly headers: readonly string[];
}

export type ShellReply =
  | {
      readonly type: "answered";
      readonly status: number;
      readonly contentType: string;
      /** Absent: what came is no text. */
      readonly text?: string;
      /** Only the beginning of it came. */
      readonly isCut: boolean;
      /** It only points there; empty where nobody knows where. */
      readonly redirect?: string;
    }
  /** A rule or a person did not allow it: nothing was sent. */
  | { readonly type: "refused"; readonly reason: string }
  /** It was ended before an answer came. */
  | { readonly type: "stopped" }
  | { readonly type: "failed"; readonly reason: string };

/** The web as commands reach it: each request is asked for and settled by itself. Never rejects. */
export type ShellWeb = (request: ShellRequest) => Promise<ShellReply>;
