import { scrubbedFailure } from "../../kernel/base/failure.ts";
import type { Provider, ProviderEvent } from "../../kernel/contracts/provider.ts";
import type { KeyRing } from "./key-ring.ts";

type Delta = Extract<ProviderEvent, { readonly delta: string }>;

const isDelta = (event: ProviderEvent): event is Delta => event.type === "text-delta" || event.type === "thinking-delta";

/** Every event but the pieces of text. */
const scrubbed = (keys: KeyRing, event: Exclude<ProviderEvent, Delta>): ProviderEvent => {
  switch (event.type) {
    case "attempt-started":
    case "thinking-dropped":
      return event;
    case "retry-waiting":
    case "model-replaced":
      return { ...event, reason: scrubbedFailure(event.reason, keys.scrub) };
    case "block":
      return { ...event, value: keys.scrubJson(event.value) };
    case "tool-call":
      return {
        ...event,
        wireId: keys.scrub(event.wireId),
        tool: keys.scrub(event.tool),
        input: keys.scrubJson(event.input),
        ...(event.invalid === undefined ? {} : { invalid: keys.scrub(event.invalid) }),
      };
    case "finished":
      return event.reason.type === "other" ? { ...event, reason: { ...event.reason, raw: keys.scrub(event.reason.raw) } } : event;
    case "failed":
      return { ...event, failure: scrubbedFailure(event.failure, keys.scrub) };
  }
};

/**
 * A provider whose answers hold no key, whatever its server repeats: text and thinking also where a key is cut into pieces,
 * opaque blocks, arguments of calls, and the words of failures. What could be the beginning of a key is held back until the
 * next piece shows that it is none.
 */
export const createScrubbedProvider = (keys: KeyRing, provider: Provider): Provider => ({
  stream: (request, signal) => withoutKeys(keys, provider.stream(request, signal)),
});

async function* withoutKeys(keys: KeyRing, events: AsyncIterable<ProviderEvent>): AsyncGenerator<ProviderEvent, void> {
  const scrubbers = { "text-delta": keys.createStreamScrubber(), "thinking-delta": keys.createStreamScrubber() };
  for await (const event of events) {
    if (isDelta(event)) {
      const delta = scrubbers[event.type].push(event.delta);
      if (delta !== "") yield delta === event.delta ? event : { type: event.type, delta };
      continue;
    }
    for (const type of ["thinking-delta", "text-delta"] as const) {
      const delta = scrubbers[type].rest();
      if (delta !== "") yield { type, delta };
    }
    yield scrubbed(keys, event);
  }
}
