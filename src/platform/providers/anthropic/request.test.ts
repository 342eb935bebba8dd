import fc from "fast-check";
import { expect, test } from "vitest";
import { repairHistory } from "../../../engine/agent/repair.ts";
import { callId, messageId } from "../../../kernel/base/ids.ts";
import { isJsonObject, type JsonObject, type JsonValue } from "../../../kernel/base/json.ts";
import type { ModelRequest } from "../../../kernel/contracts/provider.ts";
import type { Block, Message } from "../../../kernel/conversation/message.ts";
import type { PromptCaching } from "../../../kernel/model/model-settings.ts";
import { bodyWith } from "../request-body.fake.ts";
import { messagesFormat } from "./request.ts";

const said = (text: string): Block => ({ type: "text", text });
const asked = (id: string, wireId = `toolu_${id}`, input: JsonValue = {}): Block => ({
  type: "tool-call",
  callId: callId(id),
  wireId,
  tool: "read",
  input,
});
const result = (id: string, text = "ok", isError = false): Block => ({
  type: "tool-result",
  callId: callId(id),
  isError,
  text,
});
const signed = (signature: string, model = "m", callsBefore = 0): Block => ({
  type: "opaque",
  provider: "anthropic",
  value: { model, callsBefore, block: { type: "thinking", thinking: "hm", signature } },
});
const user = (...blocks: readonly Block[]): Message => ({ messageId: messageId("u"), role: "user", blocks });
const assistant = (...blocks: readonly Block[]): Message => ({ messageId: messageId("a"), role: "assistant", blocks });

const bodyOf = (
  messages: readonly Message[],
  promptCaching: PromptCaching = "off",
  more: Partial<ModelRequest> = {},
): Promise<JsonObject> =>
  bodyWith(messagesFormat, {
    model: "m",
    system: "Be brief.",
    messages,
    tools: [],
    maxOutputTokens: 4_096,
    promptCaching,
    ...more,
  });
const messagesOf = async (messages: readonly Message[]): Promise<JsonValue | undefined> => (await bodyOf(messages)).messages;

const text = (value: string): JsonObject => ({ type: "text", text: value });
const use = (id: string, input: JsonValue = {}): JsonObject => ({ type: "tool_use", id, name: "read", input });
const answer = (id: string, content = "ok"): JsonObject => ({ type: "tool_result", tool_use_id: id, content });
const thinking = (signature: string): JsonObject => ({ type: "thinking", thinking: "hm", signature });

test("a whole request", async () => {
  const schema = { type: "object", properties: { path: { type: "string" } } };
  const tools = [
    { name: "list", description: "Lists.", inputSchema: schema },
    { name: "read", description: "Reads.", inputSchema: schema },
  ];
  const messages = [
    user(said("Look")),
    assistant(
      { type: "thinking", text: "hm" },
      signed("S1"),
      said("I look."),
      asked("c1", "toolu_1", { path: "/" }),
      asked("c2"),
    ),
    user(result("c1", "a.md"), result("c2", "no such file", true), said("Hurry")),
  ];
  expect(await bodyOf(messages, "1h", { tools })).toEqual({
    model: "m",
    max_tokens: 4_096,
    tools: [
      { name: "list", description: "Lists.", input_schema: schema },
      { name: "read", description: "Reads.", input_schema: schema, cache_control: { type: "ephemeral", ttl: "1h" } },
    ],
    system: [{ type: "text", text: "Be brief.", cache_control: { type: "ephemeral", ttl: "1h" } }],
    messages: [
      { role: "user", content: [text("Look")] },
      { role: "assistant", content: [thinking("S1"), text("I look."), use("toolu_1", { path: "/" }), use("toolu_c2")] },
      {
        role: "user",
        content: [
          answer("toolu_1", "a.md"),
          { ...answer("toolu_c2", "no such file"), is_error: true },
          { type: "text", text: "Hurry", cache_control: { type: "ephemeral", ttl: "1h" } },
        ],
      },
    ],
    stream: true,
  });
});

test("without caching there is no mark, and what is empty is left out", async () => {
  expect(await bodyOf([user(said("x"))], "off", { system: " " })).toEqual({
    model: "m",
    max_tokens: 4_096,
    messages: [{ role: "user", content: [text("x")] }],
    stream: true,
  });
});

test("after a long round the end of the request before is marked too", async () => {
  const ids = Array.from({ length: 12 }, (_, index) => `c${index}`);
  const messages = [user(said("x")), assistant(...ids.map((id) => asked(id))), user(...ids.map((id) => result(id)))];
  const body = await bodyOf(messages, "5m");
  const marks = JSON.stringify(body).match(/"cache_control":\{"type":"ephemeral"\}/gu);
  expect(marks).toHaveLength(3);
  expect(body.messages).toMatchObject([
    { content: [{ ...text("x"), cache_control: { type: "ephemeral" } }] },
    {},
    { content: [...ids.slice(1).map(() => ({})), { cache_control: { type: "ephemeral" } }] },
  ]);
});

test.each<readonly [string, readonly Block[], readonly JsonObject[]]>([
  ["of this model goes back as it came", [signed("S"), said("y")], [thinking("S"), text("y")]],
  ["of another model is not sent", [signed("S", "other"), said("y")], [text("y")]],
  ["of another provider is not sent", [{ type: "opaque", provider: "openai-chat", value: {} }, said("y")], [text("y")]],
  [
    "that another version of the app stored is not sent",
    [{ type: "opaque", provider: "anthropic", value: 1 }, said("y")],
    [text("y")],
  ],
  [
    "goes back to its place among the calls",
    [signed("S1"), signed("S2", "m", 1), asked("c1"), asked("c2")],
    [thinking("S1"), use("toolu_c1"), thinking("S2"), use("toolu_c2")],
  ],
  [
    "after the last call stays last",
    [signed("S2", "m", 2), asked("c1"), asked("c2")],
    [use("toolu_c1"), use("toolu_c2"), thinking("S2")],
  ],
])("signed thinking %s", async (_, blocks, content) => {
  const results = blocks.flatMap((block) => (block.type === "tool-call" ? [result(block.callId)] : []));
  expect(await messagesOf([user(said("x")), assistant(...blocks), user(...results, said("go on"))])).toMatchObject([
    {},
    { role: "assistant", content },
    {},
  ]);
});

test("a message of which nothing can be sent is left out, and its neighbours are joined", async () => {
  expect(await messagesOf([user(said("x")), assistant(signed("S", "other")), user(said("y"))])).toEqual([
    { role: "user", content: [text("x"), text("y")] },
  ]);
});

test("texts and results without a visible character do not refuse the whole request", async () => {
  const messages = [user(said(" \n")), assistant(said("\n\n"), asked("c1")), user(result("c1", "", true))];
  expect(await messagesOf(messages)).toEqual([
    { role: "user", content: [text("(empty message)")] },
    { role: "assistant", content: [use("toolu_c1")] },
    { role: "user", content: [{ ...answer("toolu_c1", "(empty)"), is_error: true }] },
  ]);
});

test.each([
  ["is not taken by the API", "call|1", "call|2", ["c1", "c2"]],
  ["is too long", "x".repeat(65), "x".repeat(64), ["c1", "x".repeat(64)]],
  ["is missing", "", "", ["c1", "c2"]],
  ["names two calls", "toolu_1", "toolu_1", ["toolu_1", "c2"]],
])("where the id of the wire %s, ours stands in", async (_, first, second, ids) => {
  const messages = [
    user(said("x")),
    assistant(asked("c1", first)),
    user(result("c1")),
    assistant(asked("c2", second)),
    user(result("c2")),
  ];
  expect(JSON.stringify(await messagesOf(messages)).match(/"(id|tool_use_id)":"[^"]*"/gu)).toEqual(
    ids.flatMap((id) => [`"id":"${id}"`, `"tool_use_id":"${id}"`]),
  );
});

test("a tool's name that the API refuses is made one that it takes", async () => {
  const call: Block = { type: "tool-call", callId: callId("c1"), wireId: "c1", tool: "files.read", input: {} };
  expect(await messagesOf([user(said("x")), assistant(call), user(result("c1"))])).toMatchObject([
    {},
    { content: [{ type: "tool_use", name: "files_read" }] },
    {},
  ]);
});

const anyText = fc.oneof(fc.constantFrom("", " ", "a", "🌿", "\\ud83c"), fc.string({ unit: "binary" }), fc.constant("a\ud83c"));
const anyBlock: fc.Arbitrary<Block> = fc.oneof(
  anyText.map(said),
  anyText.map((value): Block => ({ type: "thinking", text: value })),
  fc.record({ model: fc.constantFrom("m", "n"), before: fc.nat(3) }).map(({ model, before }) => signed("S", model, before)),
  fc.constant<Block>({ type: "opaque", provider: "p", value: null }),
  fc
    .record({ id: fc.constantFrom("c1", "c2", "c3", "c4"), wireId: fc.constantFrom("", "w", "c2", "a|b"), input: fc.jsonValue() })
    .map(({ id, wireId, input }) => asked(id, wireId, input as JsonValue)),
  fc
    .record({ id: fc.constantFrom("c1", "c2", "c3", "c4"), value: anyText, isError: fc.boolean() })
    .map(({ id, value, isError }) => result(id, value, isError)),
);
const anyHistory = fc.array(
  fc.record({
    messageId: fc.constant(messageId("m")),
    role: fc.constantFrom("user" as const, "assistant" as const),
    blocks: fc.array(anyBlock, { maxLength: 5 }),
  }),
  { maxLength: 10 },
);

const objectsIn = (value: JsonValue | undefined): readonly JsonObject[] =>
  Array.isArray(value) ? value.filter(isJsonObject) : [];

/** The first rule of the API that the messages break, or undefined. */
const findProblem = (messages: readonly JsonObject[]): string | undefined => {
  const ids = new Set<JsonValue | undefined>();
  let open: readonly (JsonValue | undefined)[] = [];
  for (const [index, { role, content }] of messages.entries()) {
    if (role !== (index % 2 === 0 ? "user" : "assistant")) return "roles do not alternate from the person on";
    const blocks = objectsIn(content);
    if (blocks.length === 0) return "a message is empty";
    if (blocks.some((block) => block.type === "text" && String(block.text).trim() === "")) return "a text is blank";
    const results = blocks.filter(({ type }) => type === "tool_result").map((block) => block.tool_use_id);
    if (JSON.stringify(blocks.slice(0, open.length).map((block) => block.tool_use_id)) !== JSON.stringify(open))
      return "the results do not stand first, in the order of the calls";
    if (results.length !== open.length) return "a result belongs to no call";
    open = blocks.filter(({ type }) => type === "tool_use").map(({ id }) => id);
    for (const id of open) {
      if (ids.has(id) || !/^[\w-]{1,64}$/u.test(String(id))) return `the id ${String(id)} is not taken`;
      ids.add(id);
    }
    if (blocks.some((block) => block.type === "tool_use" && !isJsonObject(block.input))) return "an input is no object";
  }
  return open.length > 0 ? "calls have no results" : messages.at(-1)?.role === "user" ? undefined : "the person is not last";
};

test("every history that the loop repairs becomes a request that keeps the API's rules", { timeout: 60_000 }, async () => {
  await fc.assert(
    fc.asyncProperty(anyHistory, fc.constantFrom<PromptCaching>("off", "5m", "1h"), async (history, caching) => {
      const messages = repairHistory([...history, user(said("go on"))]);
      const before = structuredClone(messages);
      const body = await bodyOf(messages, caching);
      expect(findProblem(objectsIn(body.messages))).toBeUndefined();
      expect((JSON.stringify(body).match(/"cache_control"/gu) ?? []).length).toBeLessThanOrEqual(4);
      expect(JSON.stringify(body)).not.toMatch(/(?<!\\)(\\\\)*\\ud[89a-f]/iu);
      expect(messages).toEqual(before);
    }),
    { numRuns: 2_000 },
  );
});

test("a longer history begins with the same messages as the shorter one", { timeout: 60_000 }, async () => {
  await fc.assert(
    fc.asyncProperty(anyHistory, fc.nat(9), async (history, at) => {
      const whole = repairHistory([...history, user(said("go on"))]);
      const cut = whole.slice(0, at);
      const next = cut.at(-1)?.role === "user" ? cut : cut.slice(0, -1);
      const short = objectsIn(await messagesOf(next));
      const long = objectsIn(await messagesOf(whole));
      if (short.length === 0) return;
      // The last message of the short one may be joined with what follows it.
      expect(long.slice(0, short.length - 1)).toEqual(short.slice(0, -1));
      expect(objectsIn(long[short.length - 1]?.content).slice(0, objectsIn(short.at(-1)?.content).length)).toEqual(
        objectsIn(short.at(-1)?.content),
      );
    }),
    { numRuns: 1_000 },
  );
});

const bytesOfPictures = new Map([["h1", Uint8Array.of(1, 2, 3)]]);
const picture = (hash: string, name?: string): Block => ({
  type: "image",
  hash,
  mediaType: "image/png",
  bytes: 3,
  width: 2,
  height: 1,
  ...(name === undefined ? {} : { name }),
});

test("pictures stand where the person put them, behind the results of a round; one that is gone is a note", async () => {
  const messages = [
    user(said("x")),
    assistant(asked("c1")),
    user(said("Look:"), picture("h1"), result("c1"), said("and"), picture("gone", "a.png"), said("?")),
  ];
  const request = { model: "m", system: "", messages, tools: [], maxOutputTokens: 10, promptCaching: "off" } as const;
  const body = await bodyWith(messagesFormat, request, async (hash) => bytesOfPictures.get(hash));
  expect(objectsIn(body.messages)[2]).toEqual({
    role: "user",
    content: [
      answer("toolu_c1"),
      text("Look:"),
      { type: "image", source: { type: "base64", media_type: "image/png", data: "AQID" } },
      text("and"),
      text("[A picture stood here that is no longer in the workspace: a.png, image/png, 2 × 1 pixels.]"),
      text("?"),
    ],
  });
});

test("what a call gave back beside its text stands in its result", async () => {
  const shown = { type: "image", hash: "h1", mediaType: "image/png", bytes: 3, width: 2, height: 1 } as const;
  const paper = { type: "document", hash: "h1", mediaType: "application/pdf", bytes: 3, name: "plan.pdf" } as const;
  const seen: Block = { type: "tool-result", callId: callId("c1"), isError: false, text: "Shown.", pictures: [shown, paper] };
  const messages = [user(said("x")), assistant(asked("c1")), user(seen, said("and?"))];
  const request = { model: "m", system: "", messages, tools: [], maxOutputTokens: 10, promptCaching: "off" } as const;
  const body = await bodyWith(messagesFormat, request, async (hash) => bytesOfPictures.get(hash));
  const data = { type: "base64", data: "AQID" };
  expect(objectsIn(body.messages)[2]).toEqual({
    role: "user",
    content: [
      {
        type: "tool_result",
        tool_use_id: "toolu_c1",
        content: [
          text("Shown."),
          { type: "image", source: { ...data, media_type: "image/png" } },
          { type: "document", source: { ...data, media_type: "application/pdf" }, title: "plan.pdf" },
        ],
      },
      text("and?"),
    ],
  });
});

const replayed = (block: JsonObject): Block => ({
  type: "opaque",
  provider: "anthropic",
  value: { model: "m", callsBefore: 0, block },
});
const search = { type: "server_tool_use", id: "srvtoolu_1", name: "web_search", input: { query: "ferns" } };
const hits = { type: "web_search_tool_result", tool_use_id: "srvtoolu_1", content: [{ url: "https://a.example" }] };
const cited = { type: "text", text: "Ferns unroll.", citations: [{ type: "web_search_result_location" }] };

test("what the server's own tools did goes back as it came and in its place, and cited text takes the place of its copy", async () => {
  const blocks = [said("I search."), replayed(search), replayed(hits), said("So. Ferns unroll."), replayed(cited), said(" Yes.")];
  expect(await messagesOf([user(said("x")), assistant(...blocks), user(said("go on"))])).toMatchObject([
    {},
    { content: [text("I search."), search, hits, text("So. "), cited, text(" Yes.")] },
    {},
  ]);
});

test("an answer that paused in a search is sent as it is; once more was said, the open search is left out", async () => {
  const paused = [user(said("x")), assistant(said("I search."), replayed(search))];
  expect(await messagesOf(paused)).toMatchObject([{}, { role: "assistant", content: [text("I search."), search] }]);
  expect(await messagesOf([...paused, user(said("Stop."))])).toMatchObject([{}, { content: [text("I search.")] }, {}]);
});

test("a document is a block with its title, and where a prompt is cached it may carry the mark", async () => {
  const document: Block = { type: "document", hash: "h1", mediaType: "application/pdf", bytes: 3, pages: 2, name: "plan.pdf" };
  const messages = [user(said("Read:"), document)];
  const request = { model: "m", system: "", messages, tools: [], maxOutputTokens: 10, promptCaching: "5m" } as const;
  const body = await bodyWith(messagesFormat, request, async (hash) => bytesOfPictures.get(hash));
  expect(objectsIn(body.messages)).toEqual([
    {
      role: "user",
      content: [
        text("Read:"),
        {
          type: "document",
          source: { type: "base64", media_type: "application/pdf", data: "AQID" },
          title: "plan.pdf",
          cache_control: { type: "ephemeral" },
        },
      ],
    },
  ]);
});
