import { createFakeClock } from "../../../kernel/base/clock.fake.ts";
import { findingsOf } from "../../../kernel/base/network-findings.fake.ts";
import { createFakeRandom } from "../../../kernel/base/random.fake.ts";
import { contractRequest, providerContract } from "../provider.contract.ts";
import { fetchOf } from "../wire.fake.ts";
import { createOpenAiChatProvider } from "./provider.ts";
import { bytesOf, recordedStreams } from "./streams.fake.ts";

for (const stream of recordedStreams.filter(({ name }) => name.startsWith("text as"))) {
  providerContract(`OpenAI-compatible chat, ${stream.name}`, () => ({
    provider: createOpenAiChatProvider({
      clock: createFakeClock(),
      random: createFakeRandom(),
      fetch: fetchOf([bytesOf(stream)]),
      origin: "https://example.test",
      baseUrl: "https://example.test/v1",
      hasKey: () => true,
      explore: async () => findingsOf(),
      readContent: async () => undefined,
      scrub: (text) => text,
    }),
    request: contractRequest,
  }));
}
