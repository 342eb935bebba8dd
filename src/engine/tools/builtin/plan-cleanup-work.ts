import { canonicalHash, hashBytes } from "../../../kernel/base/canonical.ts";
import type { FileSystem } from "../../../kernel/contracts/file-system.ts";
import type { ListenUpdate, ToolContext } from "../../../kernel/contracts/tool.ts";
import type { PreparedOperation } from "../../../kernel/tools/operation.ts";
import { nameOf } from "../../files/path-parts.ts";
import { walkFiles } from "../../files/search/walk.ts";
import { countLines, decodeText, linesWithEnds } from "../../files/text/text-content.ts";
import { answer, refusal } from "./answers.ts";

/** How long a plan can be approved. */
const validMs = 10 * 60_000;
const longLogLines = 100;
const linesKept = 50;
/** Logs above this size are left alone: they are not read to be cut. */
const maxLogBytes = 1024 * 1024;

/** One thing that a clean-up does. `text`: what is left of a file that is cut. */
interface Action {
  readonly path: string;
  readonly sentence: string;
  readonly contentHash: string;
  readonly text?: string;
}

const leftover = /(?:^|[-_. ])(?:scratch|tmp|temp|bak|backup|old|orig)(?:[-_. ]|$)|~$/i;

const deletion = async (files: FileSystem, path: string, why: string): Promise<Action> => {
  const bytes = await files.readFile(path);
  return { path, sentence: `Delete ${path} (${bytes.length} bytes): ${why}`, contentHash: hashBytes(bytes) };
};

const cutLog = async (files: FileSystem, path: string): Promise<Action | undefined> => {
  const bytes = await files.readFile(path);
  const text = decodeText(bytes);
  if (text === undefined || countLines(text) <= longLogLines) return undefined;
  const kept = linesWithEnds(text).slice(-linesKept).join("");
  const sentence = `Cut ${path} to its last ${linesKept} of ${countLines(text)} lines`;
  return { path, sentence, contentHash: hashBytes(bytes), text: kept };
};

/** What a clean-up would do, in the order of the paths. It depends on the names and on the files that it would touch, and on nothing else. */
const planFor = async (files: FileSystem, start: string): Promise<readonly Action[]> => {
  const actions: Action[] = [];
  for await (const { path, stat } of walkFiles(files, start, (name) => !name.startsWith("."))) {
    const name = nameOf(path);
    if (leftover.test(name)) actions.push(await deletion(files, path, "its name says that it is left over"));
    else if (stat.size === 0) actions.push(await deletion(files, path, "it is empty"));
    else if (/\.log$/i.test(name) && stat.size <= maxLogBytes) {
      const cut = await cutLog(files, path);
      if (cut !== undefined) actions.push(cut);
    }
  }
  return actions;
};

const revisionOf = (actions: readonly Action[]): string =>
  canonicalHash(actions.map(({ path, contentHash }) => [path, contentHash])).slice(0, 12);

const counted = (count: number): string => (count === 1 ? "1 thing" : `${count} things`);

export const prepareCleanup = async (path: string, { files, now }: ToolContext): Promise<ListenUpdate> => {
  const actions = await planFor(files, path);
  if (actions.length === 0) {
    return { type: "done", output: { text: `Nothing is left over in ${path}. Nothing was changed.`, isError: false } };
  }
  const revision = revisionOf(actions);
  const snapshot = actions.map(({ sentence }) => sentence).join("\n");
  return { type: "ready", prepared: { operationId: `cleanup ${revision}`, revision, snapshot, expiresAt: now + validMs } };
};

export const cleanUp = async ({ revision, snapshot }: PreparedOperation, path: string, { files }: ToolContext) => {
  const actions = await planFor(files, path);
  if (revisionOf(actions) !== revision) {
    return refusal(
      "The files changed after this plan was shown, so nothing was cleaned up. Call plan_cleanup again to make a new plan.",
    );
  }
  for (const { path: target, text } of actions) {
    if (text === undefined) await files.unlink(target);
    else await files.writeFile(target, text);
  }
  return answer(`Cleaned up ${counted(actions.length)} as planned:\n${snapshot}`);
};
