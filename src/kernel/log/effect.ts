import type { Hash } from "../base/canonical.ts";
import type { EffectId } from "../base/ids.ts";
import type { FileChange, FileRead } from "../files/file.ts";

/**
 * What a call changed, as its entry records it. It names contents by hash only; the bytes are blobs of the same commit.
 * Files today; memory, graph and state join as further lists.
 */
export interface WorkspaceEffect {
  readonly effectId: EffectId;
  readonly files: readonly FileChange[];
  readonly reads: readonly FileRead[];
  /** Hash over what changes, without times and versions: an approval binds it. */
  readonly hash: Hash;
}

/** How risky an effect or a call is. Computed from the tool's manifest, the arguments and the effect; never from the model's word. */
export type RiskClass = "read" | "change" | "delete" | "network" | "spend";

/** Overwriting a file so that more than this share of its lines disappears counts as `delete`. */
export const largeLossShare = 0.3;
