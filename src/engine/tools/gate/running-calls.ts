import type { CallId } from "../../../kernel/base/ids.ts";

/** The calls that run now and can be stopped one by one. */
export interface RunningCalls {
  /** Puts a call on the list; the returned function takes it off. */
  readonly add: (callId: CallId, stop: () => void) => () => void;
  /** False where the call does not run. */
  readonly stop: (callId: CallId) => boolean;
}

export const createRunningCalls = (): RunningCalls => {
  const stops = new Map<CallId, () => void>();
  return {
    add: (callId, stop) => {
      stops.set(callId, stop);
      return () => {
        if (stops.get(callId) === stop) stops.delete(callId);
      };
    },
    stop: (callId) => {
      const stop = stops.get(callId);
      stop?.();
      return stop !== undefined;
    },
  };
};
