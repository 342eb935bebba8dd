import type { Hash } from "../../kernel/base/canonical.ts";
import type { ClockDep } from "../../kernel/base/clock.ts";
import type { Failure } from "../../kernel/base/failure.ts";
import { unexpectedFailure } from "../../kernel/base/failure.ts";
import type { Seq } from "../../kernel/base/ids.ts";
import type { Result } from "../../kernel/base/result.ts";
import type { FileTree } from "../../kernel/contracts/file-system.ts";
import type { Store } from "../../kernel/contracts/store.ts";
import { type StatePlace, statePlaceAt } from "../../kernel/files/state.ts";
import { type Checkpointing, checkCheckpointing, checkpointingFrom } from "../../kernel/log/checkpointing.ts";
import type { SettingRows } from "../sessions/setting-rows.ts";

/** Which values the state had at one place of the log. Their contents can be read later: no entry's contents go before it. */
export interface StateMoment {
  readonly at: number;
  readonly seq: Seq;
  readonly values: readonly (StatePlace & { readonly path: string; readonly hash: Hash })[];
}

/** The state as it is, at once. */
export const stateMoment = ({
  clock,
  store,
  tree,
}: ClockDep & { readonly store: Store; readonly tree: Pick<FileTree, "paths" | "state"> }): StateMoment => ({
  at: clock.now(),
  seq: store.lastSeq(),
  values: tree.paths().flatMap((path) => {
    const [place, file] = [statePlaceAt(path), tree.state(path)];
    return place === undefined || file?.kind !== "file" ? [] : [{ ...place, path, hash: file.hash }];
  }),
});

/** When checkpoints are made by themselves, in memory and in the settings table. */
export interface CheckpointingKeeper {
  readonly get: () => Checkpointing;
  readonly change: (to: Checkpointing) => Promise<Result<null, Failure>>;
}

/**
 * Has a checkpoint made of the state right after each turn that asks for one. Nothing waits for it; what keeps it from being made is
 * told.
 */
export const openCheckpointing = (
  deps: Parameters<typeof stateMoment>[0] & { readonly settings: SettingRows },
  make: (moment: StateMoment) => Promise<Result<unknown, Failure>>,
  onProblem: (failure: Failure) => void,
): CheckpointingKeeper => {
  const setting = deps.settings.open("checkpointing", { read: checkpointingFrom, write: (value) => ({ ...value }) });
  deps.store.subscribe((entries) => {
    const { everyTurns } = setting.get();
    if (everyTurns === null) return;
    const asks = entries.some(({ event, turn = 0 }) => event.type === "turn-ended" && turn > 0 && turn % everyTurns === 0);
    if (!asks) return;
    make(stateMoment(deps)).then(
      (made) => !made.ok && onProblem(made.error),
      (cause) => onProblem(unexpectedFailure(cause, "Making a checkpoint")),
    );
  });
  return { get: setting.get, change: (to) => setting.change(() => checkCheckpointing(to)) };
};
