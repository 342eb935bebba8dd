import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { createFakeClock, type FakeClock } from "../../kernel/base/clock.fake.ts";
import { effectId, messageId, type SessionId } from "../../kernel/base/ids.ts";
import type { JsonValue } from "../../kernel/base/json.ts";
import type { Result } from "../../kernel/base/result.ts";
import type { Soon } from "../../kernel/base/soon.ts";
import { type Commit, type Effect, type Expectation, type Store, tableNames } from "../../kernel/contracts/store.ts";
import type { ImageBlock } from "../../kernel/conversation/message.ts";
import type { LogEntry } from "../../kernel/log/log-entry.ts";
import {
  answers,
  approval,
  asks,
  blob,
  commitOf,
  draft,
  effectAt,
  fileState,
  said,
  sessionA,
  sessionB,
  writes,
} from "./entries.fake.ts";
import type { FakeState } from "./projection.fake.ts";

/** Opens an empty store that uses `fakeProjection`. */
export type OpenStore = (clock: FakeClock) => Promise<Store<FakeState>>;

const unwrapped = <Value>(result: Result<Value, unknown>): Value => {
  if (!result.ok) throw new Error(JSON.stringify(result.error));
  return result.value;
};
const textOf = ({ event }: LogEntry): string => (event.type === "steer-queued" ? event.text : event.type);
const textsOf = async (store: Store<FakeState>, query: Parameters<Store["read"]>[0]): Promise<readonly string[]> =>
  unwrapped(await store.read(query)).entries.map(textOf);
const failureType = (result: Result<unknown, { readonly type: string }>): string => (result.ok ? "ok" : result.error.type);

/** Everything that a store holds, as plain data. */
const dump = async (store: Store<FakeState>): Promise<Readonly<Record<string, unknown>>> => {
  const tables = await Promise.all(tableNames.map(async (name) => [name, unwrapped(await store.list(name)).rows] as const));
  const page = unwrapped(await store.read({ type: "all" }));
  return { ...Object.fromEntries(tables), log: page.entries, approvalIds: [...store.state().approvals.keys()] };
};

/** What every store promises, whatever keeps its data. */
export const storeContract = (name: string, open: OpenStore): void => {
  describe(name, () => {
    const opened = async (): Promise<{ readonly store: Store<FakeState>; readonly clock: FakeClock }> => {
      const clock = createFakeClock();
      return { store: await open(clock), clock };
    };

    test("a commit that expects many files is stored where all are as expected, and not where one is not", async () => {
      const { store } = await opened();
      const paths = Array.from({ length: 100 }, (_, index) => `/many-${index}.md`);
      const put = (path: string): Effect => ({
        type: "put",
        table: "files",
        row: { key: path, state: fileState("x", "effect_1") },
      });
      const expects = paths.map((path): Expectation => ({ type: "file-version", path, version: null }));
      const first = await store.append({ ...commitOf(said("a")), effects: paths.map(put), expects });
      const second = await store.append({ ...commitOf(said("b")), expects: expects.slice(3) });
      const version = effectId("effect_1");
      const third = await store.append({ ...commitOf(said("c")), expects: expects.map((one) => ({ ...one, version })) });
      expect([first, second, third].map(failureType)).toEqual(["ok", "conflict", "ok"]);
      const gone = await store.append({
        ...commitOf(said("d")),
        effects: [{ type: "remove", table: "files", key: "/many-50.md" }],
        expects: [],
      });
      const fourth = await store.append({ ...commitOf(said("e")), expects: expects.map((one) => ({ ...one, version })) });
      expect([gone, fourth].map(failureType)).toEqual(["ok", "conflict"]);
    });

    describe("another workspace in its place", () => {
      const another: readonly LogEntry[] = Array.from({ length: 2_500 }, (_, index) => ({
        seq: index + 1,
        at: 1_000 + index,
        ...said(`other ${index + 1}`, index % 2 === 0 ? sessionB : null),
      }));

      test("is exactly what was given, with the contents that it keeps; nobody hears, and nothing is written after it", async () => {
        const { store } = await opened();
        const [stays, goes] = [blob("stays"), blob("goes")];
        const settings: Effect = { type: "put", table: "settings", row: { key: "old", value: 1 } };
        await store.append({ ...commitOf(said("a")), effects: [stays, goes, settings] });
        const heard: LogEntry[] = [];
        store.subscribe((entries) => heard.push(...entries));
        const keeps = stays.type === "put" && stays.table === "blobs" ? [stays.row.key] : [];
        const row: Effect = { type: "put", table: "settings", row: { key: "new", value: 2 } };
        expect(await store.replace({ entries: another, effects: [row], keeps })).toEqual({ ok: true, value: null });
        expect(heard).toEqual([]);
        expect(store.lastSeq()).toBe(2_500);
        expect(unwrapped(await store.read({ type: "all" })).entries).toEqual(another);
        expect(unwrapped(await store.read({ type: "session", sessionId: sessionB })).entries).toHaveLength(1_250);
        expect(unwrapped(await store.read({ type: "range", from: 999, to: 1_002 })).entries).toEqual(another.slice(998, 1_002));
        expect(unwrapped(await store.keys("blobs"))).toEqual(keeps);
        expect(unwrapped(await store.keys("files"))).toEqual([]);
        expect(unwrapped(await store.list("settings")).rows).toEqual([{ key: "new", value: 2 }]);
        expect(failureType(await store.append(commitOf(said("late"))))).toBe("superseded");
      });
    });

    describe("appending", () => {
      test("numbers entries from one, stamps the time and gives them back", async () => {
        const { store, clock } = await opened();
        const first = await store.append(commitOf(said("a"), said("b")));
        await clock.advance(5);
        const second = await store.append(commitOf(said("c", null)));
        const at = 1_700_000_000_000;
        const stored = [
          { seq: 1, at, ...said("a") },
          { seq: 2, at, ...said("b") },
          { seq: 3, at: at + 5, ...said("c", null) },
        ];
        expect([...unwrapped(first), ...unwrapped(second)]).toEqual(stored);
        expect(await store.read({ type: "all" })).toEqual({ ok: true, value: { entries: stored, unreadable: 0 } });
        expect(store.lastSeq()).toBe(3);
        expect(store.state().entries).toBe(3);
      });

      test("keeps the time of what happened before, and refuses what counts on another end of the log", async () => {
        const { store } = await opened();
        await store.append({ ...commitOf({ ...said("then"), at: 7 }), expects: [{ type: "last-seq", seq: 0 }] });
        expect(unwrapped(await store.read({ type: "all" })).entries).toEqual([{ seq: 1, at: 7, ...said("then") }]);
        const late = await store.append({ ...commitOf(said("late")), expects: [{ type: "last-seq", seq: 0 }] });
        expect(failureType(late)).toBe("conflict");
      });

      test("gives 100 appends at once gapless places in the order of the calls", async () => {
        const { store } = await opened();
        const results = await Promise.all(
          Array.from({ length: 100 }, (_, index) => store.append(commitOf(said(`${index}`), said(`${index}+`)))),
        );
        expect(results.map((result) => unwrapped(result).map(({ seq }) => seq))).toEqual(
          Array.from({ length: 100 }, (_, index) => [index * 2 + 1, index * 2 + 2]),
        );
        expect(await textsOf(store, { type: "all" })).toEqual(
          Array.from({ length: 100 }, (_, index) => [`${index}`, `${index}+`]).flat(),
        );
      });

      test("keeps what follows from an entry in the same commit: files, blobs, settings", async () => {
        const { store } = await opened();
        await store.append({
          ...writes("/a.md", "hello", "effect_1"),
          effects: [blob("hello"), { type: "put", table: "settings", row: { key: "model", value: { provider: "demo" } } }],
        });
        expect(await dump(store)).toMatchObject({
          files: [{ key: "/a.md", state: fileState("hello", "effect_1") }],
          blobs: [blob("hello").row],
          settings: [{ key: "model", value: { provider: "demo" } }],
        });
        const removal = effectAt("/a.md", fileState("hello", "effect_1"), null, "effect_2");
        await store.append({
          ...commitOf(draft({ type: "files-changed", by: "person", effect: removal })),
          effects: [{ type: "remove", table: "settings", key: "model" }],
        });
        expect(await dump(store)).toMatchObject({ files: [], settings: [] });
      });

      test("takes a commit without entries", async () => {
        const { store } = await opened();
        const row = { key: "draft", value: "text" };
        expect(await store.append({ ...commitOf(), effects: [{ type: "put", table: "settings", row }] })).toEqual({
          ok: true,
          value: [],
        });
        expect(await store.get("settings", "draft")).toEqual({ ok: true, value: row });
        expect(store.lastSeq()).toBe(0);
      });

      test("keeps keys and fields that are named like prototype members", async () => {
        const { store } = await opened();
        const hostile = JSON.parse('{"__proto__":{"polluted":true},"constructor":1}') as JsonValue;
        for (const key of ["__proto__", "constructor", "toString", "hasOwnProperty"]) {
          expect(await store.get("settings", key)).toEqual({ ok: true, value: undefined });
          await store.append({ ...commitOf(), effects: [{ type: "put", table: "settings", row: { key, value: hostile } }] });
          const row = unwrapped(await store.get("settings", key));
          expect(JSON.stringify(row?.value)).toBe(JSON.stringify(hostile));
        }
        const entry = draft({ type: "block-received", messageId: messageId("message_1"), provider: "x", value: hostile });
        await store.append(commitOf(entry));
        expect(JSON.stringify(unwrapped(await store.read({ type: "all" })).entries[0]?.event)).toBe(JSON.stringify(entry.event));
        expect(({} as { readonly polluted?: boolean }).polluted).toBeUndefined();
      });

      test("keeps every character, lone surrogates included", async () => {
        const { store } = await opened();
        const text = "a\u0000\uFEFF\uD800b\u{1F600}\u2028";
        await store.append(commitOf(said(text)));
        expect(await textsOf(store, { type: "all" })).toEqual([text]);
      });
    });

    describe("expectations", () => {
      test("a commit on an unchanged version goes through, on a changed one is a conflict that writes nothing", async () => {
        const { store } = await opened();
        const expects = (version: string | null): readonly Expectation[] => [{ type: "file-version", path: "/a.md", version }];
        expect(failureType(await store.append({ ...writes("/a.md", "1", "effect_1"), expects: expects(null) }))).toBe("ok");
        const before = await dump(store);
        expect(failureType(await store.append({ ...writes("/a.md", "2", "effect_2"), expects: expects(null) }))).toBe("conflict");
        expect(failureType(await store.append({ ...writes("/a.md", "2", "effect_2"), expects: expects("effect_0") }))).toBe(
          "conflict",
        );
        expect(await dump(store)).toEqual(before);
        expect(failureType(await store.append({ ...writes("/a.md", "2", "effect_2"), expects: expects("effect_1") }))).toBe("ok");
        expect(store.lastSeq()).toBe(2);
      });

      test("of two commits that race for one version exactly one wins", async () => {
        const { store } = await opened();
        await store.append(writes("/a.md", "0", "effect_0"));
        const race = (version: string): Soon<Result<unknown, { readonly type: string }>> =>
          store.append({
            ...writes("/a.md", version, version),
            expects: [{ type: "file-version", path: "/a.md", version: effectId("effect_0") }],
          });
        const results = await Promise.all([race("effect_1"), race("effect_2"), store.append(commitOf(said("after")))]);
        expect(results.map(failureType)).toEqual(["ok", "conflict", "ok"]);
        expect(unwrapped(await store.get("files", "/a.md"))).toEqual({ key: "/a.md", state: fileState("effect_1", "effect_1") });
        expect(unwrapped(await store.get("blobs", blob("effect_2").row.key))).toBeUndefined();
        expect(unwrapped(await store.read({ type: "all" })).entries.map(({ seq }) => seq)).toEqual([1, 2, 3]);
      });

      test("of two answers to one question exactly one is taken", async () => {
        const { store } = await opened();
        await store.append(asks("approval_1"));
        const results = await Promise.all([store.append(answers("approval_1")), store.append(answers("approval_1"))]);
        expect(results.map(failureType)).toEqual(["ok", "conflict"]);
        expect(unwrapped(await store.get("approvals", "approval_1"))?.approval).toEqual(
          approval("approval_1", { status: "answered", answer: { type: "approve" } }),
        );
        expect(failureType(await store.append(answers("approval_unknown")))).toBe("conflict");
      });

      test("a commit's own group mates count: the second sees what the first wrote", async () => {
        const { store } = await opened();
        const step = (index: number): Commit => ({
          ...writes("/a.md", `${index}`, `effect_${index}`),
          expects: [{ type: "file-version", path: "/a.md", version: index === 0 ? null : `effect_${index - 1}` }],
        });
        const results = await Promise.all(Array.from({ length: 20 }, (_, index) => store.append(step(index))));
        expect(results.map(failureType)).toEqual(Array.from({ length: 20 }, () => "ok"));
      });
    });

    describe("reading", () => {
      test("by range, clipped to what is there", async () => {
        const { store } = await opened();
        for (const group of [["1", "2", "3"], ["4"], ["5", "6"]])
          await store.append(commitOf(...group.map((text) => said(text))));
        expect(await textsOf(store, { type: "range", from: 2, to: 5 })).toEqual(["2", "3", "4", "5"]);
        expect(await textsOf(store, { type: "range", from: -4, to: 1 })).toEqual(["1"]);
        expect(await textsOf(store, { type: "range", from: 6, to: 99 })).toEqual(["6"]);
        expect(await textsOf(store, { type: "range", from: 7, to: 99 })).toEqual([]);
        expect(await textsOf(store, { type: "range", from: 5, to: 2 })).toEqual([]);
      });

      test("by place, over the edges of commits and of the log", async () => {
        const { store } = await opened();
        for (const group of [["1", "2", "3"], ["4"], ["5", "6"]])
          await store.append(commitOf(...group.map((text) => said(text))));
        expect(await textsOf(store, { type: "places", seqs: [1, 3, 4, 6, 7, 90] })).toEqual(["1", "3", "4", "6"]);
        expect(await textsOf(store, { type: "places", seqs: [5] })).toEqual(["5"]);
        expect(await textsOf(store, { type: "places", seqs: [] })).toEqual([]);
      });

      test("by session, also when one commit holds several sessions", async () => {
        const { store } = await opened();
        await Promise.all([
          store.append(commitOf(said("a1"), said("b1", sessionB))),
          store.append(commitOf(said("b2", sessionB), said("none", null))),
          store.append(commitOf(said("a2"))),
        ]);
        expect(await textsOf(store, { type: "session", sessionId: sessionA })).toEqual(["a1", "a2"]);
        expect(await textsOf(store, { type: "session", sessionId: sessionB })).toEqual(["b1", "b2"]);
      });

      test("by effect, over all sessions", async () => {
        const { store } = await opened();
        await store.append(commitOf(said("a")));
        await store.append(writes("/a.md", "1", "effect_1"));
        await store.append(writes("/b.md", "2", "effect_2", sessionB));
        expect(unwrapped(await store.read({ type: "effects" })).entries.map(({ seq }) => seq)).toEqual([2, 3]);
      });

      test("lists rows in order of key, by UTF-16 code unit", async () => {
        const { store } = await opened();
        for (const key of ["b", "a", "\u{1F600}", "\uFF5E", "B", "ab"]) {
          await store.append({ ...commitOf(), effects: [{ type: "put", table: "settings", row: { key, value: 1 } }] });
        }
        const keys = unwrapped(await store.list("settings")).rows.map(({ key }) => key);
        expect(keys).toEqual(["B", "a", "ab", "b", "\u{1F600}", "\uFF5E"]);
      });
    });

    describe("listeners", () => {
      test("hear every stored entry once, in order, before its append resolves, and nothing of a conflict", async () => {
        const { store } = await opened();
        const heard: string[] = [];
        const stop = store.subscribe((entries) => heard.push(...entries.map(textOf)));
        await Promise.all([
          Promise.resolve(store.append(commitOf(said("1"), said("2")))).then(() => heard.push("resolved")),
          store.append({ ...commitOf(said("x")), expects: [{ type: "file-version", path: "/a", version: "none" }] }),
        ]);
        expect(heard).toEqual(["1", "2", "resolved"]);
        await store.append(commitOf());
        stop();
        await store.append(commitOf(said("3")));
        expect(heard).toEqual(["1", "2", "resolved"]);
      });
    });

    describe("erasing a session", () => {
      test("leaves places and other sessions as they are and removes what nothing else names", async () => {
        const { store, clock } = await opened();
        await Promise.all([
          store.append(writes("/shared.md", "shared", "effect_1")),
          store.append(commitOf(said("secret"), said("kept", sessionB), said("nobody's", null))),
        ]);
        await store.append(writes("/b.md", "shared", "effect_2", sessionB));
        await store.append(writes("/gone.md", "gone", "effect_3"));
        const removal = effectAt("/gone.md", fileState("gone", "effect_3"), null, "effect_4");
        await store.append(commitOf(draft({ type: "files-changed", by: "person", effect: removal })));
        await store.append(writes("/stays.md", "stays", "effect_5"));
        const question = approval("approval_1", {
          effect: effectAt("/c.md", null, fileState("asked", "effect_6"), "effect_6"),
        });
        await store.append({
          ...commitOf(draft({ type: "approval-requested", approval: question }, sessionB)),
          effects: [blob("asked")],
        });
        const asked = approval("approval_2", { effect: effectAt("/d.md", null, fileState("never", "effect_7"), "effect_7") });
        await store.append({ ...commitOf(draft({ type: "approval-requested", approval: asked })), effects: [blob("never")] });

        await clock.advance(10);
        const heard: LogEntry[] = [];
        store.subscribe((entries) => heard.push(...entries));
        const erased = await store.eraseSession(sessionA);

        const deleted = { ...draft({ type: "session-deleted" }), seq: 11, at: 1_700_000_000_010 };
        expect(erased).toEqual({ ok: true, value: [deleted] });
        expect(heard).toEqual([deleted]);
        const { entries } = unwrapped(await store.read({ type: "all" }));
        expect(entries.map(({ seq }) => seq)).toEqual([1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11]);
        expect(entries.map(textOf)).toEqual([
          "erased-entry",
          "erased-entry",
          "kept",
          "nobody's",
          "files-changed",
          "erased-entry",
          "erased-entry",
          "erased-entry",
          "approval-requested",
          "erased-entry",
          "session-deleted",
        ]);
        expect(JSON.stringify(entries)).not.toContain("secret");
        expect(entries[0]).toEqual({ seq: 1, at: 1_700_000_000_000, causes: [], origins: [], event: { type: "erased-entry" } });
        expect(await textsOf(store, { type: "session", sessionId: sessionA })).toEqual(["session-deleted"]);
        expect(await textsOf(store, { type: "session", sessionId: sessionB })).toEqual([
          "kept",
          "files-changed",
          "approval-requested",
        ]);
        const blobs = unwrapped(await store.list("blobs")).rows.map(({ bytes }) => new TextDecoder().decode(bytes));
        expect([...blobs].sort()).toEqual(["asked", "shared", "stays"]);
        expect(store.lastSeq()).toBe(11);
      });

      test("takes pictures along that only it shows, in its messages or waiting to be said", async () => {
        const { store } = await opened();
        const [own, shared, waiting] = [blob("own"), blob("shared"), blob("waiting")];
        const picture = ({ row }: typeof own): ImageBlock => ({
          type: "image",
          hash: row.key,
          mediaType: "image/png",
          bytes: row.bytes.byteLength,
          width: 1,
          height: 1,
          name: "fern.png",
        });
        const shows = (blobs: readonly (typeof own)[], session: SessionId): Commit => ({
          ...commitOf(draft({ type: "user-message", messageId: messageId("m"), blocks: blobs.map(picture) }, session)),
          effects: blobs,
        });
        await store.append(shows([own, shared], sessionA));
        await store.append(shows([shared], sessionB));
        const queued = draft({ type: "steer-queued", messageId: messageId("q"), text: "", pictures: [picture(waiting)] });
        await store.append({ ...commitOf(queued), effects: [waiting] });
        const kept = async () => unwrapped(await store.list("blobs")).rows.map(({ bytes }) => new TextDecoder().decode(bytes));
        expect(new Set(await kept())).toEqual(new Set(["own", "shared", "waiting"]));
        await store.eraseSession(sessionA);
        expect(await kept()).toEqual(["shared"]);
        await store.eraseSession(sessionB);
        expect(await kept()).toEqual([]);
      });

      test("takes the session's drafts along and no other's", async () => {
        const { store } = await opened();
        const keep = (key: string, sessionId: SessionId): Effect => ({
          type: "put",
          table: "drafts",
          row: {
            key,
            sessionId,
            place: 1,
            picture: {
              pictureId: key,
              name: "a.png",
              mediaType: "image/png",
              width: 1,
              height: 1,
              bytes: new Uint8Array([1, 2]),
            },
          },
        });
        await store.append({ ...commitOf(), effects: [keep("a", sessionA), keep("b", sessionB), keep("c", sessionA)] });
        await store.eraseSession(sessionA);
        expect(unwrapped(await store.list("drafts")).rows.map(({ key }) => key)).toEqual(["b"]);
      });

      test("leaves a picture that is shown again while it goes", async () => {
        const { store } = await opened();
        const once = blob("once");
        const block: ImageBlock = { type: "image", hash: once.row.key, mediaType: "image/png", bytes: 4, width: 1, height: 1 };
        const shows = (session: SessionId): Commit => ({
          ...commitOf(draft({ type: "user-message", messageId: messageId("m"), blocks: [block] }, session)),
          effects: [once],
        });
        await store.append(shows(sessionA));
        await Promise.all([store.eraseSession(sessionA), store.append(shows(sessionB))]);
        expect(unwrapped(await store.get("blobs", once.row.key))).toEqual(once.row);
      });

      test("goes between the appends around it", async () => {
        const { store } = await opened();
        await Promise.all([
          store.append(commitOf(said("before"))),
          store.eraseSession(sessionA),
          store.append(commitOf(said("after"))),
        ]);
        expect(await textsOf(store, { type: "all" })).toEqual(["erased-entry", "session-deleted", "after"]);
        expect(store.state().entries).toBe(3);
      });
    });

    test("after closing, everything fails with storage-lost and what was appended before is done", async () => {
      const { store } = await opened();
      const pending = store.append(commitOf(said("in time")));
      await store.close();
      expect(failureType(await pending)).toBe("ok");
      const late = await Promise.all([
        store.append(commitOf(said("late"))),
        store.read({ type: "all" }),
        store.get("files", "/a"),
        store.list("files"),
        store.eraseSession(sessionA),
      ]);
      expect(late.map(failureType)).toEqual(Array.from({ length: 5 }, () => "storage-lost"));
    });

    test("any interleaving of appends leaves the same tables as the same appends one by one", async () => {
      const paths = ["/a", "/b", "/c"];
      const versions = ["v0", "v1", "v2", "v3"];
      const step = fc.record({
        path: fc.constantFrom(...paths),
        version: fc.constantFrom(...versions),
        removes: fc.boolean(),
        expected: fc.option(fc.record({ path: fc.constantFrom(...paths), version: fc.option(fc.constantFrom(...versions)) })),
        pause: fc.boolean(),
      });
      await fc.assert(
        fc.asyncProperty(fc.array(step, { maxLength: 12 }), async (steps) => {
          const { store } = await opened();
          const model = new Map<string, string>();
          const expected: string[] = [];
          const running: Soon<Result<unknown, { readonly type: string }>>[] = [];
          for (const { path, version, removes, expected: condition, pause } of steps) {
            const meets = condition === null || (model.get(condition.path) ?? null) === condition.version;
            expected.push(meets ? "ok" : "conflict");
            if (meets && removes) model.delete(path);
            else if (meets) model.set(path, version);
            const effect = effectAt(path, null, removes ? null : fileState(version, version), version);
            running.push(
              store.append({
                ...commitOf(draft({ type: "files-changed", by: "person", effect })),
                expects: condition === null ? [] : [{ type: "file-version", ...condition }],
              }),
            );
            if (pause) await running.at(-1);
          }
          expect((await Promise.all(running)).map(failureType)).toEqual(expected);
          const files = unwrapped(await store.list("files")).rows;
          expect(files.map(({ key, state }) => [key, state.version])).toEqual([...model].sort(([a], [b]) => (a < b ? -1 : 1)));
          expect(unwrapped(await store.read({ type: "all" })).entries.map(({ seq }) => seq)).toEqual(
            expected.filter((outcome) => outcome === "ok").map((_, index) => index + 1),
          );
          await store.close();
        }),
        { numRuns: 60 },
      );
    });
  });
};
