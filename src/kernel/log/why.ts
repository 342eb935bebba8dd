import type { MessageId, RunId, Seq, SessionId } from "../base/ids.ts";
import type { Access, Headline } from "../contracts/tool.ts";
import type { StatePlace, StateWriter } from "../files/state.ts";
import type { OutsideOrigin } from "../rules/origin.ts";

/** What a person asks "Why is this here?" of. */
export type WhySubject =
  | { readonly type: "memory"; readonly memoryId: string }
  | { readonly type: "entity"; readonly id: string }
  | { readonly type: "fact"; readonly id: string; readonly key: string; readonly value: string }
  | { readonly type: "relation"; readonly from: string; readonly kind: string; readonly to: string }
  /** Words of an answer, as they were written. */
  | { readonly type: "sentence"; readonly messageId: MessageId; readonly text: string }
  /** Lines of a file as it is, from 1, both of them among it. */
  | { readonly type: "lines"; readonly path: string; readonly from: number; readonly to: number }
  | ({ readonly type: "state" } & StatePlace)
  /** Whatever an entry brought. */
  | { readonly type: "event"; readonly seq: Seq };

/** What happened at a step. */
export type WhyDeed =
  /** `person`: what the person said; `task`: what a helper was told to do; `engine`: a check that spoke to the model. */
  | { readonly type: "said"; readonly by: "person" | "task" | "engine" }
  /** `model`: its name, where the log tells it. */
  | { readonly type: "answer"; readonly model?: string }
  | { readonly type: "call"; readonly headline: Headline; readonly access: Access; readonly isDone: boolean }
  /** So many memories went with a run's requests. */
  | { readonly type: "recalled"; readonly items: number }
  | { readonly type: "summary" }
  /** The first of the paths that it changed, and how many there are. */
  | { readonly type: "change"; readonly by: StateWriter; readonly paths: readonly string[]; readonly total: number };

/** Why nothing is behind a step: it came from there. `lost`: what is behind it is no longer in the log. */
export type WhyRoot = "person" | "import" | "page" | "outside" | "sample" | "schedule" | "engine" | "lost";

/** Some text of a step. `marks`: stretches of `text` that stand literally in what was asked about; UTF-16 units, rising. */
export interface WhyExcerpt {
  readonly text: string;
  readonly marks: readonly { readonly from: number; readonly to: number }[];
}

/** One event of a chain. */
export interface WhyStep {
  readonly seq: Seq;
  /** Milliseconds since 1970. */
  readonly at: number;
  readonly sessionId?: SessionId;
  readonly runId?: RunId;
  readonly turn?: number;
  readonly deed: WhyDeed;
  readonly excerpt?: WhyExcerpt;
  /** Files over which it belongs to this chain: what it read, wrote, moved. */
  readonly paths: readonly string[];
  readonly origins: readonly OutsideOrigin[];
  readonly root?: WhyRoot;
}

/** Steps in the order in which a person reads them, and those that are only said to have been there. */
export interface WhyList {
  readonly steps: readonly WhyStep[];
  /** Stood in the same requests, and shares no words with what was asked about. The newest first; at most 40. */
  readonly others: readonly WhyStep[];
  readonly othersTotal: number;
}

/** What is behind a thing, and what came of it. */
export interface WhyAnswer {
  /** What was asked about, in its own words; empty where it has none. */
  readonly about: string;
  /** The newest first, down to where it began. */
  readonly behind: WhyList;
  /** The oldest first. */
  readonly after: WhyList;
  /** In whose requests it stood, or who was made from it. */
  readonly runs: number;
}
