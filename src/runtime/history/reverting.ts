import { foldersAbove } from "../../engine/files/path-parts.ts";
import { diffContents } from "../../engine/files/text/diff.ts";
import { type Reverted, revert } from "../../engine/files/undo/revert.ts";
import { hashBytes } from "../../kernel/base/canonical.ts";
import type { Failure } from "../../kernel/base/failure.ts";
import type { EffectId, Seq, SessionId } from "../../kernel/base/ids.ts";
import { err, ok, type Result } from "../../kernel/base/result.ts";
import { type FileSystem, FileSystemError } from "../../kernel/contracts/file-system.ts";
import type { FileChange, FileState } from "../../kernel/files/file.ts";
import type { RevertedPart, RevertPlan } from "../../kernel/log/history.ts";
import { joinOrigins, originsOfFiles } from "../../kernel/rules/origin.ts";
import { editFiles } from "../files/edit-files.ts";
import { byPerson } from "../origins/origins.ts";
import type { UndoingDeps } from "./undoing.ts";

type Answered<Value> = Promise<Result<Value, Failure>>;

/** Takes back what a step did to one file, or some hunks of it, and keeps every later step. */
export interface Reverting {
  readonly planRevert: (part: RevertedPart) => Answered<RevertPlan>;
  /** `result`: what the person saw and agreed to; refused where something else would come of it. Gives the effect that undo takes. */
  readonly revert: (
    part: RevertedPart,
    result: string | null,
    sessionId: SessionId | undefined,
  ) => Answered<{ readonly effectId: EffectId }>;
}

/** What a step did to a file, with the contents. */
interface FoundPart {
  readonly seq: Seq;
  readonly change: FileChange;
  readonly before: Uint8Array | null;
  readonly after: Uint8Array | null;
}

const refused = (message: string): Result<never, Failure> => err({ type: "invalid-input", message });
const hashOf = (bytes: Uint8Array | null): string | null => (bytes === null ? null : hashBytes(bytes));

const changedSince: Failure = {
  type: "conflict",
  message: "The file was changed since you looked. Nothing was changed: look at what it would become again.",
};

export const createReverting = (deps: UndoingDeps, inTurn: <Value>(work: () => Promise<Value>) => Promise<Value>): Reverting => {
  const { effects, tree } = deps;

  const contentOf = async (state: FileState | null): Answered<Uint8Array | null> => {
    if (state?.kind !== "file") return ok(null);
    const bytes = await tree.contents(state.hash);
    return bytes === undefined
      ? refused("A content that this needs is not in the workspace any more. Nothing was changed.")
      : ok(bytes);
  };

  const find = async ({ effectId, path }: RevertedPart): Answered<FoundPart> => {
    const entries = await effects.read();
    if (!entries.ok) return entries;
    const entry = entries.value.find(({ effect }) => effect.effectId === effectId);
    const change = entry?.effect.files.find((each) => each.path === path);
    if (entry === undefined || change === undefined)
      return refused("This step did not change this file, or is not in the log any more. Nothing was changed.");
    if ([change.before, change.after, tree.state(path)].some((state) => state?.kind === "directory"))
      return refused("A folder has no parts to take back. Nothing was changed: undo the whole step instead.");
    const [before, after] = [await contentOf(change.before), await contentOf(change.after)];
    if (!before.ok) return before;
    if (!after.ok) return after;
    return ok({ seq: entry.seq, change, before: before.value, after: after.value });
  };
  const reverted = ({ before, after }: FoundPart, { hunks }: RevertedPart, current: Uint8Array | null): Reverted =>
    revert({ before, after, current, ...(hunks === undefined ? {} : { hunks }) });

  const plan = async (part: RevertedPart): Answered<RevertPlan> => {
    const found = await find(part);
    if (!found.ok) return found;
    const current = await contentOf(tree.state(part.path) ?? null);
    if (!current.ok) return current;
    const outcome = reverted(found.value, part, current.value);
    if (outcome.type === "conflict") return ok(outcome);
    return ok({
      type: "clean",
      change: outcome.bytes === null ? "removed" : current.value === null ? "restored" : "reverted",
      diff: diffContents(current.value ?? new Uint8Array(), outcome.bytes ?? new Uint8Array()),
      result: hashOf(outcome.bytes),
    });
  };

  /** Writes what was agreed to, or nothing. */
  const write = async (
    files: FileSystem,
    found: FoundPart,
    part: RevertedPart,
    result: string | null,
  ): Promise<Result<null, Failure>> => {
    const { path } = part;
    const current = tree.state(path)?.kind === "file" ? await files.readFile(path) : null;
    const outcome = reverted(found, part, current);
    if (outcome.type === "conflict" || hashOf(outcome.bytes) !== result) return err(changedSince);
    if (outcome.bytes === null) {
      await files.unlink(path);
      return ok(null);
    }
    for (const folder of foldersAbove(path).toReversed()) if (tree.state(folder) === undefined) await files.mkdir(folder);
    await files.writeFile(path, outcome.bytes);
    return ok(null);
  };

  const carryOut = async (
    part: RevertedPart,
    result: string | null,
    sessionId: SessionId | undefined,
  ): Answered<{ readonly effectId: EffectId }> => {
    const found = await find(part);
    if (!found.ok) return found;
    const { seq, change } = found.value;
    try {
      const edited = await editFiles(
        deps,
        (files) => write(files, found.value, part, result),
        (effect) => ({
          ...(sessionId === undefined ? {} : { sessionId }),
          causes: [seq],
          origins: joinOrigins(byPerson, originsOfFiles(effect.files)),
          event: { type: "files-changed", by: "person", effect, reverted: part },
        }),
        [change.before, change.after].flatMap((state) => state?.origins ?? []),
      );
      if (!edited.ok) return edited;
      const { effect, value } = edited.value;
      return value.ok ? ok({ effectId: effect.effectId }) : value;
    } catch (thrown) {
      if (thrown instanceof FileSystemError)
        return refused(`${thrown.message.slice(thrown.code.length + 2)}. Nothing was changed.`);
      throw thrown;
    }
  };

  return {
    planRevert: (part) => inTurn(() => plan(part)),
    revert: (part, result, sessionId) => inTurn(() => carryOut(part, result, sessionId)),
  };
};
