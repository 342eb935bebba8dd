import { expect, test } from "vitest";
import { auditLog } from "../../../e2e/audit/auditor.ts";
import { hashBytes } from "../../kernel/base/canonical.ts";
import { choiceId, messageId, type SessionId } from "../../kernel/base/ids.ts";
import { fakePdf } from "../../kernel/conversation/document.fake.ts";
import type { Block, DocumentBlock } from "../../kernel/conversation/message.ts";
import type { DraftPicture, PictureFile } from "../../kernel/conversation/picture.ts";
import { createObedientModel } from "../origins/obedient-model.fake.ts";
import { createWorkbench, type OpenTab, statusOf } from "../workbench.fake.ts";

const plan: PictureFile = { bytes: fakePdf(2), name: "plan.pdf", pages: 2 };
const planBlock: DocumentBlock = {
  type: "document",
  hash: hashBytes(plan.bytes),
  mediaType: "application/pdf",
  bytes: plan.bytes.byteLength,
  pages: 2,
  name: "plan.pdf",
};
const groq = { provider: "openai-chat", baseUrl: "https://api.groq.com/openai/v1", model: "small" } as const;

const openSession = async (tab: OpenTab): Promise<SessionId> => {
  const created = await tab.workspace.createSession(undefined);
  if (!created.ok) throw new Error(created.error.message);
  return created.value.sessionId;
};
const idle = (tab: OpenTab) => (): boolean => tab.workspace.snapshot().runningRunIds.length === 0;
const saidBlocks = async (tab: OpenTab): Promise<readonly (readonly Block[])[]> =>
  (await tab.entries()).flatMap(({ event }) => (event.type === "user-message" ? [event.blocks] : []));
const stored = async (tab: OpenTab) => {
  const answer = await tab.workspace.readPicture(planBlock.hash);
  return answer.ok ? answer.value : answer.error;
};

test("a document is stored once with its message, reaches the model before its words, and is there after the tab", async () => {
  const model = createObedientModel();
  const bench = createWorkbench(model);
  const tab = await bench.open();
  const id = await openSession(tab);
  await tab.workspace.sendMessage(id, messageId("a"), "Read this", [plan]);
  await tab.until(idle(tab));
  await tab.workspace.sendMessage(id, messageId("b"), "And again", [plan]);
  await tab.until(idle(tab));
  expect(
    model.requests
      .at(-1)
      ?.messages.filter(({ role }) => role === "user")
      .map(({ blocks }) => blocks),
  ).toEqual([
    [planBlock, { type: "text", text: "Read this" }],
    [planBlock, { type: "text", text: "And again" }],
  ]);
  tab.workspace.close();
  const later = await bench.open();
  expect(await stored(later)).toEqual({ type: "document", bytes: plan.bytes });
  expect(auditLog(await later.entries())).toEqual([]);
});

test("what is no document, and more of them than a message takes, is refused by name, and nothing is stored", async () => {
  const tab = await createWorkbench(createObedientModel()).open();
  const id = await openSession(tab);
  const before = tab.workspace.snapshot().lastSeq;
  const text: PictureFile = { bytes: new TextEncoder().encode("not a PDF"), name: "plan.pdf" };
  const send = (files: readonly PictureFile[]) => tab.workspace.sendMessage(id, messageId("m"), "Read", files);
  expect([await send([text]), await send(Array(6).fill(plan))]).toMatchObject([
    { ok: false, error: { message: expect.stringContaining("“plan.pdf” is no JPEG, PNG, GIF, WebP or PDF by its content") } },
    { ok: false, error: { message: expect.stringContaining("A message takes 5 documents, and this one has 6") } },
  ]);
  expect(tab.workspace.snapshot().lastSeq).toBe(before);
});

test("a number of pages that no document has is not believed", async () => {
  const tab = await createWorkbench(createObedientModel()).open();
  const id = await openSession(tab);
  await tab.workspace.sendMessage(id, messageId("m"), "", [{ ...plan, pages: -3 }]);
  await tab.until(idle(tab));
  const { pages: _pages, ...rest } = planBlock;
  expect(await saidBlocks(tab)).toEqual([[rest]]);
});

test("a model that takes no documents is not sent one: the message is refused before it is stored, with the way out", async () => {
  const tab = await createWorkbench(createObedientModel()).open();
  const id = await openSession(tab);
  await tab.workspace.chooseSessionModel(id, groq);
  const before = tab.workspace.snapshot().lastSeq;
  const refused = {
    ok: false,
    error: {
      type: "invalid-input",
      message:
        "small takes no documents where it is asked. Nothing was sent, and the message is still in the message box, with its files. Choose another model for this session, or remove the documents.",
    },
  };
  expect(await tab.workspace.sendMessage(id, messageId("m"), "Read", [plan])).toEqual(refused);
  expect(await tab.workspace.queueMessage(id, messageId("m"), "Read", [plan])).toEqual(refused);
  expect(tab.workspace.snapshot().lastSeq).toBe(before);
  await tab.workspace.chooseSessionModel(id, null);
  expect(await tab.workspace.sendMessage(id, messageId("m"), "Read", [plan])).toMatchObject({ ok: true });
  await tab.until(() => statusOf(tab) === "completed");
});

test("after a change to a model that takes none, it reads in words that there was one, and the log keeps the document", async () => {
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
  const tab = await createWorkbench(createObedientModel(), undefined, fetch).open();
  const id = await openSession(tab);
  await tab.workspace.sendMessage(id, messageId("a"), "Read", [plan]);
  await tab.until(idle(tab));
  await tab.workspace.giveKey("https://api.groq.com", "gsk_abcdefghijklmnop");
  await tab.workspace.chooseSessionModel(id, groq);
  await tab.workspace.sendMessage(id, messageId("b"), "And now?");
  await tab.until(idle(tab));
  expect(JSON.parse(bodies.at(-1) ?? "{}").messages[1]).toEqual({
    role: "user",
    content: "[A document stood here that this model cannot be sent: plan.pdf, application/pdf, 2 pages.]\n\nRead",
  });
  expect(await stored(tab)).toEqual({ type: "document", bytes: plan.bytes });
});

test("a document stays with a message that is said anew, and goes with the session that showed it", async () => {
  const tab = await createWorkbench(createObedientModel()).open();
  const id = await openSession(tab);
  await tab.workspace.sendMessage(id, messageId("a"), "Read", [plan]);
  await tab.until(idle(tab));
  const ask = { sessionId: id, choiceId: choiceId("choice_1"), keep: [] };
  await tab.workspace.editMessage(ask, { edited: messageId("a"), messageId: messageId("b"), text: "Read slowly" });
  await tab.until(idle(tab));
  expect(await saidBlocks(tab)).toEqual([
    [planBlock, { type: "text", text: "Read" }],
    [planBlock, { type: "text", text: "Read slowly" }],
  ]);
  expect(await tab.workspace.deleteSession(id)).toEqual({ ok: true, value: null });
  expect(await stored(tab)).toEqual({ type: "missing" });
});

test("a document of a message that is being written is kept past the tab, and one that is none is not", async () => {
  const bench = createWorkbench(createObedientModel());
  const tab = await bench.open();
  const id = await openSession(tab);
  const draft: DraftPicture = { pictureId: "p", name: "plan.pdf", mediaType: "application/pdf", bytes: plan.bytes, pages: 2 };
  expect(await tab.workspace.keepDraftPicture(id, draft)).toEqual({ ok: true, value: null });
  expect(await tab.workspace.keepDraftPicture(id, { ...draft, pictureId: "q", bytes: Uint8Array.of(1) })).toMatchObject({
    ok: false,
  });
  tab.workspace.close();
  const later = await bench.open();
  expect(await later.workspace.readDraftPictures(id)).toEqual({ ok: true, value: { pictures: [draft] } });
});
