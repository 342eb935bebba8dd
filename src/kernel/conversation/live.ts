import type { MessageId, SessionId } from "../base/ids.ts";

/** How well things are kept. `unsaved`: the browser refuses storage, everything lives in this tab only. */
export type StorageStatus =
  | { readonly status: "saved" }
  | { readonly status: "unsaved"; readonly reason: string }
  | { readonly status: "full"; readonly message: string }
  | { readonly status: "lost"; readonly message: string };

/** A piece of a stream before the log has it. `offset` as in `text-appended`; at most 100 ms ahead of the log. */
export interface LiveText {
  readonly sessionId: SessionId;
  readonly messageId: MessageId;
  readonly kind: "text" | "thinking";
  readonly offset: number;
  readonly text: string;
}
