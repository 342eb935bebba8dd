import type { Store } from "../kernel/contracts/store.ts";
import type { WorkspaceEffect } from "../kernel/effect.ts";
import type { Failure } from "../kernel/failure.ts";
import type { EffectId, Seq, SessionId } from "../kernel/ids.ts";
import { ok, type Result } from "../kernel/result.ts";
import { effectOf } from "./projection.ts";

/** An effect in its place in the log; the last two fields only where it is an undo. */
export interface LoggedEffect {
  readonly seq: Seq;
  readonly effect: WorkspaceEffect;
  readonly title: string;
  readonly sessionId?: SessionId;
  /** The files of a choice of branch: they follow the branch and are not undone by themselves. */
  readonly isChoice?: true;
  readonly undone?: readonly EffectId[];
  readonly restored?: readonly EffectId[];
}

/** Every effect of the workspace, in order. */
export const readEffects = async (store: Store): Promise<Result<readonly LoggedEffect[], Failure>> => {
  const page = await store.read({ type: "effects" });
  if (!page.ok) return page;
  return ok(
    page.value.entries.flatMap(({ seq, event, sessionId }): readonly LoggedEffect[] => {
      const effect = effectOf(event);
      if (effect === undefined) return [];
      const about = { seq, effect, ...(sessionId === undefined ? {} : { sessionId }) };
      if (event.type === "effects-undone") return [{ ...about, title: "Undo", undone: event.undone, restored: event.restored }];
      if (event.type === "branch-chosen")
        return [{ ...about, title: "Branch", isChoice: true, undone: event.undone, restored: event.restored }];
      const paths = effect.files.filter(({ after, before }) => (after ?? before)?.kind === "file").map(({ path }) => path);
      const what = paths.length === 1 ? (paths[0] ?? "") : `${paths.length} files`;
      return [{ ...about, title: event.type === "call-settled" ? `${event.tool} ${what}` : what }];
    }),
  );
};
