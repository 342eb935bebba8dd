import { expect, test } from "vitest";
import { auditLog } from "../../../e2e/audit/auditor.ts";
import { hashBytes } from "../../kernel/base/canonical.ts";
import { messageId } from "../../kernel/base/ids.ts";
import type { ModelRequest, Provider } from "../../kernel/contracts/provider.ts";
import { fakePicture } from "../../kernel/conversation/picture.fake.ts";
import { createWorkbench, plannedProvider, say, statusOf } from "../workbench.fake.ts";

const bytes = fakePicture("png");
const base64 = btoa(String.fromCharCode(...bytes));
const shown = {
  type: "image",
  hash: hashBytes(bytes),
  mediaType: "image/png",
  width: 7,
  height: 5,
  bytes: bytes.length,
  name: "moss.png",
};
const text = `/moss.png is shown with this result: image/png, 7 × 5 pixels, ${bytes.length} bytes.`;

const look = { text: "", calls: [{ tool: "read", input: { file_path: "/moss.png" } }] };
const plan = [
  { text: "", calls: [{ tool: "bash", input: { command: `printf %s ${base64} | base64 -d > /moss.png` } }] },
  look,
  { text: "", calls: [{ tool: "delete", input: { path: "/moss.png" } }] },
];

/** Remembers the results that it was given last. */
const listening = (): { readonly provider: Provider; readonly results: () => unknown } => {
  let last: ModelRequest | undefined;
  const planned = plannedProvider(plan);
  return {
    results: () =>
      last?.messages.flatMap(({ blocks }) =>
        blocks.flatMap((block) => (block.type === "tool-result" && block.pictures ? [block] : [])),
      ),
    provider: {
      stream: (request, signal) => {
        last = structuredClone(request);
        return planned.stream(request, signal);
      },
    },
  };
};

test("a picture that was read reaches the model with its result, also when its file is gone and after a reload", async () => {
  const { provider, results } = listening();
  const bench = createWorkbench(provider, () => ({ type: "approve" }));
  const first = await bench.open();
  const session = await say(first, "Look");
  await first.until(() => statusOf(first) === "completed");
  const seen = [{ type: "tool-result", callId: expect.any(String), isError: false, text, pictures: [shown] }];
  expect(results()).toEqual(seen);
  expect(Object.keys(await first.files())).not.toContain("/moss.png");
  first.workspace.close();

  const second = await bench.open();
  expect(await second.workspace.readPicture(shown.hash)).toEqual({
    ok: true,
    value: { type: "picture", bytes, mediaType: "image/png" },
  });
  await second.workspace.sendMessage(session, messageId("again"), "And now?");
  await second.until(() => statusOf(second) === "completed");
  expect(results()).toEqual([...seen, ...seen]);
  expect(auditLog(await second.entries())).toEqual([]);
});

test("a model whose place takes no pictures reads in words that there was one", async () => {
  const bodies: string[] = [];
  const answer = [
    { choices: [{ index: 0, delta: { role: "assistant", content: "I see." }, finish_reason: null }] },
    { choices: [{ index: 0, delta: {}, finish_reason: "stop" }] },
  ];
  const fetch: typeof globalThis.fetch = async (_url, init) => {
    if (init?.body !== undefined) bodies.push(new TextDecoder().decode(init.body as Uint8Array<ArrayBuffer>));
    const events = answer.map(
      (one) => `data: ${JSON.stringify({ id: "c", object: "chat.completion.chunk", model: "small", ...one })}\n\n`,
    );
    return new Response(`${events.join("")}data: [DONE]\n\n`, { headers: { "content-type": "text/event-stream" } });
  };
  const tab = await createWorkbench(plannedProvider(plan.slice(0, 2)), () => ({ type: "approve" }), fetch).open();
  const session = await say(tab, "Look");
  await tab.until(() => statusOf(tab) === "completed");
  await tab.workspace.giveKey("https://api.deepseek.com", "sk-abcdefghijklmnopqrstuvwx");
  const deepseek = { provider: "openai-chat", baseUrl: "https://api.deepseek.com/v1", model: "deepseek-chat" } as const;
  await tab.workspace.chooseSessionModel(session, deepseek);
  await tab.workspace.sendMessage(session, messageId("again"), "And now?");
  await tab.until(() => statusOf(tab) === "completed" && bodies.length > 0);
  const results = JSON.parse(bodies.at(-1) ?? "{}").messages.filter(({ role }: { readonly role: string }) => role === "tool");
  expect(results.at(-1).content).toBe(
    `${text}\n[A picture stood here that this model cannot be sent: moss.png, image/png, 7 × 5 pixels.]`,
  );
  expect(bodies.at(-1)).not.toContain("image_url");
});
