import { execFileSync } from "node:child_process";
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import fc from "fast-check";
import { expect, test } from "vitest";
import { effectId, runId, type Seq, sessionId } from "../../kernel/base/ids.ts";
import type { FileSystem } from "../../kernel/contracts/file-system.ts";
import { FileSystemError } from "../../kernel/contracts/file-system.ts";
import { createOverlay } from "../files/overlay/overlay.ts";
import { createFakeWorkspace } from "../files/overlay/workspace-tree.fake.ts";
import { gitItems } from "./git-items.ts";
import { createGitRepository } from "./git-repository.ts";
import type { GitStep } from "./git-step.ts";
import { isTracked } from "./git-tree.ts";
import { unifiedDiff } from "./unified-diff.ts";

type Work = (files: FileSystem) => Promise<unknown>;

const createWorld = (contents: Readonly<Record<string, string>> = {}) => {
  const { tree, blobs } = createFakeWorkspace(contents);
  const steps: GitStep[] = [];
  /** The texts of all files after each step. */
  const seen: Readonly<Record<string, string>>[] = [];
  const texts = (): Readonly<Record<string, string>> =>
    Object.fromEntries(
      tree.paths().flatMap((path) => {
        const state = tree.state(path);
        return state?.kind === "file" ? [[path, new TextDecoder().decode(blobs.get(state.hash))]] : [];
      }),
    );
  const step = async (work: Work, about: Partial<GitStep> = {}): Promise<void> => {
    const seq = (steps.length + 1) * 10;
    const overlay = createOverlay(tree, { effectId: effectId(`effect_${seq}`), now: seq });
    await work(overlay.files).catch((cause: unknown) => {
      if (!(cause instanceof FileSystemError)) throw cause;
    });
    const effect = await overlay.effect();
    for (const { hash, bytes } of overlay.blobs()) blobs.set(hash, bytes);
    tree.apply(effect.files);
    steps.push({ seq, at: 1_760_000_000_000 + seq * 1_000, effect, by: "agent", title: `step ${seq}`, ...about });
    seen.push(texts());
  };
  const turn = (run: string, number: number): Partial<GitStep> => ({
    by: "agent",
    sessionId: sessionId("session_1"),
    runId: runId(run),
    turn: number,
  });
  const world = (isOpen = false) => ({
    steps: [...steps],
    isOpen,
    untouched: () => {
      const touched = new Set(steps.flatMap(({ effect }) => effect.files.map(({ path }) => path)));
      return tree.paths().flatMap((path) => {
        const state = tree.state(path);
        return state === undefined || touched.has(path) ? [] : [{ path, state }];
      });
    },
  });
  return { tree, steps, seen, texts, step, turn, world, contents: async (hash: string) => blobs.get(hash) };
};
type World = ReturnType<typeof createWorld>;

const write =
  (path: string, text: string): Work =>
  (files) =>
    files.writeFile(path, text);

const repositoryOf = async (world: World) => {
  const repository = createGitRepository(world.contents);
  await repository.follow(world.world());
  return repository;
};

/** A folder as the archive has it, with ordinary git on it. */
const unpack = async (world: World, repository: Awaited<ReturnType<typeof repositoryOf>>) => {
  const folder = mkdtempSync(join(tmpdir(), "vivarium-git-"));
  const put = (path: string, bytes: Uint8Array | string): void => {
    mkdirSync(dirname(join(folder, path)), { recursive: true });
    writeFileSync(join(folder, path), bytes);
  };
  for await (const { path, bytes } of gitItems(repository)) put(path, bytes);
  for (const [path, text] of Object.entries(world.texts())) put(path, text);
  const env = { PATH: process.env["PATH"], HOME: folder, GIT_CONFIG_NOSYSTEM: "1", GIT_PAGER: "cat" };
  return {
    git: (...args: readonly string[]): string =>
      execFileSync("git", ["-c", "core.quotepath=off", ...args], { cwd: folder, env, encoding: "utf8", stdio: "pipe" }),
    remove: () => rmSync(folder, { recursive: true }),
  };
};

const changedBetween = (before: Readonly<Record<string, string>>, after: Readonly<Record<string, string>>): string =>
  [...new Set([...Object.keys(before), ...Object.keys(after)])]
    .sort()
    .flatMap((path) => {
      const [old, next] = [before[path], after[path]];
      if (old === next || !isTracked(path)) return [];
      return [`${old === undefined ? "A" : next === undefined ? "D" : "M"}\t${path.slice(1)}\n`];
    })
    .join("");

test("steps of one turn are one commit with their titles, an act of a person is one of its own, dates are the log's", async () => {
  const world = createWorld();
  await world.step(write("/samples.md", "s"), { by: "sample", title: "samples.md" });
  await world.step(write("/a.md", "a\n"), { ...world.turn("run_1", 1), title: "write /a.md" });
  await world.step(write("/b.md", "b\n"), { ...world.turn("run_1", 1), title: "write /b.md" });
  await world.step(write("/a.md", "A\n"), { by: "person", title: "/a.md" });
  await world.step(write("/c.md", "c\n"), { ...world.turn("run_1", 2), title: "write /c.md" });
  await world.step((files) => files.mkdir("/only-a-folder"), world.turn("run_1", 3));
  const repository = await repositoryOf(world);
  const { git, remove } = await unpack(world, repository);
  expect(git("fsck", "--strict", "--full")).toBe("");
  expect(git("status", "--porcelain")).toBe("");
  expect(git("log", "--reverse", "--format=%s|%an|%ad|%b", "--date=unix")).toBe(
    [
      "Samples: samples.md|Vivarium|1760000010|Events: 10\n",
      "write /a.md, write /b.md|Agent|1760000030|Session: session_1\nTurn: 1\nEvents: 20, 30\n",
      "/a.md|You|1760000040|Events: 40\n",
      "write /c.md|Agent|1760000050|Session: session_1\nTurn: 2\nEvents: 50\n",
      "",
    ].join("\n"),
  );
  expect(repository.commits().map(({ oid }) => oid)).toEqual(git("log", "--reverse", "--format=%H").trim().split("\n"));
  remove();
});

test("a turn that goes on is not committed before it is over, and what was committed keeps its name", async () => {
  const world = createWorld();
  await world.step(write("/a", "1"), world.turn("run_1", 1));
  const repository = createGitRepository(world.contents);
  await repository.follow(world.world(true));
  expect(repository.commits()).toEqual([]);
  await world.step(write("/b", "2"), world.turn("run_1", 1));
  await world.step(write("/c", "3"), world.turn("run_1", 2));
  await repository.follow(world.world(true));
  expect(repository.commits().map(({ seq }) => seq)).toEqual([20]);
  await repository.follow(world.world());
  const whole = await repositoryOf(world);
  expect(repository.commits().map(({ oid }) => oid)).toEqual(whole.commits().map(({ oid }) => oid));
});

test("where a session went on otherwise, git has two lines, and the older one keeps a branch", async () => {
  const world = createWorld();
  const session = sessionId("session_1");
  await world.step(write("/a", "1\n"), world.turn("run_1", 1));
  await world.step(write("/left", "left\n"), world.turn("run_1", 2));
  await world.step((files) => files.unlink("/left"), { by: "choice", title: "Branch", sessionId: session, from: 10 as Seq });
  await world.step(write("/right", "right\n"), world.turn("run_2", 2));
  const repository = await repositoryOf(world);
  const { git, remove } = await unpack(world, repository);
  expect(git("fsck", "--strict", "--full")).toBe("");
  expect(git("branch", "--format=%(refname:short)")).toBe("branches/event-20\nmain\n");
  expect(git("log", "--format=%s", "main")).toBe("step 40\nstep 10\n");
  expect(git("log", "--format=%s", "branches/event-20")).toBe("step 20\nstep 10\n");
  expect(git("ls-tree", "-r", "--name-only", "main")).toBe("a\nright\n");
  expect(git("status", "--porcelain")).toBe("");
  remove();
});

test("what the log does not explain is a commit that says so; what is git's own or the product's is left out", async () => {
  const world = createWorld({ "/untouched": "1\n", "/erased": "2\n", "/d/.GIT/config": "x", "/.agent/rules": "x" });
  await world.step(write("/erased", "3\n"), { by: "person", title: "/erased" });
  const repository = await repositoryOf(world);
  const { git, remove } = await unpack(world, repository);
  expect(git("fsck", "--strict", "--full")).toBe("");
  expect(git("log", "--reverse", "--format=%s")).toBe(
    "Changes that the log does not have any more\nChanges that the log does not have any more\n/erased\n",
  );
  expect(git("ls-tree", "-r", "--name-only", "main")).toBe("erased\nuntouched\n");
  remove();
});

const names = ["/a", "/b", "/d", "/d/a", "/d/e/f", "/ü x", "/d.md"] as const;
const action = fc.oneof(
  fc.record({
    type: fc.constant("write" as const),
    path: fc.constantFrom(...names),
    text: fc.constantFrom("", "x", "x\ny\n", "ä\r\n\0"),
  }),
  fc.record({ type: fc.constantFrom("unlink" as const, "mkdir" as const, "rmdir" as const), path: fc.constantFrom(...names) }),
);

test("for every history, ordinary git finds it sound, and its log is our history: files, contents and differences", async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.array(fc.array(action, { minLength: 1, maxLength: 4 }), { minLength: 1, maxLength: 6 }),
      async (history) => {
        const world = createWorld();
        for (const [place, actions] of history.entries()) {
          await world.step(
            async (files) => {
              for (const { path, ...one } of actions) {
                const done = one.type === "write" ? files.writeFile(path, one.text) : files[one.type](path);
                await done.catch(() => undefined);
              }
            },
            world.turn("run_1", place),
          );
        }
        const repository = await repositoryOf(world);
        if (repository.head() === undefined) return;
        const { git, remove } = await unpack(world, repository);
        expect(git("fsck", "--strict", "--full")).toBe("");
        expect(git("status", "--porcelain")).toBe("");
        let before: Readonly<Record<string, string>> = {};
        for (const { oid, seq, subject } of repository.commits()) {
          const after = world.seen[seq / 10 - 1] ?? {};
          expect(git("show", "--no-renames", "--name-status", "--format=%s", oid)).toBe(
            `${subject}\n\n${changedBetween(before, after)}`,
          );
          for (const [path, text] of Object.entries(after)) expect(git("show", `${oid}:${path.slice(1)}`)).toBe(text);
          const bytes = (text: string | undefined) => (text === undefined ? undefined : new TextEncoder().encode(text));
          const parts = [...new Set([...Object.keys(before), ...Object.keys(after)])]
            .sort()
            .filter((path) => before[path] !== after[path]);
          const ours = parts.map((path) =>
            unifiedDiff({ path, bytes: bytes(before[path]) }, { path, bytes: bytes(after[path]) }),
          );
          // Ids of contents, and names that git quotes, stand only in git's.
          const theirs = git("show", "--no-renames", "--format=", oid)
            .replace(/^index .*\n/gm, "")
            .replace(/"(\w\/.*|\/dev\/null)"\t?/g, "$1")
            .replace(/\t$/gm, "");
          expect(ours.join("")).toBe(theirs);
          before = after;
        }
        remove();
      },
    ),
    { numRuns: 12, includeErrorInReport: true },
  );
});
