import type { Seq } from "../base/ids.ts";
import type { OutsideOrigin } from "./origin.ts";

/** Where text from outside came into a conversation. */
export interface TextSource {
  readonly origin: OutsideOrigin;
  /** The entry that brought it in; absent where the conversation does not have it, but a file does. */
  readonly seq?: Seq;
  /** What happened there, in words: "Read /inbox/letter.md". */
  readonly step?: string;
  /** A piece of it: what the call repeats of it, else its beginning. Nobody vouches for what it says. */
  readonly excerpt?: string;
}
