import { unexpectedFailure } from "../../../kernel/base/failure.ts";
import { effectId } from "../../../kernel/base/ids.ts";
import type { FileSystem, FileTree } from "../../../kernel/contracts/file-system.ts";
import { FileSystemError } from "../../../kernel/contracts/file-system.ts";
import type { RiskClass, WorkspaceEffect } from "../../../kernel/log/effect.ts";
import type { CallOutcome } from "../../../kernel/log/event.ts";
import { jailedFiles } from "../../files/path-jail.ts";
import { effectRisks } from "../rules/risk.ts";
import type { Verdict } from "../rules/rule-set.ts";
import { originsOfCall } from "../rules/text-origins.ts";
import { runStaged } from "../stages/run-staged.ts";
import type { GateDeps, ReadyCall, Round } from "./gate-deps.ts";
import { type Blob, type Settlement, settlementOf } from "./record.ts";
import { argumentsVerdict, effectVerdict } from "./verdict.ts";

/** A write that ran in its overlay. */
export type Preview =
  /** It ended without an effect that could be committed: refused, failed, stopped. */
  | { readonly status: "ended"; readonly settlement: Settlement }
  | {
      readonly status: "staged";
      readonly outcome: Extract<CallOutcome, { readonly type: "done" }>;
      readonly effect: WorkspaceEffect;
      readonly blobs: readonly Blob[];
      readonly risks: readonly RiskClass[];
      readonly verdict: Verdict;
      readonly durationMs: number;
      /** What the workspace would be afterwards. */
      readonly tree: FileTree;
    };

export type StagedPreview = Extract<Preview, { readonly status: "staged" }>;

/** Files that refuse everything once closed: a tool that is left behind cannot touch what was shown for approval. */
const closable = (files: FileSystem): { readonly files: FileSystem; readonly close: () => void } => {
  let isOpen = true;
  const check = <Value>(work: () => Promise<Value>): Promise<Value> =>
    isOpen ? work() : Promise.reject(new FileSystemError("ENOTSUP", "the call is over, so its files are closed"));
  return {
    files: {
      readFile: (path) => check(() => files.readFile(path)),
      writeFile: (path, data) => check(() => files.writeFile(path, data)),
      unlink: (path) => check(() => files.unlink(path)),
      readdir: (path) => check(() => files.readdir(path)),
      mkdir: (path) => check(() => files.mkdir(path)),
      rmdir: (path) => check(() => files.rmdir(path)),
      rename: (from, to) => check(() => files.rename(from, to)),
      stat: (path) => check(() => files.stat(path)),
    },
    close: () => {
      isOpen = false;
    },
  };
};

/** The end of a call that a hook or a rule does not let run. */
export const deniedBy = (call: ReadyCall, { rule: { ruleId, sentence }, violations = [] }: Verdict): Settlement => {
  const { ruling } = call;
  if (ruling?.type === "failed") return settlementOf(call, ruling);
  if (ruling?.type === "block") return settlementOf(call, { type: "denied", by: "hook", reason: sentence });
  if (violations.length < 2) return { ...settlementOf(call, { type: "denied", by: "rule", reason: sentence, ruleId }), ruleId };
  const all = violations.map((rule) => ({ ruleId: rule.ruleId, reason: rule.sentence }));
  const reason = all.map((one) => one.reason).join(" ");
  return { ...settlementOf(call, { type: "denied", by: "rule", reason, ruleId, violations: all }), ruleId };
};

/** Runs a write in an overlay over `base` and says what would change and what the rules say of it. Commits nothing. */
export const previewWrite = async (deps: GateDeps, call: ReadyCall, base: FileTree, round: Round): Promise<Preview> => {
  const before = argumentsVerdict(deps, call, round);
  if (before.decision === "deny") return { status: "ended", settlement: deniedBy(call, before) };
  const startedAt = deps.clock.monotonic();
  const origins = originsOfCall(call, round);
  const overlay = deps.createOverlay(base, { effectId: effectId(deps.random.id("effect")), now: deps.clock.now(), origins });
  const { files, close } = closable(jailedFiles(deps.openFiles(overlay.files)));
  const { outcome } = await runStaged(deps, call, { open: () => files, origins: overlay.origins, hear: overlay.hear }, round);
  close();
  const durationMs = deps.clock.monotonic() - startedAt;
  if (outcome.type !== "done") return { status: "ended", settlement: settlementOf(call, outcome, durationMs) };
  try {
    const effect = await overlay.effect();
    const risks = await effectRisks(effect, contentsWith(overlay.blobs(), overlay.tree));
    const verdict = effectVerdict(deps, call, round, { effect, risks });
    if (verdict.decision === "deny") return { status: "ended", settlement: { ...deniedBy(call, verdict), durationMs } };
    return { status: "staged", outcome, effect, blobs: overlay.blobs(), risks, verdict, durationMs, tree: overlay.tree };
  } catch (cause) {
    const failure = unexpectedFailure(cause, `Comparing what '${call.tool.name}' changed`);
    return { status: "ended", settlement: settlementOf(call, { type: "failed", failure }, durationMs) };
  }
};

const contentsWith =
  (blobs: readonly Blob[], tree: FileTree) =>
  async (hash: string): Promise<Uint8Array | undefined> =>
    blobs.find((blob) => blob.hash === hash)?.bytes ?? tree.contents(hash);
