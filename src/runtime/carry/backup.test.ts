import { describe, expect, test } from "vitest";
import type { Result } from "../../kernel/base/result.ts";
import type { BackupPreview } from "../../kernel/files/backup.ts";
import { rulesFolder } from "../../kernel/rules/rules-folder.ts";
import type { CommitHook } from "../../platform/storage/idb/writer.ts";
import { createDoom } from "../runs/doom.fake.ts";
import { createWorkbench, type OpenTab, plannedProvider, say } from "../workbench.fake.ts";

const unwrapped = <Value>(result: Result<Value, unknown>): Value => {
  if (!result.ok) throw new Error(JSON.stringify(result.error));
  return result.value;
};

const provider = plannedProvider([
  {
    text: "I write it. ",
    calls: [
      { tool: "write", input: { file_path: "/notes/fern.md", content: "# Fern\n" } },
      { tool: "state_set", input: { key: "color", value: "green" } },
    ],
  },
]);
const bench = () => createWorkbench(provider, () => ({ type: "approve" }));
const isDone =
  (tab: OpenTab, count = 1) =>
  () =>
    tab.workspace.snapshot().sessions.filter(({ status }) => status === "completed").length === count;

const worked = async (hook?: CommitHook): Promise<OpenTab> => {
  const tab = await bench().open(hook);
  await say(tab, "Write about ferns");
  await tab.until(isDone(tab));
  return tab;
};

const backupOf = async (tab: OpenTab): Promise<Blob> => unwrapped(await tab.workspace.makeBackup()).file;
const linesOf = async (file: Blob): Promise<readonly string[]> => {
  const stream = file.stream().pipeThrough(new DecompressionStream("gzip") as unknown as ReadableWritablePair);
  return (await new Response(stream).text()).split("\n");
};
/** A backup without the moment at which it was made. */
const canonical = async (file: Blob): Promise<readonly string[]> => {
  const lines = await linesOf(file);
  return lines.slice(1, -2);
};
const zipped = async (lines: readonly string[]): Promise<Blob> => {
  const stream = new Blob([lines.join("\n")])
    .stream()
    .pipeThrough(new CompressionStream("gzip") as unknown as ReadableWritablePair);
  return new Response(stream).blob();
};
const picked = (file: Blob) => ({ name: "mine.vivarium", file });
const previewOf = async (tab: OpenTab, file: Blob): Promise<BackupPreview> => {
  const preview = unwrapped(await tab.workspace.previewImport(picked(file), "/"));
  if (preview.type !== "backup") throw new Error("not a backup");
  return preview;
};
const restore = async (tab: OpenTab, file: Blob, place: "instead" | "beside", isOwn: boolean) => {
  const { hash } = await previewOf(tab, file);
  return unwrapped(await tab.workspace.restoreBackup(picked(file), { place, isOwn, hash }));
};
/** Everything that a person sees of a workspace. */
const standing = async (tab: OpenTab): Promise<unknown> => ({
  files: await tab.files(),
  sessions: tab.workspace.snapshot().sessions,
  rules: tab.workspace.snapshot().rules,
  state: unwrapped(await tab.workspace.readState(undefined)),
  settings: tab.workspace.snapshot().settings,
});

/** A workspace in which much would act by itself. */
const armed = async (): Promise<OpenTab> => {
  const first = await worked();
  const [session] = first.workspace.snapshot().sessions;
  if (session === undefined) throw new Error("no session");
  const { sessionId } = session;
  unwrapped(await first.workspace.setLevel(sessionId, "only-limits"));
  unwrapped(await first.workspace.setMode(sessionId, "accept-edits"));
  const remote = { provider: "openai-chat", baseUrl: "https://evil.example/v1", model: "m" } as const;
  unwrapped(await first.workspace.chooseSessionModel(sessionId, remote));
  unwrapped(await first.workspace.chooseModel(remote));
  const rule = {
    ruleId: "rule_1" as never,
    match: { tools: ["delete"] },
    decision: "allow",
    scope: { type: "workspace" },
    madeBy: "person",
    madeAt: 1,
    sentence: "Allow delete.",
  } as const;
  unwrapped(await first.workspace.addRule(rule));
  return first;
};

describe("a backup in place of an empty workspace", () => {
  test("is the workspace that it was made of, and the backup of that is the same", async () => {
    const first = await worked();
    unwrapped(await first.workspace.setDefaultLevel("ask-every-change"));
    unwrapped(await first.workspace.makeCheckpoint());
    unwrapped(await first.workspace.verifyLog(undefined));
    const deleted = await say(first, "Then this goes");
    await first.until(isDone(first, 2));
    unwrapped(await first.workspace.deleteSession(deleted));
    const [before, file] = [await standing(first), await backupOf(first)];
    expect(first.workspace.snapshot().lastBackup).toEqual({ madeAt: expect.any(Number), seq: expect.any(Number) });

    const factory = bench();
    const second = await factory.open();
    expect(await restore(second, file, "instead", true)).toMatchObject({ counts: { sessions: 1 } });
    second.workspace.close();
    const again = await factory.open();
    expect(await standing(again)).toEqual(before);
    expect(await canonical(await backupOf(again))).toEqual(await canonical(file));
    expect(unwrapped(await again.workspace.verifyLog(undefined))).toMatchObject({ status: "whole" });
    again.workspace.close();
    first.workspace.close();
  });

  test("arrives with what would act by itself listed and switched off, its text labelled", async () => {
    const first = await armed();
    const file = await backupOf(first);

    const factory = bench();
    const second = await factory.open();
    expect((await previewOf(second, file)).active).toEqual([
      { id: "session/0/model", kind: "endpoint", text: "“Write about ferns” would ask m at https://evil.example/v1" },
      { id: "setting/model", onlyInstead: true, kind: "endpoint", text: "Every session would ask https://evil.example/v1" },
      { id: "session/0/level", kind: "level", text: "“Write about ferns” would ask only at limits" },
      { id: "session/0/mode", kind: "level", text: "“Write about ferns” would accept edits unasked" },
      { id: "rule/0", kind: "rule", text: "Allow delete." },
    ]);
    await restore(second, file, "instead", false);
    second.workspace.close();
    const again = await factory.open();
    const { model, rules, sessions } = again.workspace.snapshot();
    expect([model, rules.map(({ isOff }) => isOff)]).toEqual([{ provider: "demo" }, [true]]);
    expect(sessions).toMatchObject([{ level: "ask-risky", status: "completed" }]);
    expect([sessions[0]?.model, sessions[0]?.mode]).toEqual([undefined, undefined]);
    const rows = unwrapped(await again.workspace.listFiles(undefined)).files;
    expect(rows.find(({ path }) => path === "/notes/fern.md")?.origins).toEqual([{ type: "import", name: "mine.vivarium" }]);
    expect(unwrapped(await again.workspace.verifyLog(undefined))).toMatchObject({ status: "whole" });
    again.workspace.close();
    first.workspace.close();
  });

  test("comes with exactly those parts switched on that the person chose", async () => {
    const first = await armed();
    const [kept, aside] = ["kept", "aside"].map((name) => `${rulesFolder}/${name}.toml`);
    for (const path of [kept, aside])
      unwrapped(await first.workspace.changeFiles([{ type: "write", path: `${path}`, text: "", base: null }], undefined));
    const file = await backupOf(first);
    const factory = bench();
    const second = await factory.open();
    const { active, hash } = await previewOf(second, file);
    const on = ["rule/0", "session/0/model", `rule-file/${kept}`];
    expect(active.map(({ id }) => id)).toEqual(expect.arrayContaining(on));
    unwrapped(await second.workspace.restoreBackup(picked(file), { place: "instead", isOwn: false, hash, on }));
    second.workspace.close();
    const again = await factory.open();
    const { model, rules, sessions } = again.workspace.snapshot();
    expect([model, rules.map(({ isOff }) => isOff)]).toEqual([{ provider: "demo" }, [undefined]]);
    expect(sessions.map((row) => [row.level, row.mode, row.model])).toEqual([
      ["ask-risky", undefined, { provider: "openai-chat", baseUrl: "https://evil.example/v1", model: "m" }],
    ]);
    const paths = Object.keys(await again.files());
    expect([kept, aside].map((path) => paths.includes(`${path}`))).toEqual([true, false]);
    again.workspace.close();
    first.workspace.close();
  });

  test("does not take the place of work", async () => {
    const tab = await worked();
    const file = await backupOf(tab);
    const { hash, noReplacing } = await previewOf(tab, file);
    expect(noReplacing).toBe("There is work in this workspace, and a backup never takes the place of work.");
    const before = await standing(tab);
    expect(await tab.workspace.restoreBackup(picked(file), { place: "instead", isOwn: true, hash })).toMatchObject({ ok: false });
    expect(await standing(tab)).toEqual(before);
    tab.workspace.close();
  });
});

test("beside what is there a backup is sessions and a folder of its own, and nothing there changes", async () => {
  const tab = await worked();
  const file = await backupOf(tab);
  const before = await tab.files();
  const own = tab.workspace.snapshot().sessions[0];
  const { folder } = await restore(tab, file, "beside", false);
  const second = await restore(tab, file, "beside", false);
  expect(second.folder).toBe(`${folder}-2`);
  const moved = (to: string | undefined) =>
    Object.fromEntries(Object.entries(before).map(([path, text]) => [`${to}${path}`, text]));
  expect(await tab.files()).toEqual({ ...before, ...moved(folder), ...moved(second.folder) });
  const { sessions } = tab.workspace.snapshot();
  expect(sessions.map(({ title }) => title)).toEqual(Array.from({ length: 3 }, () => "Write about ferns"));
  expect(sessions).toContainEqual(own);
  expect(new Set(sessions.map(({ sessionId }) => sessionId)).size).toBe(3);
  // Its history is its own: a step of the copy is taken back there, and nowhere else.
  const copy = sessions.find(({ sessionId }) => sessionId !== own?.sessionId);
  const { entries } = unwrapped(await tab.workspace.openSession(copy?.sessionId as never));
  const step = entries.find(
    ({ event }) => event.type === "call-settled" && event.effect?.files.some(({ path }) => path.endsWith("fern.md")) === true,
  );
  if (step?.event.type !== "call-settled") throw new Error("no step");
  unwrapped(await tab.workspace.undo(copy?.sessionId, step.event.effect?.effectId as never));
  const after = await tab.files();
  expect(after["/notes/fern.md"]).toBe("# Fern\n");
  expect(Object.keys(after).filter((path) => path.endsWith("/notes/fern.md"))).toHaveLength(2);
  // Every session's log can be run again, and work goes on.
  await say(tab, "Write about ferns again");
  await tab.until(isDone(tab, 4));
  await tab.entries();
  tab.workspace.close();
});

test("beside what is there the parts that were chosen are switched on under their names of here, and settings never", async () => {
  const first = await armed();
  const file = await backupOf(first);
  first.workspace.close();
  const tab = await worked();
  const { hash } = await previewOf(tab, file);
  const on = ["rule/0", "session/0/level", "setting/model"];
  unwrapped(await tab.workspace.restoreBackup(picked(file), { place: "beside", isOwn: false, hash, on }));
  const { model, rules, sessions } = tab.workspace.snapshot();
  expect([model, rules.map(({ isOff, sentence }) => [sentence, isOff])]).toEqual([
    { provider: "demo" },
    [["Allow delete.", undefined]],
  ]);
  expect(sessions.map((row) => [row.level, row.mode, row.model]).toSorted()).toEqual([
    ["ask-risky", undefined, undefined],
    ["only-limits", undefined, undefined],
  ]);
  tab.workspace.close();
});

describe("a file that is no whole backup", () => {
  test("cut anywhere, changed anywhere, of another version or another kind, it is refused and nothing is changed", async () => {
    const tab = await worked();
    const file = await backupOf(tab);
    const lines = await linesOf(file);
    const bytes = new Uint8Array(await file.arrayBuffer());
    const files = (await Promise.all([
      ...Array.from({ length: 50 }, (_, part) => new Blob([bytes.slice(0, Math.floor((bytes.length * part) / 50))])),
      ...Array.from({ length: 50 }, (_, part) => {
        const flipped = bytes.slice();
        const at = 10 + Math.floor(((bytes.length - 10) * part) / 50);
        flipped[at] = (flipped[at] ?? 0) ^ 0x10;
        return new Blob([flipped]);
      }),
      ...lines.slice(0, -1).map((_, index) => zipped(lines.toSpliced(index, 1))),
      zipped(lines.map((one) => one.replace('"version":1', '"version":2'))),
      zipped(lines.map((one) => one.replace("# Fern", "# Ferm"))),
      zipped(lines.map((one) => one.replace("Write about ferns", "Write about moss"))),
      zipped([...lines.slice(0, -1), '["entry",{}]', ""]),
      zipped(["hello"]),
      zipped([""]),
    ])) as readonly Blob[];
    const before = await standing(tab);
    const messages = new Set<string>();
    for (const one of files) {
      if (one.size < 2) continue;
      const preview = await tab.workspace.previewImport(picked(one), "/");
      if (preview.ok) throw new Error(`taken: ${JSON.stringify(preview.value)}`);
      messages.add(preview.error.message);
    }
    expect([...messages].filter((message) => message.includes("of version 2, and this program reads version 1"))).toHaveLength(1);
    for (const message of messages) expect(message).toMatch(/^mine\.vivarium is not a backup .* Nothing was brought in/u);
    expect(await standing(tab)).toEqual(before);
    tab.workspace.close();
  });
});

test("a key that is held stands nowhere in a backup, and what named its content names the cleaned one", async () => {
  const key = "sk-canary-0123456789abcdefghijk";
  const tab = await createWorkbench(
    plannedProvider([
      { text: `It is ${key}. `, calls: [{ tool: "write", input: { file_path: "/key.txt", content: `key: ${key}\n` } }] },
    ]),
    () => ({ type: "approve" }),
  ).open();
  await say(tab, `Keep ${key} for me`);
  await tab.until(isDone(tab));
  unwrapped(await tab.workspace.giveKey("https://api.example.test", key));
  const file = await backupOf(tab);
  const text = (await linesOf(file)).join("\n");
  expect(text).not.toContain(key);
  expect(text).not.toContain(btoa(`key: ${key}\n`).slice(8, 32));
  const factory = bench();
  const second = await factory.open();
  await restore(second, file, "instead", true);
  second.workspace.close();
  const again = await factory.open();
  expect((await again.files())["/key.txt"]).toBe("key: [key removed]\n");
  expect(again.workspace.snapshot().keyOrigins).toEqual([]);
  again.workspace.close();
  tab.workspace.close();
});

test.each(["instead", "beside"] as const)(
  "dead at any commit of a restore %s, the workspace is as before or as after",
  async (place) => {
    const source = await worked();
    const file = await backupOf(source);
    source.workspace.close();
    const story = (tab: OpenTab) => restore(tab, file, place, true);
    const shown = async (tab: OpenTab): Promise<string> =>
      JSON.stringify([await tab.files(), tab.workspace.snapshot().sessions.map(({ title, status }) => [title, status])]);
    const golden = createDoom();
    const factory = bench();
    const first = await factory.open({ point: golden.point });
    const [before, start] = [await shown(first), golden.commits()];
    await story(first);
    first.workspace.close();
    const reopened = await factory.open();
    const after = await shown(reopened);
    reopened.workspace.close();
    expect(after).not.toBe(before);
    expect(golden.commits() - start).toBeGreaterThanOrEqual(3);
    for (let commit = start + 1; commit <= golden.commits(); commit += 1) {
      const doom = createDoom((count) => count === commit);
      const other = bench();
      const told = other.open({ point: doom.point }).then(story);
      await Promise.race([doom.death, told]);
      const next = await other.open();
      expect(await shown(next), `dead at commit ${commit}`).toBe(commit === golden.commits() ? after : before);
      // What was left behind does not stand in the way of the next time, and goes with it.
      if (commit < golden.commits()) {
        await restore(next, file, place, true);
        next.workspace.close();
        const last = await other.open();
        expect(await shown(last)).toBe(after);
        last.workspace.close();
      } else next.workspace.close();
    }
  },
);
