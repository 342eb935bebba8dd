import { Bash } from "just-bash/browser";
import { createOverlay } from "../../src/engine/files/overlay/overlay.ts";
import { createWorkspaceTree, type FileTableRow } from "../../src/engine/files/overlay/workspace-tree.ts";
import { createShellFiles } from "../../src/engine/shell/shell-files.ts";
import { createGlobTool } from "../../src/engine/tools/builtin/glob.ts";
import { createGrepTool } from "../../src/engine/tools/builtin/grep.ts";
import { hashBytes } from "../../src/kernel/base/canonical.ts";
import { systemClock } from "../../src/kernel/base/clock.ts";
import { effectId } from "../../src/kernel/base/ids.ts";
import type { JsonValue } from "../../src/kernel/base/json.ts";
import type { FileSystem } from "../../src/kernel/contracts/file-system.ts";
import type { SyncTool } from "../../src/kernel/contracts/tool.ts";
import type { Row } from "../tools/report.mjs";
import { median, spread } from "../tools/rounds.mjs";
import { busyMs, collect } from "./busy-time.ts";

const written = { modifiedAt: 0, version: effectId("effect_0") };
const folders = 50;

/** A workspace of so many text files of so many lines, as a tool sees it. */
const createFiles = (count: number, lines: number): FileSystem => {
  const blobs = new Map<string, Uint8Array>();
  const rows: FileTableRow[] = [];
  for (let folder = 0; folder < folders; folder += 1)
    rows.push({ key: `/folder-${folder}`, state: { kind: "directory", ...written } });
  for (let index = 0; index < count; index += 1) {
    const text = Array.from({ length: lines }, (_, line) => `${index} ${line} the moss likes shade and water, day after day`);
    if (index % 100 === 0) text.push(`needle-${index} stands here`);
    const bytes = new TextEncoder().encode(`${text.join("\n")}\n`);
    const hash = hashBytes(bytes);
    blobs.set(hash, bytes);
    const key = `/folder-${index % folders}/file-${index}.md`;
    rows.push({ key, state: { kind: "file", hash, sizeBytes: bytes.length, ...written } });
  }
  const tree = createWorkspaceTree(rows, async (hash) => blobs.get(hash));
  return createOverlay(tree, { effectId: effectId("effect_1"), now: 1 }).files;
};

/** Milliseconds on the processor, and of the longest stretch in which nothing else could happen. */
const timed = async (work: () => Promise<void>): Promise<{ readonly ms: number; readonly longest: number }> => {
  collect();
  const startedAt = busyMs();
  let [seenAt, longest, isOver] = [performance.now(), 0, false];
  const look = (): void => {
    const now = performance.now();
    longest = Math.max(longest, now - seenAt);
    seenAt = now;
    if (!isOver) setImmediate(look);
  };
  setImmediate(look);
  await work();
  const ms = busyMs() - startedAt;
  isOver = true;
  return { ms, longest: Math.max(longest, performance.now() - seenAt) };
};

const callOn = async (tool: SyncTool, input: JsonValue, files: FileSystem, hits: number): Promise<void> => {
  const parsed = tool.parse(input);
  if (!parsed.ok) throw new Error(parsed.error.join(" "));
  const result = await tool.run(parsed.value, { files, signal: new AbortController().signal, now: 1 });
  if (!result.ok || result.value.isError) throw new Error("The search failed.");
  const found = result.value.text.split("\n").filter((line) => line.startsWith("/folder-")).length;
  if (found !== hits) throw new Error(`The search found ${found} of ${hits}.`);
};

const shellGrep = async (files: FileSystem, pattern: string, hits: number): Promise<void> => {
  const most = Number.MAX_SAFE_INTEGER;
  const bash = new Bash({
    fs: createShellFiles({ files, breathe: async () => {} }),
    commands: ["grep"],
    executionLimits: { maxInputBytes: most, maxLiveBytes: most, maxFileSystemBytes: most, maxTraversalWork: most },
    defenseInDepth: false,
  });
  const { exitCode, stderr, stdout } = await bash.exec(`grep -rnE '${pattern}' /`);
  if (exitCode !== 0) throw new Error(`just-bash's grep failed: ${stderr}`);
  const found = stdout.split("\n").filter((line) => line !== "").length;
  if (found !== hits) throw new Error(`just-bash found ${found} of ${hits}.`);
};

const searched: readonly (readonly [string, string])[] = [
  ["plain text", "needle-"],
  ["an expression", "needle-[0-9]+ st"],
];

/** 1,000 files of about 50 KB, and 20,000 names. */
export const searchRows = async (rounds: number): Promise<readonly Row[]> => {
  const large = createFiles(1_000, 920);
  const [grep, glob] = [createGrepTool({ clock: systemClock }), createGlobTool({ clock: systemClock })];
  const rows: Row[] = [];
  for (const [kind, pattern] of searched) {
    const [ours, theirs, stretches]: [number[], number[], number[]] = [[], [], []];
    for (let round = 0; round < rounds; round += 1) {
      const own = await timed(() => callOn(grep, { pattern }, large, 10));
      ours.push(own.ms);
      stretches.push(own.longest);
      theirs.push((await timed(() => shellGrep(large, pattern, 10))).ms);
    }
    const ratio = median(ours) / median(theirs);
    rows.push({
      name: `Grep, ${kind} in 50 MB`,
      unit: "ms",
      ours: median(ours),
      target: "at least as fast as just-bash's own over the same files",
      judged: ratio,
      bound: 1,
      sense: "at-most",
      note: `${spread(ours)}; just-bash ${spread(theirs)}; longest stretch without a rest ${Math.max(...stretches).toFixed(0)} ms`,
    });
  }
  const many = createFiles(20_000, 1);
  const globbed: number[] = [];
  for (let round = 0; round < rounds; round += 1)
    globbed.push((await timed(() => callOn(glob, { pattern: "**/*-77?.md" }, many, 10))).ms);
  rows.push({
    name: "Glob over 20,000 files",
    unit: "ms",
    ours: median(globbed),
    target: "at most 100 ms",
    judged: median(globbed),
    bound: 100,
    sense: "at-most",
    note: spread(globbed),
  });
  return rows;
};
