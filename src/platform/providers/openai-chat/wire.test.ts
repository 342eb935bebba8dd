import { createFakeRandom } from "../../../kernel/base/random.fake.ts";
import { wireContract } from "../wire.contract.ts";
import { createOpenAiChatProvider } from "./provider.ts";
import { bytesOf, recordedStreams } from "./streams.fake.ts";

const finishWord = /"finish_reason":"/u;

wireContract("OpenAI-compatible chat", {
  create: (deps) => createOpenAiChatProvider({ ...deps, random: createFakeRandom() }),
  frame: (data) => `data: ${data}\n\n`,
  streams: recordedStreams.map((stream) => ({
    name: stream.name,
    bytes: (newline) => bytesOf(stream, newline),
    endsAt: new TextEncoder().encode(new TextDecoder().decode(bytesOf(stream)).split(finishWord)[0]).length,
  })),
});
