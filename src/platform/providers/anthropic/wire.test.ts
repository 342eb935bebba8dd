import { createFakeRandom } from "../../../kernel/base/random.fake.ts";
import { wireContract } from "../wire.contract.ts";
import { createAnthropicProvider } from "./provider.ts";
import { bytesOf, recordedStreams } from "./streams.fake.ts";

const endMark = /event: message_stop\ndata: [^\n]*\n\n/u;

wireContract("Anthropic Messages", {
  create: (deps) => createAnthropicProvider({ ...deps, random: createFakeRandom() }),
  frame: (data) => `event: message_start\ndata: ${data}\n\n`,
  streams: recordedStreams.map((stream) => {
    const text = new TextDecoder().decode(bytesOf(stream));
    const mark = endMark.exec(text);
    return {
      name: stream.name,
      bytes: (newline) => bytesOf(stream, newline),
      endsAt: new TextEncoder().encode(text.slice(0, (mark?.index ?? 0) + (mark?.[0].length ?? 0))).length,
    };
  }),
});
