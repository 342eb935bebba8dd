import { canonicalHash } from "../../../kernel/base/canonical.ts";
import { abortedFailure, type Failure } from "../../../kernel/base/failure.ts";
import { messageId } from "../../../kernel/base/ids.ts";
import type { RandomDep } from "../../../kernel/base/random.ts";
import type { Provider, ProviderEvent } from "../../../kernel/contracts/provider.ts";
import { type Cassette, type Exchange, placeIn } from "../../../kernel/model/cassette.ts";
import { noUsage } from "../../../kernel/model/usage.ts";

const keyOf = ({ said, answers }: Pick<Exchange, "said" | "answers">): string => canonicalHash([[...said], answers]);

const maxShown = 200;
const quoted = (words: string): string => `“${words.length <= maxShown ? words : `${words.slice(0, maxShown - 1)}…`}”`;

/** What could be said instead: what the recording goes on with from here, or how it begins. */
const nextWords = ({ exchanges }: Cassette, said: readonly string[]): string | undefined => {
  const before = said.slice(0, -1);
  const follows = exchanges.find(
    (exchange) => exchange.said.length === said.length && before.every((words, index) => words === exchange.said[index]),
  );
  return follows?.said.at(-1);
};

const notRecorded = (cassette: Cassette, said: readonly string[]): Failure => {
  const next = nextWords(cassette, said);
  const instead =
    next === undefined
      ? `The recording is over. Start a new session to play it from the beginning: it starts with ${quoted(cassette.exchanges[0]?.said[0] ?? "")}.`
      : `Here it goes on with ${quoted(next)}: say exactly that.`;
  return {
    type: "bad-request",
    status: 400,
    message: `The cassette “${cassette.name}” has no answer to this, so nobody was asked and nothing was changed. ${instead}`,
  };
};

/**
 * A model that is a recording: it answers what people said then with what was answered then, from memory alone. Tools run, so
 * what they find is of today. Words that were not recorded are a failure that says what was. An answer that was asked for more
 * than once, because it failed, comes in the order in which it came then.
 */
export const createReplayProvider = ({ random }: RandomDep, cassette: Cassette): Provider => {
  const byPlace = new Map<string, Exchange[]>();
  for (const exchange of cassette.exchanges) {
    const key = keyOf(exchange);
    byPlace.set(key, [...(byPlace.get(key) ?? []), exchange]);
  }
  const asked = new Map<string, number>();
  return {
    stream: async function* (request, signal): AsyncGenerator<ProviderEvent, void> {
      const place = placeIn(request.messages);
      const key = keyOf(place);
      const takes = byPlace.get(key) ?? [];
      const take = asked.get(key) ?? 0;
      const exchange = takes[Math.min(take, takes.length - 1)];
      if (exchange === undefined) return yield { type: "failed", failure: notRecorded(cassette, place.said), usage: noUsage };
      asked.set(key, take + 1);
      yield { type: "attempt-started", messageId: messageId(random.id("message")) };
      for (const event of exchange.events) {
        if (signal.aborted) return yield { type: "failed", failure: abortedFailure, usage: noUsage };
        yield event;
      }
    },
  };
};
