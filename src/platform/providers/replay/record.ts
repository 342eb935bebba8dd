import type { Provider, ProviderEvent } from "../../../kernel/contracts/provider.ts";
import { type Cassette, cassetteVersion, type Exchange, placeIn } from "../../../kernel/model/cassette.ts";

/** A provider that is listened to. */
export interface Recording {
  readonly provider: Provider;
  /** What was answered so far. Answers that go on are not in it. */
  readonly cassette: (name: string, model: string) => Cassette;
}

/** Money is of the day, and a way to wait is of the network that was there: neither belongs to a recording. */
const kept = (events: readonly ProviderEvent[]): readonly ProviderEvent[] => {
  const begun = events.findLastIndex(({ type }) => type === "attempt-started" || type === "retry-waiting");
  return events.slice(begun + 1).map((event) => {
    if (event.type !== "finished" && event.type !== "failed") return event;
    const { cost: _cost, ...rest } = event;
    return rest;
  });
};

/** What was stopped says nothing of the model. */
const isAnswer = (event: ProviderEvent): boolean =>
  event.type === "finished" || (event.type === "failed" && event.failure.type !== "aborted");

/** Passes a provider's answers on and keeps them. Of an answer that was tried more than once, the last attempt is kept. */
export const createRecording = (provider: Provider): Recording => {
  const exchanges: Exchange[] = [];
  return {
    provider: {
      stream: async function* (request, signal) {
        const place = placeIn(request.messages);
        const events: ProviderEvent[] = [];
        for await (const event of provider.stream(request, signal)) {
          events.push(event);
          if (isAnswer(event)) exchanges.push({ ...place, events: kept(events) });
          yield event;
        }
      },
    },
    cassette: (name, model) => ({ type: "vivarium-cassette", version: cassetteVersion, name, model, exchanges: [...exchanges] }),
  };
};
