import { createFakeRandom } from "../../../kernel/base/random.fake.ts";
import { contractRequest, providerContract } from "../provider.contract.ts";
import { endpointOver } from "../wire.contract.ts";
import { fetchOf } from "../wire.fake.ts";
import { createAnthropicProvider } from "./provider.ts";
import { bytesOf, recordedStreams } from "./streams.fake.ts";

for (const stream of recordedStreams.slice(0, 2)) {
  providerContract(`Anthropic Messages, ${stream.name}`, () => ({
    provider: createAnthropicProvider({
      ...endpointOver(fetchOf([bytesOf(stream)])),
      random: createFakeRandom(),
    }),
    request: contractRequest,
  }));
}
