import type { ProviderEvent } from "../../kernel/contracts/provider.ts";

/** Whether an event is part of the answer, so that the person has seen something. */
export const isContent = ({ type }: ProviderEvent): boolean =>
  type === "text-delta" || type === "thinking-delta" || type === "tool-call" || type === "block";

/** A stream of one event. */
export async function* onlyEvent(event: ProviderEvent): AsyncGenerator<ProviderEvent, undefined> {
  yield event;
}
