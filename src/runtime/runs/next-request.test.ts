import fc from "fast-check";
import { expect, test } from "vitest";
import { counted } from "../../../e2e/soak.ts";
import { createLoopRig, userMessage } from "../../engine/agent/loop.fake.ts";
import { findRequestProblem, repairHistory } from "../../engine/agent/repair.ts";
import { createFakeRandom } from "../../kernel/base/random.fake.ts";
import type { FakeTool } from "../../kernel/contracts/gate.fake.ts";
import type { ModelRequest, Provider } from "../../kernel/contracts/provider.ts";
import type { Message } from "../../kernel/conversation/message.ts";
import { createAnthropicProvider } from "../../platform/providers/anthropic/provider.ts";
import { messagesFormat } from "../../platform/providers/anthropic/request.ts";
import { bytesOf as messagesBytes, recordedStreams as messagesStreams } from "../../platform/providers/anthropic/streams.fake.ts";
import { type BodyProblem, chatProblem, messagesProblem, responsesProblem } from "../../platform/providers/body-problem.fake.ts";
import { dialectOf } from "../../platform/providers/openai-chat/dialect.ts";
import { createOpenAiChatProvider } from "../../platform/providers/openai-chat/provider.ts";
import { chatFormat } from "../../platform/providers/openai-chat/request.ts";
import { bytesOf as chatBytes, recordedStreams as chatStreams } from "../../platform/providers/openai-chat/streams.fake.ts";
import { createOpenAiResponsesProvider } from "../../platform/providers/openai-responses/provider.ts";
import { responsesFormat } from "../../platform/providers/openai-responses/request.ts";
import { bytesOf, recordedStreams } from "../../platform/providers/openai-responses/streams.fake.ts";
import { bodyWith } from "../../platform/providers/request-body.fake.ts";
import type { RequestFormat } from "../../platform/providers/request-encoder.ts";
import { endpointOver } from "../../platform/providers/wire.contract.ts";
import { fetchOf } from "../../platform/providers/wire.fake.ts";

interface Wire {
  readonly name: string;
  readonly create: typeof createOpenAiChatProvider;
  readonly streams: readonly Uint8Array[];
  readonly format: RequestFormat;
  readonly problem: BodyProblem;
}

const wires: readonly Wire[] = [
  {
    name: "Anthropic Messages",
    create: createAnthropicProvider,
    streams: messagesStreams.map((stream) => messagesBytes(stream)),
    format: messagesFormat,
    problem: messagesProblem,
  },
  {
    name: "OpenAI Chat",
    create: createOpenAiChatProvider,
    streams: chatStreams.map((stream) => chatBytes(stream)),
    format: chatFormat(dialectOf("https://api.openai.com/v1")),
    problem: chatProblem,
  },
  {
    name: "OpenAI Responses",
    create: createOpenAiResponsesProvider,
    streams: recordedStreams.map((stream) => bytesOf(stream)),
    format: responsesFormat,
    problem: responsesProblem,
  },
];

/** What happens in one run: which wire and model answer with which stream, where it is cut, where it is stopped, what fails. */
interface Turn {
  readonly wire: number;
  readonly model: "m" | "n";
  readonly stream: number;
  readonly cut: number;
  readonly stopAt: number;
  readonly toolsFail: boolean;
}

const anyTurn: fc.Arbitrary<Turn> = fc.record({
  wire: fc.nat(wires.length - 1),
  model: fc.constantFrom("m" as const, "n" as const),
  stream: fc.nat(20),
  cut: fc.oneof({ weight: 2, arbitrary: fc.constant(1) }, { weight: 3, arbitrary: fc.nat(1_000).map((part) => part / 1_000) }),
  stopAt: fc.oneof({ weight: 2, arbitrary: fc.constant(10_000) }, { weight: 1, arbitrary: fc.nat(12) }),
  toolsFail: fc.boolean(),
});

const wireAt = (index: number): Wire => wires[index] ?? wires[0]!; // There are three.

/** Answers the first request with the stream, as far as it came, and each after it with plain text. */
const providerOf = ({ wire: index, stream, cut }: Turn): Provider => {
  const { create, streams } = wireAt(index);
  const [text = new Uint8Array(), whole = text] = [streams[0], streams[stream % streams.length]];
  let asked = 0;
  const fetch: typeof globalThis.fetch = (input, init) => {
    asked += 1;
    const bytes = asked === 1 ? whole.subarray(0, Math.floor(whole.length * cut)) : text;
    return fetchOf(bytes.length === 0 ? [] : [bytes])(input, init);
  };
  return create({ ...endpointOver(fetch), random: createFakeRandom() });
};

const toolNames = ["read", "list", "write", "edit", "delete", "search", "weather"];

/** The conversation after one more run, with the person's next word. */
const after = async (history: readonly Message[], turn: Turn, place: number): Promise<readonly Message[]> => {
  const tool: FakeTool = {
    run: () =>
      turn.toolsFail ? { type: "denied", by: "person", reason: "no" } : { type: "done", output: { text: "ok", isError: false } },
  };
  const rig = createLoopRig([], Object.fromEntries(toolNames.map((name) => [name, tool])), () => providerOf(turn));
  let heard = 0;
  const { newMessages } = await rig.play({ history, model: turn.model }, () => {
    heard += 1;
    if (heard === turn.stopAt) rig.controller.abort();
  });
  // Ids of one run's fakes start anew in the next.
  const renamed = newMessages.map(
    (message): Message => ({
      ...message,
      messageId: `${message.messageId}_${place}` as never,
      blocks: message.blocks.map((block) =>
        "callId" in block ? { ...block, callId: `${block.callId}_${place}` as never } : block,
      ),
    }),
  );
  return repairHistory([...history, ...renamed, userMessage(`u${place}`, "Go on")]);
};

test("after any prefix of any stream, any stop, any refusal and any change of model the next request is valid on every wire", {
  timeout: counted(120_000, 3_600_000),
}, async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(anyTurn, { minLength: 1, maxLength: 5 }), async (turns) => {
      let history: readonly Message[] = [userMessage("u", "Hello")];
      for (const [place, turn] of turns.entries()) {
        history = await after(history, turn, place);
        expect(findRequestProblem(history)).toBeUndefined();
        for (const { format, name, problem } of wires) {
          for (const model of ["m", "n"]) {
            const request: ModelRequest = { model, system: "Be brief.", messages: history, tools: [], maxOutputTokens: 100 };
            expect([name, problem(await bodyWith(format, request))]).toEqual([name, undefined]);
          }
        }
      }
    }),
    { numRuns: counted(150, 5_000), seed: 4 },
  );
});
