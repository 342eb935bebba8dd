import type { CancelReason } from "../../../kernel/tools/operation.ts";
import type { GateDeps, Round } from "./gate-deps.ts";
import type { ListenCall } from "./prepare-call.ts";

/** How long a tool may take to take in that its operation is cancelled. */
const answerMs = 10_000;

/**
 * Tells a tool in the background that what it prepared is not carried out, and why; the log says that it was told, and what came
 * of it. Nobody waits for this: where it does not work, the operation stays until it expires by itself. The entry has no run,
 * because the run may be over.
 */
export const cancelOperation = (
  { clock, store }: GateDeps,
  { callId, tool }: ListenCall,
  { scope }: Round,
  operationId: string,
  reason: CancelReason,
): void => {
  const told = new Promise<string | undefined>((resolve) => {
    const giveUp = clock.after(answerMs, () => resolve(`it did not answer within ${answerMs / 1_000} s`));
    const work = async (): Promise<void> => tool.cancel(operationId, reason);
    work().then(
      () => {
        giveUp();
        resolve(undefined);
      },
      (cause: unknown) => {
        giveUp();
        resolve(cause instanceof Error ? cause.message : String(cause));
      },
    );
  });
  void told.then((problem) => {
    const { sessionId, causes, origins } = scope;
    const event = {
      type: "operation-cancelled",
      callId,
      operationId,
      reason,
      ...(problem === undefined ? {} : { problem }),
    } as const;
    void store.append({
      entries: [{ sessionId, callId, causes, origins, event }],
      effects: [],
      expects: [],
      durability: "relaxed",
    });
  });
};
