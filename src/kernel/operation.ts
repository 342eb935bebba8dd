import type { JsonValue } from "./json.ts";

/** How far a call that takes its time has come, in the words of its tool. */
export interface Progress {
  /** One word or two: "counting", "listening". */
  readonly stage: string;
  readonly message: string;
  /** What a tool in the page needs to go on after a reload, and what programs read; the model never sees it. */
  readonly data?: JsonValue;
}

/** Work that goes on beside its call, by the name that its tool gave it, and what was last heard of it. */
export interface Operation {
  readonly operationId: string;
  readonly last?: Progress;
}
