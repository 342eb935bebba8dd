import { createFakeClock } from "../../../kernel/base/clock.fake.ts";
import { createFakeRandom } from "../../../kernel/base/random.fake.ts";
import { contractRequest, providerContract } from "../provider.contract.ts";
import { endpointOver } from "../wire.contract.ts";
import { fetchOf } from "../wire.fake.ts";
import { createOpenAiResponsesProvider } from "./provider.ts";
import { bytesOf, recordedStreams } from "./streams.fake.ts";

for (const stream of recordedStreams.filter(({ name }) => /^(text as|commentary)/u.test(name))) {
  providerContract(`OpenAI Responses, ${stream.name}`, () => ({
    provider: createOpenAiResponsesProvider({
      ...endpointOver(fetchOf([bytesOf(stream)]), createFakeClock()),
      random: createFakeRandom(),
    }),
    request: contractRequest,
  }));
}
