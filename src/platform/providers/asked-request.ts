import type { ModelRequest } from "../../kernel/contracts/provider.ts";

/** A part of a request that some models or servers refuse, and that they can be asked without. */
export type OptionalPart =
  | "effort"
  | "temperature"
  | "stop-sequences"
  | "prompt-caching"
  /** How the model's thinking is shown. */
  | "thinking"
  /** The wish to get the model's thinking in encrypted form, to send it back. */
  | "encrypted-thinking"
  /** The field for the form of the answer; without it the form is described in the system prompt. */
  | "answer-format"
  /** The wish that the stream ends with its usage. */
  | "usage"
  /** The older name of the limit of length; the newer one is sent in its place. */
  | "max-tokens-name";

/** A request as a wire asks it. */
export interface AskedRequest extends ModelRequest {
  /** What the model is known to refuse; absent: nothing. The same set for the same parts. */
  readonly leftOut?: ReadonlySet<OptionalPart>;
}

export const asksWithout = ({ leftOut }: AskedRequest, part: OptionalPart): boolean => leftOut?.has(part) === true;
