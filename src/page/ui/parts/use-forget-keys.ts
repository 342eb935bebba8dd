import { useActions } from "../../store/use-app.ts";

/** Takes keys out of the worker's memory, and says so. */
export const useForgetKeys = () => {
  const { send, notify } = useActions();
  return {
    forget: async (origin: string): Promise<void> => {
      const forgotten = await send({ type: "forget-key", origin });
      notify(
        forgotten.ok
          ? { tone: "info", text: `The key for ${origin} is forgotten. A run that needs it will ask.` }
          : { tone: "error", text: forgotten.error.message },
      );
    },
    forgetAll: async (): Promise<void> => {
      const forgotten = await send({ type: "forget-all-keys" });
      notify(
        forgotten.ok
          ? { tone: "info", text: "All keys are forgotten. If one may have leaked, revoke it at its provider too." }
          : { tone: "error", text: forgotten.error.message },
      );
    },
  };
};
