import { onlyEvent } from "../../engine/resilience/provider-events.ts";
import { unexpectedFailure } from "../../kernel/base/failure.ts";
import type { Provider, ProviderEvent } from "../../kernel/contracts/provider.ts";
import { noUsage } from "../../kernel/model/usage.ts";

const nothingMore: IteratorResult<ProviderEvent, undefined> = { done: true, value: undefined };

/**
 * A provider whose code is loaded when it is first asked, and again where that failed. Once it is there, nothing stands between
 * it and who listens. A stream that was left while it loaded is never opened.
 */
export const lazyProvider = (load: () => Promise<Provider>): Provider => {
  let loading: Promise<Provider> | undefined;
  const loaded = async (): Promise<Provider> => {
    loading ??= load();
    try {
      return await loading;
    } catch (cause) {
      loading = undefined;
      const failure = unexpectedFailure(cause, "Loading the connection to the model");
      return { stream: () => onlyEvent({ type: "failed", failure, usage: noUsage }) };
    }
  };
  return {
    stream: (request, signal) => ({
      [Symbol.asyncIterator]: () => {
        let inner: AsyncIterator<ProviderEvent> | undefined;
        let isLeft = false;
        const open = async (): Promise<IteratorResult<ProviderEvent>> => {
          const provider = await loaded();
          if (isLeft) return nothingMore;
          inner = provider.stream(request, signal)[Symbol.asyncIterator]();
          return inner.next();
        };
        return {
          next: () => (inner === undefined ? open() : inner.next()),
          return: async () => {
            isLeft = true;
            await inner?.return?.();
            return nothingMore;
          },
        };
      },
    }),
  };
};
