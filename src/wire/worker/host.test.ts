import { expect, test } from "vitest";
import { createFakeClock } from "../../kernel/base/clock.fake.ts";
import { messageId, sessionId } from "../../kernel/base/ids.ts";
import type { LiveText } from "../../kernel/conversation/live.ts";
import { packFiles } from "../../kernel/files/packed-files.ts";
import { emptySnapshot } from "../../kernel/log/workspace-snapshot.fake.ts";
import { createFakeWorkspace, type FakeWorkspace } from "../../runtime/workspace.fake.ts";
import { createFakeBroadcast, createFakeChannel } from "../protocol/port.fake.ts";
import { type BetweenTabs, liveTextPerReceipt, type ToPage, type ToWorker } from "../protocol/update.ts";
import { createHost } from "./host.ts";

const setUp = () => {
  const clock = createFakeClock();
  const broadcast = createFakeBroadcast<BetweenTabs>();
  const tab = (tabId: string) => {
    const { left: page, right: port } = createFakeChannel<ToWorker, ToPage>();
    const heard: ToPage[] = [];
    const workspaces: FakeWorkspace[] = [];
    const takeOvers: string[] = [];
    const networks: boolean[] = [];
    page.listen((message) => {
      if (message.type === "update" && message.update.type === "pulse") return;
      heard.push(message);
    });
    const host = createHost({
      clock,
      port,
      channel: broadcast(),
      tabId,
      onHello: () => {},
      onConnectivity: (online) => void networks.push(online),
      openWorkspace: (listener) => {
        const workspace = createFakeWorkspace(listener, emptySnapshot);
        workspaces.push(workspace);
        return Promise.resolve(workspace);
      },
      takeOver: () => takeOvers.push(tabId),
    });
    return { page, heard, host, workspaces, takeOvers, networks };
  };
  return { broadcast, clock, tab };
};

test("a command that comes before the workspace is open is answered once it is", async () => {
  const { clock, tab } = setUp();
  const { page, heard, host } = tab("a");
  page.send({ type: "command", id: 1, command: { type: "list-files" } });
  await clock.advance(5);
  expect(heard).toEqual([]);
  host.becomeOwner();
  await clock.advance(20);
  expect(heard).toEqual([
    { type: "answer", id: 1, answer: { ok: true, value: { files: packFiles([]) } } },
    { type: "update", update: { type: "workspace", state: { ...emptySnapshot, role: "owner" } } },
  ]);
});

test("a workspace that another tab holds back is told of while it opens", async () => {
  const { clock, tab } = setUp();
  const { heard, host, workspaces } = tab("a");
  host.becomeOwner();
  workspaces[0]?.listener.onBlocked("Another tab holds it.");
  await clock.advance(5);
  expect(heard).toEqual([{ type: "update", update: { type: "blocked", message: "Another tab holds it." } }]);
});

test("a mirror passes commands to the owner and shows what the owner tells", async () => {
  const { clock, tab } = setUp();
  const [owner, mirror] = [tab("a"), tab("b")];
  owner.host.becomeOwner();
  mirror.host.becomeMirror();
  await clock.advance(40);
  expect(mirror.heard).toEqual([{ type: "update", update: { type: "workspace", state: { ...emptySnapshot, role: "mirror" } } }]);
  mirror.page.send({ type: "command", id: 7, command: { type: "read-storage" } });
  await clock.advance(20);
  expect(owner.workspaces[0]?.calls).toEqual(["readStorage"]);
  expect(mirror.heard.at(-1)).toMatchObject({ type: "answer", id: 7, answer: { ok: true } });
  await clock.advance(5_000);
  expect(mirror.takeOvers).toEqual([]);
});

test("a mirror whose owner does not answer for two seconds takes over and runs the command itself", async () => {
  const { clock, tab } = setUp();
  const mirror = tab("b");
  mirror.host.becomeMirror();
  mirror.page.send({ type: "command", id: 3, command: { type: "create-session" } });
  await clock.advance(1_999);
  expect(mirror.takeOvers).toEqual([]);
  await clock.advance(1);
  expect(mirror.takeOvers).toEqual(["b"]);
  mirror.host.becomeOwner();
  await clock.advance(20);
  expect(mirror.workspaces[0]?.calls).toEqual(["createSession"]);
  expect(mirror.heard).toContainEqual({ type: "answer", id: 3, answer: { ok: true, value: { sessionId: "session_1" } } });
});

test("a key never goes from tab to tab: a mirror refuses it, and an owner takes none from the channel", async () => {
  const { broadcast, clock, tab } = setUp();
  const [owner, mirror] = [tab("a"), tab("b")];
  const said: BetweenTabs[] = [];
  const spy = broadcast();
  spy.listen((message) => void said.push(message));
  owner.host.becomeOwner();
  mirror.host.becomeMirror();
  const command = { type: "give-key", origin: "https://a.test", key: "sk-canary" } as const;
  mirror.page.send({ type: "command", id: 7, command });
  await clock.advance(40);
  const refused = { ok: false, error: { type: "conflict" } };
  expect(mirror.heard.find(({ type }) => type === "answer")).toMatchObject({ type: "answer", id: 7, answer: refused });
  expect(JSON.stringify(said)).not.toContain("sk-canary");
  spy.send({ type: "command", from: "c", id: 8, command });
  await clock.advance(40);
  expect(said.at(-1)).toMatchObject({ type: "answer", to: "c", id: 8, answer: refused });
  expect(owner.workspaces[0]?.calls).toEqual([]);
});

test("a command with a held key in it is refused, wherever the key stands, and reaches nobody", async () => {
  const { clock, tab } = setUp();
  const { page, heard, host, workspaces } = tab("a");
  host.becomeOwner();
  const at = { sessionId: sessionId("s"), messageId: messageId("m") };
  page.send({ type: "command", id: 1, command: { type: "send-message", ...at, text: "my key is sk-held" } });
  page.send({ type: "command", id: 2, command: { type: "create-session", title: "sk-held" } });
  page.send({ type: "command", id: 3, command: { type: "give-key", origin: "https://a.test", key: "sk-held" } });
  await clock.advance(40);
  const answers = heard.flatMap((message) => (message.type === "answer" ? [[message.id, message.answer.ok]] : []));
  expect([answers, workspaces[0]?.calls]).toEqual([
    [
      [1, false],
      [2, false],
      [3, true],
    ],
    ["giveKey"],
  ]);
});

test("an owner that loses the workspace closes it and mirrors the next owner", async () => {
  const { clock, tab } = setUp();
  const [old, next] = [tab("a"), tab("b")];
  old.host.becomeOwner();
  await clock.advance(20);
  next.host.becomeOwner();
  old.host.becomeMirror();
  await clock.advance(40);
  expect(old.workspaces[0]?.calls).toEqual(["close"]);
  expect(old.heard.at(-1)).toEqual({
    type: "update",
    update: { type: "workspace", state: { ...emptySnapshot, role: "mirror" } },
  });
});

test("stream text goes out at once, then joined, and never faster than the page takes it", async () => {
  const { clock, tab } = setUp();
  const { page, heard, host, workspaces } = tab("a");
  host.becomeOwner();
  await clock.advance(100);
  heard.length = 0;
  const piece = (offset: number, text: string) => ({
    sessionId: sessionId("s"),
    messageId: messageId("m"),
    kind: "text" as const,
    offset,
    text,
  });
  const live = workspaces[0]?.listener.onLiveText;
  live?.(piece(0, "a"));
  live?.(piece(1, "b"));
  live?.(piece(2, "c"));
  await clock.advance(100);
  const batch = (...pieces: readonly LiveText[]) => ({ type: "update", update: { type: "live-text", pieces } });
  expect(heard).toEqual([batch(piece(0, "a")), batch(piece(1, "bc"))]);
  for (let offset = 3; offset < 20; offset += 1) {
    live?.(piece(offset, "x"));
    await clock.advance(20);
  }
  expect(heard.length).toBe(2 * liveTextPerReceipt);
  page.send({ type: "live-text-received" });
  await clock.advance(1);
  expect(heard[2 * liveTextPerReceipt]).toEqual(batch(piece(9, "x".repeat(11))));
  for (let offset = 20; offset < 40; offset += 1) {
    live?.(piece(offset, "x"));
    await clock.advance(20);
  }
  expect(heard.length).toBe(3 * liveTextPerReceipt);
});

test("what the page says of the network is passed on", async () => {
  const { clock, tab } = setUp();
  const { page, networks } = tab("a");
  page.send({ type: "connectivity", online: false });
  page.send({ type: "connectivity", online: true });
  await clock.advance(5);
  expect(networks).toEqual([false, true]);
});
