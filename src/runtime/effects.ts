import type { Store } from "../kernel/contracts/store.ts";
import type { WorkspaceEffect } from "../kernel/effect.ts";
import type { Failure } from "../kernel/failure.ts";
import type { EffectId, Seq } from "../kernel/ids.ts";
import { ok, type Result } from "../kernel/result.ts";
import { effectOf } from "./projection.ts";

/** An effect in its place in the log; the last two fields only where it is an undo. */
export interface LoggedEffect {
  readonly seq: Seq;
  readonly effect: WorkspaceEffect;
  readonly title: string;
  readonly undone?: readonly EffectId[];
  readonly restored?: readonly EffectId[];
}

/** Every effect of the workspace, in order. */
export const readEffects = async (store: Store): Promise<Result<readonly LoggedEffect[], Failure>> => {
  const page = await store.read({ type: "effects" });
  if (!page.ok) return page;
  return ok(
    page.value.entries.flatMap(({ seq, event }): readonly LoggedEffect[] => {
      const effect = effectOf(event);
      if (effect === undefined) return [];
      if (event.type === "effects-undone")
        return [{ seq, effect, title: "Undo", undone: event.undone, restored: event.restored }];
      const paths = effect.files.filter(({ after, before }) => (after ?? before)?.kind === "file").map(({ path }) => path);
      const what = paths.length === 1 ? (paths[0] ?? "") : `${paths.length} files`;
      return [{ seq, effect, title: event.type === "call-settled" ? `${event.tool} ${what}` : what }];
    }),
  );
};
