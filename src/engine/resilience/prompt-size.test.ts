import fc from "fast-check";
import { expect, test } from "vitest";
import { callId, messageId } from "../../kernel/base/ids.ts";
import type { ModelRequest } from "../../kernel/contracts/provider.ts";
import type { Block, Message } from "../../kernel/conversation/message.ts";
import { createPromptMeter, hiddenTokens } from "./prompt-size.ts";

const request = (messages: readonly Message[], more: Partial<ModelRequest> = {}): ModelRequest => ({
  model: "m",
  system: "",
  messages,
  tools: [],
  maxOutputTokens: 10,
  ...more,
});
const said = (blocks: readonly Block[]): Message => ({ messageId: messageId("m1"), role: "user", blocks });
const bytesOf = (text: string): number => new TextEncoder().encode(text).byteLength;

const anyText = fc.string({ unit: "grapheme", maxLength: 60 });
const anyBlock: fc.Arbitrary<Block> = fc.oneof(
  anyText.map((text): Block => ({ type: "text", text })),
  anyText.map((text): Block => ({ type: "thinking", text })),
  anyText.map((text): Block => ({ type: "tool-result", callId: callId("c1"), isError: false, text })),
  fc
    .tuple(anyText, fc.dictionary(anyText, anyText, { maxKeys: 3 }))
    .map(([tool, input]): Block => ({ type: "tool-call", callId: callId("c1"), wireId: "w", tool, input })),
  fc.dictionary(anyText, anyText, { maxKeys: 3 }).map((value): Block => ({ type: "opaque", provider: "p", value })),
);

/** Every text that stands in a block, as bytes. */
const textBytes = (block: Block): number => {
  switch (block.type) {
    case "tool-call":
      return bytesOf(block.tool) + bytesOf(JSON.stringify(block.input));
    case "opaque":
      return bytesOf(JSON.stringify(block.value));
    case "image":
    case "document":
      return 0;
    default:
      return bytesOf(block.text);
  }
};

test("a prompt never counts less than the bytes of its text", () => {
  fc.assert(
    fc.property(fc.array(fc.array(anyBlock, { maxLength: 3 }), { maxLength: 4 }), anyText, (histories, system) => {
      const messages = histories.map(said);
      const least = histories.flat().reduce((sum, block) => sum + textBytes(block), bytesOf(system));
      const counted = createPromptMeter()(request(messages, { system }), 0);
      expect(counted).toBeGreaterThanOrEqual(least + hiddenTokens);
    }),
  );
});

test("a picture counts as what its model counts it at most, and tools count too", () => {
  const measure = createPromptMeter();
  const picture: Block = { type: "image", hash: "h", mediaType: "image/png", bytes: 90_000, width: 10, height: 10 };
  const [without, withTwo] = [request([said([])]), request([said([picture, picture])])];
  expect(measure(withTwo, 8_000) - measure(withTwo, 0)).toBe(16_000);
  const tool = { name: "read", description: "Reads a file.", inputSchema: { type: "object" } } as const;
  const withTool = request([said([])], { tools: [{ ...tool, access: "read" } as never] });
  expect(measure(withTool, 0) - measure(without, 0)).toBeGreaterThan(bytesOf(`${tool.name}${tool.description}`));
});

test("each page of a document counts as a picture and as text", () => {
  const document = (more: object): Block => ({
    type: "document",
    hash: "h",
    mediaType: "application/pdf",
    bytes: 50_000,
    ...more,
  });
  const measured = (block: Block) => createPromptMeter()(request([said([block])]), 8_000);
  const none = createPromptMeter()(request([said([])]), 8_000);
  const [known, unknown] = [measured(document({ pages: 12 })) - none, measured(document({})) - none];
  expect([known - (known % 1_000), unknown - (unknown % 1_000)]).toEqual([12 * 12_000, 3 * 12_000]);
});

test("a message is counted once, however often it is sent", () => {
  let reads = 0;
  const message: Message = {
    ...said([]),
    get blocks(): readonly Block[] {
      reads += 1;
      return [{ type: "text", text: "hello" }];
    },
  };
  const measure = createPromptMeter();
  const first = measure(request([message]), 0);
  expect([measure(request([message]), 0), measure(request([message]), 0), reads]).toEqual([first, first, 1]);
});
