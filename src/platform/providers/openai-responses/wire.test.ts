import { createFakeRandom } from "../../../kernel/base/random.fake.ts";
import { wireContract } from "../wire.contract.ts";
import { createOpenAiResponsesProvider } from "./provider.ts";
import { bytesOf, recordedStreams } from "./streams.fake.ts";

const lastEvent = /event: response\.(completed|incomplete)/u;

wireContract("OpenAI Responses", {
  create: (deps) => createOpenAiResponsesProvider({ ...deps, random: createFakeRandom() }),
  frame: (data) => `data: ${data}\n\n`,
  streams: recordedStreams.map((stream) => {
    const text = new TextDecoder().decode(bytesOf(stream));
    return {
      name: stream.name,
      bytes: (newline) => bytesOf(stream, newline),
      endsAt: new TextEncoder().encode(text.slice(0, text.search(lastEvent))).length,
    };
  }),
});
