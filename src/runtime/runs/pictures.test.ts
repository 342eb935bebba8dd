import { describe, expect, test } from "vitest";
import { auditLog } from "../../../e2e/audit/auditor.ts";
import { hashBytes } from "../../kernel/base/canonical.ts";
import { messageId, type SessionId, sessionId } from "../../kernel/base/ids.ts";
import type { ModelRequest, Provider } from "../../kernel/contracts/provider.ts";
import type { Block, ImageBlock } from "../../kernel/conversation/message.ts";
import { fakePicture } from "../../kernel/conversation/picture.fake.ts";
import { type DraftPicture, maxPictureBytes, type PictureFile } from "../../kernel/conversation/picture.ts";
import { createWorkbench, type OpenTab, plannedProvider, statusOf } from "../workbench.fake.ts";

const fern: PictureFile = { bytes: fakePicture("jpeg"), name: "fern.jpg" };
const moss: PictureFile = { bytes: fakePicture("png"), name: "moss.png" };
const blockOf = ({ bytes, name }: PictureFile, mediaType: ImageBlock["mediaType"]): ImageBlock => ({
  type: "image",
  hash: hashBytes(bytes),
  mediaType,
  width: 7,
  height: 5,
  bytes: bytes.byteLength,
  ...(name === undefined ? {} : { name }),
});
const [fernBlock, mossBlock] = [blockOf(fern, "image/jpeg"), blockOf(moss, "image/png")];

const openSession = async (tab: OpenTab): Promise<SessionId> => {
  const created = await tab.workspace.createSession(undefined);
  if (!created.ok) throw new Error(created.error.message);
  return created.value.sessionId;
};
const saidBlocks = async (tab: OpenTab): Promise<readonly (readonly Block[])[]> =>
  (await tab.entries()).flatMap(({ event }) => (event.type === "user-message" ? [event.blocks] : []));
const pictureOf = async (tab: OpenTab, { hash }: ImageBlock) => {
  const answer = await tab.workspace.readPicture(hash);
  return answer.ok ? answer.value : answer.error;
};

/** Remembers what it is asked. */
const listening = (): { readonly provider: Provider; readonly requests: ModelRequest[] } => {
  const requests: ModelRequest[] = [];
  const planned = plannedProvider([]);
  return {
    requests,
    provider: {
      stream: (request, signal) => {
        requests.push(structuredClone(request));
        return planned.stream(request, signal);
      },
    },
  };
};

test("pictures are stored with their message, reach the model before its words, and are there after the tab", async () => {
  const { provider, requests } = listening();
  const bench = createWorkbench(provider);
  const first = await bench.open();
  const session = await openSession(first);
  const send = () => first.workspace.sendMessage(session, messageId("m"), "What grows here?", [fern, moss]);
  await Promise.all([send(), send()]);
  await first.until(() => statusOf(first) === "completed");
  const said: readonly Block[] = [fernBlock, mossBlock, { type: "text", text: "What grows here?" }];
  expect(requests.map(({ messages }) => messages.map(({ blocks }) => blocks))).toEqual([[said]]);
  first.workspace.close();

  const second = await bench.open();
  expect([await saidBlocks(second), auditLog(await second.entries())]).toEqual([[said], []]);
  expect([await pictureOf(second, fernBlock), await pictureOf(second, mossBlock)]).toEqual([
    { type: "picture", bytes: fern.bytes, mediaType: "image/jpeg" },
    { type: "picture", bytes: moss.bytes, mediaType: "image/png" },
  ]);
});

test("a picture without words is a message, and gives the session its name", async () => {
  const tab = await createWorkbench(plannedProvider([])).open();
  await tab.workspace.sendMessage(await openSession(tab), messageId("m"), "  ", [fern]);
  await tab.until(() => statusOf(tab) === "completed");
  expect([await saidBlocks(tab), tab.workspace.snapshot().sessions[0]?.title]).toEqual([[[fernBlock]], "fern.jpg"]);
});

test("a queued message keeps its pictures until it is said, also past the tab", async () => {
  const bench = createWorkbench(plannedProvider([]));
  const first = await bench.open();
  const session = await openSession(first);
  await first.workspace.queueMessage(session, messageId("a"), "Look", [fern]);
  first.workspace.close();
  const second = await bench.open();
  await second.workspace.sendMessage(session, messageId("b"), "And this", [moss]);
  await second.until(() => statusOf(second) === "completed");
  expect(await saidBlocks(second)).toEqual([
    [fernBlock, { type: "text", text: "Look" }],
    [mossBlock, { type: "text", text: "And this" }],
  ]);
});

test("a picture steers a run that goes on", async () => {
  const { provider, requests } = listening();
  let release = (): void => {};
  const held = new Promise<void>((resolve) => {
    release = resolve;
  });
  const bench = createWorkbench({
    stream: async function* (request, signal) {
      if (requests.length === 0) {
        for await (const event of provider.stream(request, signal)) {
          if (event.type === "finished") await held;
          yield event;
        }
      } else yield* provider.stream(request, signal);
    },
  });
  const tab = await bench.open();
  const session = await openSession(tab);
  await tab.workspace.sendMessage(session, messageId("m"), "Go");
  await tab.workspace.sendMessage(session, messageId("s"), "", [fern]);
  release();
  await tab.until(() => statusOf(tab) === "completed");
  expect(requests.at(-1)?.messages.at(-1)?.blocks).toEqual([fernBlock]);
});

test("what is no picture, too large a one and too many are refused by name, and nothing is stored", async () => {
  const tab = await createWorkbench(plannedProvider([])).open();
  const session = await openSession(tab);
  const before = tab.workspace.snapshot().lastSeq;
  const svg: PictureFile = { bytes: new TextEncoder().encode("<svg onload='alert(1)'/>"), name: "chart.png" };
  const large = new Uint8Array(maxPictureBytes + 1);
  large.set(fern.bytes);
  const largest = large.slice(0, maxPictureBytes);
  const attempts: readonly (readonly PictureFile[])[] = [
    [fern, svg],
    [{ bytes: large, name: "wall.jpg" }],
    Array.from({ length: 21 }, () => fern),
    Array.from({ length: 6 }, (_, place) => ({ bytes: largest, name: `${place + 1}.png` })),
    [],
  ];
  const refusals = await Promise.all(
    attempts.map((pictures) => tab.workspace.sendMessage(session, messageId("m"), "", pictures)),
  );
  const kept = "Nothing was sent, and the message is still in the message box.";
  expect(refusals.map((answer) => (answer.ok ? "sent" : answer.error.message))).toEqual([
    `“chart.png” is no JPEG, PNG, GIF, WebP or PDF by its content; remove it. ${kept}`,
    `“wall.jpg” is larger than the 3.9 MB that a model takes; remove it and attach a smaller one. ${kept}`,
    `A message takes 20 pictures and documents, and this one has 21; remove some. ${kept}`,
    `With “6.png” the files are more than the 20 MB that a request takes; remove some. ${kept}`,
    "The message is empty, so nothing was sent. Write something first.",
  ]);
  expect([tab.workspace.snapshot().lastSeq, await pictureOf(tab, fernBlock)]).toEqual([before, { type: "missing" }]);
});

test("erasing a session takes its pictures along, but none that another session shows", async () => {
  const bench = createWorkbench(plannedProvider([]));
  const first = await bench.open();
  const [one, other] = [await openSession(first), await openSession(first)];
  const idle = () => first.until(() => first.workspace.snapshot().runningRunIds.length === 0);
  await first.workspace.sendMessage(one, messageId("m1"), "", [fern, moss]);
  await idle();
  await first.workspace.queueMessage(other, messageId("m2"), "", [moss]);
  await first.workspace.deleteSession(one);
  first.workspace.close();
  const second = await bench.open();
  expect([(await pictureOf(second, fernBlock)).type, (await pictureOf(second, mossBlock)).type]).toEqual(["missing", "picture"]);
  await second.workspace.deleteSession(other);
  expect((await pictureOf(second, mossBlock)).type).toBe("missing");
});

describe("drafts", () => {
  const draftOf = (pictureId: string, file: PictureFile): DraftPicture => ({
    pictureId,
    name: file.name ?? "",
    mediaType: "image/png",
    width: 1,
    height: 1,
    bytes: file.bytes,
  });
  const kept = async (tab: OpenTab, session: SessionId): Promise<readonly string[]> => {
    const answer = await tab.workspace.readDraftPictures(session);
    return answer.ok
      ? answer.value.pictures.map((one) => `${one.name} ${one.mediaType} ${"width" in one ? one.width : one.pages}`)
      : ["failed"];
  };

  test("stay with their session past the tab, in their order, as their bytes say, until they are dropped", async () => {
    const bench = createWorkbench(plannedProvider([]));
    const first = await bench.open();
    const [one, other] = [await openSession(first), await openSession(first)];
    await first.workspace.keepDraftPicture(one, draftOf("z", fern));
    await first.workspace.keepDraftPicture(one, draftOf("a", moss));
    await first.workspace.keepDraftPicture(other, draftOf("b", moss));
    first.workspace.close();
    const second = await bench.open();
    expect(await kept(second, one)).toEqual(["fern.jpg image/jpeg 7", "moss.png image/png 7"]);
    await second.workspace.dropDraftPictures(one, ["z"]);
    expect([await kept(second, one), await kept(second, other)]).toEqual([["moss.png image/png 7"], ["moss.png image/png 7"]]);
    await second.workspace.deleteSession(one);
    expect([await kept(second, one), await kept(second, other)]).toEqual([[], ["moss.png image/png 7"]]);
  });

  test("are no pictures of a session that is not there, or was erased meanwhile, and nothing but pictures", async () => {
    const tab = await createWorkbench(plannedProvider([])).open();
    const session = await openSession(tab);
    const svg: PictureFile = { bytes: new TextEncoder().encode("<svg/>"), name: "chart.png" };
    const refused = [
      await tab.workspace.keepDraftPicture(session, draftOf("s", svg)),
      await tab.workspace.keepDraftPicture(sessionId("session_none"), draftOf("n", fern)),
    ].map((answer) => (answer.ok ? "kept" : answer.error.type));
    await Promise.all([tab.workspace.deleteSession(session), tab.workspace.keepDraftPicture(session, draftOf("p", fern))]);
    expect([refused, await kept(tab, session)]).toEqual([["invalid-input", "not-found"], []]);
  });
});
