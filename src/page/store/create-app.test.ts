import { describe, expect, test } from "vitest";
import { createFakeClock } from "../../kernel/base/clock.fake.ts";
import { callId, effectId, messageId, runId, sessionId } from "../../kernel/base/ids.ts";
import { createFakeRandom } from "../../kernel/base/random.fake.ts";
import { fakePicture } from "../../kernel/conversation/picture.fake.ts";
import type { DraftPicture } from "../../kernel/conversation/picture.ts";
import type { LogEntry } from "../../kernel/log/log-entry.ts";
import type { Answer } from "../../wire/protocol/command.ts";
import { createFakeClient, fakeWorkspace } from "./app-client.fake.ts";
import { createApp } from "./create-app.ts";
import { createEntryScript, type EntryScript, fakeApproval } from "./entries.fake.ts";
import { foldSession } from "./fold-session.ts";
import { createFakeWindow } from "./page-window.fake.ts";
import type { PictureSource } from "./pictures/attachment.ts";
import type { App } from "./use-app.ts";

const s = sessionId("s");
const settle = async (): Promise<void> => {
  for (let turn = 0; turn < 10; turn += 1) await Promise.resolve();
};

const streamedScript = (): EntryScript => {
  const script = createEntryScript();
  script.startRun("r");
  script.user("u", "Hi");
  script.startMessage("m");
  for (let piece = 0; piece < 6; piece += 1) script.write("m", piece * 2, "ab");
  return script;
};

/** An app whose `open-session` is answered when the test says so. */
const appOpening = (hash = "#/s/s") => {
  const answers: ((entries: readonly LogEntry[]) => void)[] = [];
  const client = createFakeClient({
    "open-session": () =>
      new Promise<Answer<"open-session">>((resolve) => {
        answers.push((entries) => resolve({ ok: true, value: { entries, unreadable: 0 } }));
      }),
  });
  const window = createFakeWindow(hash);
  const clock = createFakeClock();
  const app = createApp({ client, window, clock, random: createFakeRandom() });
  client.connect({ status: "ready" });
  const text = (): string | undefined => app.store.getState().session?.messages.get(messageId("m"))?.text;
  return { app, client, window, clock, answers, text };
};

describe("opening a session", () => {
  test("entries and live pieces that come while it opens are neither lost nor doubled, wherever the answer is cut", async () => {
    const { entries } = streamedScript();
    for (let stored = 0; stored <= entries.length; stored += 1) {
      for (let heard = 0; heard <= stored; heard += 1) {
        const { app, client, window, answers } = appOpening();
        for (const entry of entries.slice(heard)) client.say({ type: "entries", entries: [entry] });
        client.say({
          type: "live-text",
          pieces: [{ sessionId: s, messageId: messageId("m"), kind: "text", offset: 10, text: "ab" }],
        });
        answers[0]?.(entries.slice(0, stored));
        await settle();
        window.frame();
        const expected = foldSession(s, entries);
        expect({ ...app.store.getState().session, revision: 1 }).toEqual({ ...expected, revision: 1 });
      }
    }
  });

  test("a run that broke off without a word in the log looks interrupted, whether the session was open or is opened later", async () => {
    const { entries } = streamedScript();
    const reason = { type: "storage-full", message: "The storage is full." } as const;
    const update = {
      type: "workspace",
      state: fakeWorkspace({ brokenOff: [{ runId: runId("r"), reason }] }),
    } as const;
    for (const isEarly of [true, false]) {
      const { app, client, window, answers } = appOpening();
      if (isEarly) client.say(update);
      answers[0]?.(entries);
      await settle();
      if (!isEarly) client.say(update);
      window.frame();
      expect(app.store.getState().session?.run).toEqual({ status: "interrupted", runId: "r", turn: 0, reason });
    }
  });

  test("a missing number in the log opens the session again", async () => {
    const { entries } = streamedScript();
    const { client, window, answers, text } = appOpening();
    answers[0]?.(entries.slice(0, 4));
    await settle();
    client.say({ type: "entries", entries: entries.slice(4, 5) });
    client.say({ type: "entries", entries: entries.slice(7, 8) });
    answers[1]?.(entries);
    await settle();
    window.frame();
    expect([text(), client.sent.map(({ type }) => type)]).toEqual(["ab".repeat(6), ["open-session", "open-session"]]);
  });

  test("a restarted worker is asked again, and what was shown stays until it answers", async () => {
    const { entries } = streamedScript();
    const { client, answers, text } = appOpening();
    answers[0]?.(entries.slice(0, 6));
    await settle();
    client.connect({ status: "restarting", reason: "silent" });
    client.connect({ status: "ready" });
    expect(text()).toBe("ababab");
    answers[1]?.(entries);
    await settle();
    expect(text()).toBe("ab".repeat(6));
  });

  test("files that another session changed are noticed, and what changes none is not", async () => {
    const { app, client } = appOpening();
    const at = { at: 1, sessionId: sessionId("other"), causes: [], origins: [] };
    const effect = { effectId: effectId("e"), hash: "h", reads: [], files: [] };
    const outcome = { type: "done", output: { text: "", isError: false } } as const;
    const settled = { type: "call-settled", callId: callId("c"), tool: "write", inputHash: "i", outcome, durationMs: 1 } as const;
    client.say({ type: "entries", entries: [{ ...at, seq: 7, event: { ...settled, effect } }] });
    client.say({ type: "entries", entries: [{ ...at, seq: 8, event: settled }] });
    expect(app.store.getState().filesChangedSeq).toBe(7);
  });

  test("the answer of a session that was left is ignored, a failure is shown", async () => {
    const { app, client, answers } = appOpening();
    app.actions.go({ type: "session", sessionId: sessionId("other") });
    answers[0]?.(streamedScript().entries);
    await settle();
    expect(app.store.getState().session).toBeUndefined();
    const failure = { type: "not-found", message: "There is no such session." } as const;
    const broken = createFakeClient({ "open-session": () => ({ ok: false, error: failure }) });
    const second = createApp({
      client: broken,
      window: createFakeWindow("#/s/x"),
      clock: createFakeClock(),
      random: createFakeRandom(),
    });
    broken.connect({ status: "ready" });
    await settle();
    expect(second.store.getState().sessionError).toEqual(failure);
    expect(client.sent.length).toBe(2);
  });
});

test("any number of live pieces are one change of the store per frame", async () => {
  const { entries } = streamedScript();
  const { app, client, window, answers, text } = appOpening();
  answers[0]?.(entries.slice(0, 3));
  await settle();
  let changes = 0;
  app.store.subscribe((state, before) => {
    if (state.session !== before.session) changes += 1;
  });
  for (let offset = 0; offset < 50; offset += 1) {
    client.say({ type: "live-text", pieces: [{ sessionId: s, messageId: messageId("m"), kind: "text", offset, text: "x" }] });
  }
  expect([window.frame(), changes, text()]).toEqual([1, 1, "x".repeat(50)]);
});

describe("saying something", () => {
  test("pressing Send twice is one message, in one session that is made for it", async () => {
    const { app, client, window } = appOpening("");
    app.actions.setDraft("new", "Plan my trip ");
    await Promise.all([app.actions.say("Plan my trip "), app.actions.say("Plan my trip ")]);
    expect(client.sent).toEqual([
      { type: "create-session" },
      { type: "send-message", sessionId: "made", messageId: "message_1", text: "Plan my trip" },
      { type: "open-session", sessionId: "made" },
    ]);
    expect([app.store.getState().drafts, window.hash()]).toEqual([{}, "#/s/made"]);
  });

  test("a message that failed keeps its draft and its name, and is sent again under the same name", async () => {
    let fails = true;
    const client = createFakeClient({
      "send-message": () =>
        fails
          ? { ok: false, error: { type: "storage-full", message: "The disk is full." } }
          : { ok: true, value: { runId: "r" as never } },
    });
    const app = createApp({ client, window: createFakeWindow("#/s/s"), clock: createFakeClock(), random: createFakeRandom() });
    app.actions.setDraft(s, "Go");
    await app.actions.say("Go", s);
    expect([app.store.getState().drafts, app.store.getState().notices]).toEqual([
      { s: "Go" },
      [{ id: 1, tone: "error", text: "The disk is full." }],
    ]);
    fails = false;
    await app.actions.say("Go", s);
    app.actions.setDraft(s, "Go");
    await app.actions.say("Go", s);
    const names = client.sent.map((command) => (command.type === "send-message" ? command.messageId : command.type));
    expect([names, app.store.getState().drafts]).toEqual([["message_1", "message_1", "message_2"], {}]);
  });

  test("offline, a message for a model elsewhere is queued; back online, nothing sends it by itself", async () => {
    const { app, client, window } = appOpening();
    const model = { provider: "openai-chat", baseUrl: "https://models.example/v1", model: "m" } as const;
    client.say({ type: "workspace", state: fakeWorkspace({ model, keyOrigins: ["https://models.example"] }) });
    window.setOnline(false);
    app.actions.setDraft(s, "Later");
    await app.actions.say("Later", s);
    window.setOnline(true);
    await app.actions.say("At once", s);
    expect([client.sent.slice(1), app.store.getState().drafts]).toEqual([
      [
        { type: "queue-message", sessionId: "s", messageId: "message_1", text: "Later" },
        { type: "send-message", sessionId: "s", messageId: "message_2", text: "At once" },
      ],
      {},
    ]);
  });

  const pictureNamed = (name: string, bytes = fakePicture("png")): PictureSource => ({
    name,
    size: bytes.byteLength,
    arrayBuffer: async () => bytes.buffer,
  });
  const names = (app: App): readonly string[] =>
    (app.store.getState().attachments[s] ?? []).map(({ name, status }) => `${name} ${status}`);

  test("pictures go with their message and stay attached where it fails; what was attached meanwhile stays, too", async () => {
    let fails = true;
    let during = (): Promise<void> => Promise.resolve();
    const client = createFakeClient({
      "send-message": async () => {
        await during();
        if (fails) return { ok: false, error: { type: "storage-full", message: "The disk is full." } };
        return { ok: true, value: { runId: "r" as never } };
      },
    });
    const app = createApp({ client, window: createFakeWindow("#/s/s"), clock: createFakeClock(), random: createFakeRandom() });
    const say = () => app.actions.say("", s, app.store.getState().attachments[s]);
    await app.actions.attach(s, [pictureNamed("fern.png"), pictureNamed("moss.png")]);
    await Promise.all([say(), say()]);
    expect(names(app)).toEqual(["fern.png ready", "moss.png ready"]);
    fails = false;
    during = () => app.actions.attach(s, [pictureNamed("late.png")]);
    await say();
    expect(names(app)).toEqual(["late.png ready"]);
    const bytes = fakePicture("png");
    const pictures = [
      { bytes, name: "fern.png" },
      { bytes, name: "moss.png" },
    ];
    const command = { type: "send-message", sessionId: "s", messageId: "message_1", text: "", pictures };
    expect(client.sent.filter(({ type }) => type === "send-message")).toEqual([command, command]);
  });

  test("each picture that cannot be taken is named, the others are attached, in their order and at most 20", async () => {
    const { app } = appOpening();
    const attached = app.actions.attach(s, [
      pictureNamed("a.png"),
      pictureNamed("b.svg", new Uint8Array(9)),
      pictureNamed("c.png"),
    ]);
    expect(names(app)).toEqual(["a.png preparing", "b.svg preparing", "c.png preparing"]);
    const [first] = app.store.getState().attachments[s] ?? [];
    app.actions.detach(s, [first?.id ?? ""]);
    await attached;
    expect(names(app)).toEqual(["c.png ready"]);
    await app.actions.attach(
      s,
      Array.from({ length: 23 }, (_, index) => pictureNamed(`${index}.png`)),
    );
    expect(names(app)).toHaveLength(20);
    expect(app.store.getState().notices.map(({ text }) => text)).toEqual([
      "“b.svg” was not attached: it is not a picture.",
      "“19.png”, “20.png”, “21.png” and 1 more were not attached: a message takes 20 pictures and documents. Send this one first, or remove some.",
    ]);
    expect(app.store.getState().attachments).toEqual({ s: expect.anything() });
  });

  test("a text file becomes words of the message; a picture stays one whatever its name says", async () => {
    const { app } = appOpening();
    app.actions.setDraft(s, "Compare these:");
    const text = new TextEncoder().encode("a,b\n1,2\n");
    await app.actions.attach(s, [
      pictureNamed("table.csv", text),
      pictureNamed("photo.txt"),
      pictureNamed("empty.md", new Uint8Array(0)),
    ]);
    expect([app.store.getState().drafts[s], names(app), app.store.getState().notices.map((notice) => notice.text)]).toEqual([
      "Compare these:\n\ntable.csv\n```\na,b\n1,2\n```\n",
      ["photo.txt ready"],
      ["“empty.md” was not attached: the file is empty. The message is as it was. Choose another one."],
    ]);
  });

  test("pictures that are more than a request takes together are named, and the smaller ones behind them are attached", async () => {
    const { app } = appOpening();
    const sized = (name: string, bytes: number) => {
      const file = new Uint8Array(bytes);
      file.set(fakePicture("png"));
      return pictureNamed(name, file);
    };
    await app.actions.attach(s, [sized("a.png", 15_000_000), sized("b.png", 6_000_000), sized("c.png", 5_000_000)]);
    expect([names(app), app.store.getState().notices.map(({ text }) => text)]).toEqual([
      ["a.png ready", "c.png ready"],
      [
        "“b.png” was not attached: with it the files of this message would be more than the 20 MB that a request takes. Send this one first, or remove some.",
      ],
    ]);
  });

  test("attached pictures are kept by the worker, brought back once, and dropped when they are removed", async () => {
    const kept = new Map<string, DraftPicture>();
    const client = createFakeClient({
      "keep-draft-picture": ({ picture }) => {
        kept.set(picture.pictureId, picture);
        return { ok: true, value: null };
      },
      "drop-draft-pictures": ({ pictureIds }) => {
        for (const id of pictureIds) kept.delete(id);
        return { ok: true, value: null };
      },
      "read-draft-pictures": () => ({ ok: true, value: { pictures: [...kept.values()] } }),
    });
    const appOf = async (): Promise<App> => {
      const app = createApp({ client, window: createFakeWindow("#/s/s"), clock: createFakeClock(), random: createFakeRandom() });
      client.connect({ status: "ready" });
      client.say({ type: "workspace", state: fakeWorkspace() });
      await settle();
      return app;
    };
    const app = await appOf();
    await app.actions.attach(s, [pictureNamed("fern.png"), pictureNamed("moss.png")]);
    await settle();
    client.say({ type: "workspace", state: fakeWorkspace() });
    const reloaded = await appOf();
    expect(reloaded.store.getState().attachments).toEqual(app.store.getState().attachments);
    expect(names(reloaded)).toEqual(["fern.png ready", "moss.png ready"]);
    await reloaded.actions.say("", s, reloaded.store.getState().attachments[s]?.slice(0, 1));
    await settle();
    expect([names(reloaded), [...kept.values()].map(({ name }) => name)]).toEqual([["moss.png ready"], ["moss.png"]]);
    expect(client.sent.filter(({ type }) => type === "read-draft-pictures")).toHaveLength(2);
  });

  test("a picture that cannot be kept can be sent all the same, and one that was removed meanwhile is not kept", async () => {
    let answer = (): void => {};
    const client = createFakeClient({
      "keep-draft-picture": ({ picture }) =>
        picture.name === "full.png"
          ? { ok: false, error: { type: "storage-full", message: "The disk is full." } }
          : new Promise((resolve) => {
              answer = () => resolve({ ok: true, value: null });
            }),
    });
    const app = createApp({ client, window: createFakeWindow("#/s/s"), clock: createFakeClock(), random: createFakeRandom() });
    await app.actions.attach(s, [pictureNamed("full.png"), pictureNamed("gone.png")]);
    app.actions.detach(s, ["picture_2"]);
    answer();
    await settle();
    expect(names(app)).toEqual(["full.png ready"]);
    expect(app.store.getState().notices.map(({ text }) => text)).toEqual([
      "“full.png” is attached and can be sent, but a reload would lose it. The disk is full.",
    ]);
    expect(client.sent.filter(({ type }) => type === "drop-draft-pictures")).toHaveLength(2);
  });

  test("what was typed while a message was on its way stays", async () => {
    const { app } = appOpening();
    app.actions.setDraft(s, "First");
    const sent = app.actions.say("First", s);
    app.actions.setDraft(s, "Second");
    await sent;
    expect(app.store.getState().drafts).toEqual({ s: "Second" });
  });
});

describe("the page's memory", () => {
  test("what keeps the workspace from being opened is told until it is open", () => {
    const { app, client } = appOpening("");
    client.say({ type: "blocked", message: "Another tab holds it." });
    const before = app.store.getState().blocked;
    client.say({ type: "workspace", state: fakeWorkspace() });
    expect([before, app.store.getState().blocked]).toEqual(["Another tab holds it.", undefined]);
  });

  test("a page whose memory is gone opens the newest session: a browser that is killed keeps the log, not the memory", () => {
    const [row] = fakeWorkspace().sessions;
    if (row === undefined) throw new Error("The fake workspace has no session.");
    const sessions = [{ ...row, sessionId: sessionId("newest"), updatedAt: 9 }, row];
    const { client, window } = appOpening("");
    client.say({ type: "workspace", state: fakeWorkspace({ sessions }) });
    expect(window.hash()).toBe("#/s/newest");
  });

  test("theme, drafts, the inspector's tab and the last session come back after a reload", () => {
    const { app, client, window } = appOpening("#/s/s");
    app.actions.setTheme("dark");
    app.actions.setDraft(s, "half a thought");
    app.actions.go({ type: "session", sessionId: s, tab: "files" });
    client.say({ type: "workspace", state: fakeWorkspace() });
    const reloaded = createFakeWindow("", window.stored);
    const secondClient = createFakeClient();
    const second = createApp({ client: secondClient, window: reloaded, clock: createFakeClock(), random: createFakeRandom() });
    secondClient.say({ type: "workspace", state: fakeWorkspace() });
    const { theme, drafts, route } = second.store.getState();
    expect({ theme, drafts, route, shown: reloaded.theme(), history: reloaded.history }).toEqual({
      theme: "dark",
      drafts: { s: "half a thought" },
      route: { type: "session", sessionId: "s", tab: "files" },
      shown: "dark",
      history: ["#/s/s?tab=files"],
    });
  });

  test("what a message is about stays with its draft, also after a reload, goes with the message, and is gone once that is stored", async () => {
    const { app, window } = appOpening("#/s/s");
    const [ada, bob] = ["ada", "bob"].map((id) => ({ type: "entity" as const, id, label: id.toUpperCase(), kind: "person" }));
    if (ada === undefined || bob === undefined) throw new Error("There are two.");
    for (const one of [ada, bob, ada]) app.actions.refer(s, one, true);
    expect(app.store.getState().references).toEqual({ s: [bob, ada] });
    app.actions.refer(s, bob, false);
    const client = createFakeClient();
    const again = createFakeWindow("#/s/s", window.stored);
    const second = createApp({ client, window: again, clock: createFakeClock(), random: createFakeRandom() });
    expect(second.store.getState().references).toEqual({ s: [ada] });
    await second.actions.say("Who is this?", s);
    expect(client.sent.flatMap((command) => (command.type === "send-message" ? [command.about] : []))).toEqual([[ada]]);
    expect(second.store.getState().references).toEqual({});
  });

  test("texts of files that are not saved come back after a reload, those of other tabs too, but for what looks like a key", () => {
    const { app, window } = appOpening("#/s/s");
    const beside = createFakeWindow("", window.stored);
    const other = createApp({ client: createFakeClient(), window: beside, clock: createFakeClock(), random: createFakeRandom() });
    app.actions.setFileDraft("/a.md", { text: "mine", base: "h1" });
    other.actions.setFileDraft("/b.md", { text: "theirs", base: null });
    app.actions.setFileDraft("/c.md", { text: "gone", base: null });
    app.actions.setFileDraft("/c.md", undefined);
    expect(app.store.getState().fileDraftsKept).toBe(true);
    app.actions.setFileDraft("/key.md", { text: `sk-${"a".repeat(30)}`, base: null });
    expect([app.store.getState().fileDraftsKept, Object.keys(app.store.getState().fileDrafts)]).toEqual([
      false,
      ["/a.md", "/key.md"],
    ]);
    const reloaded = createFakeWindow("", window.stored);
    const third = createApp({
      client: createFakeClient(),
      window: reloaded,
      clock: createFakeClock(),
      random: createFakeRandom(),
    });
    expect(third.store.getState().fileDrafts).toEqual({
      "/a.md": { text: "mine", base: "h1" },
      "/b.md": { text: "theirs", base: null },
    });
  });

  test("a browser that refuses storage costs the memory and nothing else", () => {
    const refuse = (): never => {
      throw new DOMException("denied", "SecurityError");
    };
    const window = { ...createFakeWindow("#/s/s"), storage: { getItem: refuse, setItem: refuse } };
    const app = createApp({ client: createFakeClient(), window, clock: createFakeClock(), random: createFakeRandom() });
    app.actions.setTheme("light");
    app.actions.setDraft(s, "x");
    app.actions.setFileDraft("/a.md", { text: "x", base: null });
    expect(app.store.getState().fileDraftsKept).toBe(false);
    expect([app.store.getState().theme, app.store.getState().drafts]).toEqual(["light", { s: "x" }]);
  });
});

test("the title counts what waits", () => {
  const { client, window } = appOpening("#/s/s");
  client.say({ type: "workspace", state: fakeWorkspace() });
  const calm = window.title();
  client.say({ type: "workspace", state: fakeWorkspace({ approvals: [fakeApproval("a", "c"), fakeApproval("b", "d")] }) });
  expect([calm, window.title()]).toEqual(["Portugal by train · Vivarium", "(2) Portugal by train · Vivarium"]);
});

test("moving along the ruler shows that moment once a frame and writes the address when the hand rests", async () => {
  const { entries } = streamedScript();
  const { app, window, clock, answers } = appOpening();
  answers[0]?.(entries);
  await settle();
  for (const at of [8, 6, 5]) app.actions.scrubTo(at);
  expect(window.frame()).toBe(1);
  expect(app.store.getState().scrubbed?.view.messages.get(messageId("m"))?.text).toBe("abab");
  expect(window.hash()).toBe("#/s/s");
  await clock.advance(300);
  expect(window.hash()).toBe("#/s/s?at=5");
  app.actions.scrubTo(undefined);
  window.frame();
  await clock.advance(300);
  expect([app.store.getState().scrubbed, window.hash()]).toEqual([undefined, "#/s/s"]);
});

test("a notice goes by itself, an error stays until it is dismissed", async () => {
  const { app, client, clock } = appOpening();
  app.actions.notify({ tone: "info", text: "Copied" });
  client.say({ type: "notice", failure: { type: "storage-full", message: "Full." } });
  await clock.advance(10_000);
  expect(app.store.getState().notices).toEqual([{ id: 2, tone: "error", text: "Full." }]);
  app.actions.dismissNotice(2);
  expect(app.store.getState().notices).toEqual([]);
});
