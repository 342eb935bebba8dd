import { execFileSync } from "node:child_process";
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { unzipSync } from "fflate";
import { expect, test } from "vitest";
import type { Result } from "../../kernel/base/result.ts";
import { createWorkbench, type OpenTab, type PlannedAnswer, plannedProvider, say, statusOf } from "../workbench.fake.ts";

const unwrapped = <Value>(result: Result<Value, unknown>): Value => {
  if (!result.ok) throw new Error(JSON.stringify(result.error));
  return result.value;
};
const bash = (command: string): PlannedAnswer => ({ text: "", calls: [{ tool: "bash", input: { command } }] });
const write = (path: string, content: string): PlannedAnswer => ({
  text: "",
  calls: [{ tool: "write", input: { file_path: path, content } }],
});

const outputs = async (tab: OpenTab): Promise<readonly string[]> =>
  (await tab.entries()).flatMap(({ event }) =>
    event.type === "call-settled" && event.tool === "bash" && event.outcome.type === "done" ? [event.outcome.output.text] : [],
  );

test("an agent reads the history in its shell, and puts a file of an earlier turn back, which can be undone", async () => {
  const plan = [
    write("/w/ä.md", "one\n"),
    write("/w/ä.md", "one\ntwö\n"),
    bash("git status && git log --oneline -n 2 | cut -d' ' -f2- && cd /w && git diff HEAD~1 HEAD && git show HEAD~1:ä.md"),
    bash("cd /w; git restore --source=HEAD~1 ä.md; cat ä.md; git push"),
    { text: "Done.", calls: [] },
  ];
  const tab = await createWorkbench(plannedProvider(plan), () => ({ type: "approve" })).open();
  await say(tab, "go");
  await tab.until(() => statusOf(tab) === "completed");
  const [read, restored] = await outputs(tab);
  expect(read).toBe(
    [
      "On branch main",
      "nothing to commit, working tree clean",
      "write /w/ä.md",
      "write /w/ä.md",
      "diff --git a/w/ä.md b/w/ä.md",
      "--- a/w/ä.md",
      "+++ b/w/ä.md",
      "@@ -1 +1,2 @@",
      " one",
      "+twö",
      "one",
    ].join("\n"),
  );
  expect(restored).toContain("Exit code: 128\n1 file as in HEAD~1\none\n[stderr]\ngit: 'push' is not there.");
  expect((await tab.files())["/w/ä.md"]).toBe("one\n");
  unwrapped(await tab.workspace.undoLast(undefined));
  expect((await tab.files())["/w/ä.md"]).toBe("one\ntwö\n");
  tab.workspace.close();
});

test("the workspace leaves as an archive whose history ordinary git reads, without held keys, the same each time", async () => {
  const key = "sk-held-abcdefghijklmnopqrstuvwxyz";
  const plan = [write("/w/a.md", "one\n"), write("/w/key.md", `${key}\n`), { text: "Done.", calls: [] }];
  const tab = await createWorkbench(plannedProvider(plan)).open();
  await say(tab, "go");
  await tab.until(() => statusOf(tab) === "completed");
  unwrapped(await tab.workspace.undoLast(undefined));
  unwrapped(await tab.workspace.redoLast(undefined));
  unwrapped(await tab.workspace.giveKey("https://a.test", key));
  const exported = unwrapped(await tab.workspace.exportRepository());
  const files = unzipSync(new Uint8Array(await exported.file.arrayBuffer()));
  const folder = mkdtempSync(join(tmpdir(), "vivarium-export-"));
  for (const [name, bytes] of Object.entries(files)) {
    if (name.endsWith("/")) continue;
    mkdirSync(dirname(join(folder, name)), { recursive: true });
    writeFileSync(join(folder, name), bytes);
  }
  const env = { PATH: process.env["PATH"], HOME: folder, GIT_CONFIG_NOSYSTEM: "1", GIT_PAGER: "cat" };
  const git = (...words: readonly string[]): string =>
    execFileSync("git", [...words], { cwd: folder, env, encoding: "utf8", stdio: "pipe" });
  expect(git("fsck", "--strict", "--full")).toBe("");
  expect(git("status", "--porcelain")).toBe("");
  expect(git("log", "-n", "4", "--format=%s", "--name-status").replace(/\n+/g, "\n")).toBe(
    "Undo\nA\tw/key.md\nUndo\nD\tw/key.md\nwrite /w/key.md\nA\tw/key.md\nwrite /w/a.md\nA\tw/a.md\n",
  );
  expect(git("log", "-p", "--all")).not.toContain(key);
  const [once, twice] = [git("rev-parse", "HEAD"), unwrapped(await tab.workspace.exportRepository())];
  expect(new TextDecoder().decode(unzipSync(new Uint8Array(await twice.file.arrayBuffer()))[".git/refs/heads/main"])).toBe(once);
  rmSync(folder, { recursive: true });
  tab.workspace.close();
});
