import type { Failure } from "../../../kernel/base/failure.ts";
import type { Result } from "../../../kernel/base/result.ts";
import type { ToolOutput } from "../../../kernel/contracts/tool.ts";
import type { GateDeps, ReadyCall, Round } from "./gate-deps.ts";

/**
 * Waits in the background for a tool that was left behind. When it gives a result after all, the log says so: an entry without
 * a run, because the run may have ended long ago. A tool that only ends, because it was told to, gave no result. `ending` never
 * rejects.
 */
export const noteLate = (
  { clock, store }: GateDeps,
  { callId, tool }: ReadyCall,
  { scope }: Round,
  ending: Promise<Result<ToolOutput, Failure>>,
): void => {
  const leftAt = clock.monotonic();
  void ending.then((returned) => {
    if (!returned.ok && returned.error.type === "aborted") return;
    const afterMs = Math.round(clock.monotonic() - leftAt);
    const event = {
      type: "late-result-ignored",
      callId,
      tool: tool.name,
      afterMs,
      ended: returned.ok ? "done" : "failed",
    } as const;
    const { sessionId, causes, origins } = scope;
    // Where it cannot be stored, nothing is lost but the remark.
    void store.append({
      entries: [{ sessionId, callId, causes, origins, event }],
      effects: [],
      expects: [],
      durability: "relaxed",
    });
  });
};
