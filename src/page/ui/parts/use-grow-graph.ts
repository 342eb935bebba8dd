import type { SessionId } from "../../../kernel/base/ids.ts";
import { useActions } from "../../store/use-app.ts";

const folder = "/texts";

/** What asks a model to read texts into the graph; the demo understands it too. */
const promptFor = (paths: readonly string[]): string =>
  `Grow a graph from ${paths.join(" and ")}. Read each in parts, and after each part relate who and what it speaks of: kinds, dated facts, relations, with the sentence that says so as evidence. Use one name for one thing.`;

export interface GrowGraph {
  /** Brings a person's text files into the workspace and writes the prompt; sending it is theirs. */
  readonly fromFiles: (files: readonly File[], sessionId: SessionId) => Promise<void>;
  /** Brings the text that the product has, where it is not there yet, and says the prompt. */
  readonly fromSample: (sessionId: SessionId) => Promise<void>;
}

export const useGrowGraph = (): GrowGraph => {
  const { notify, say, send, setDraft } = useActions();
  return {
    fromFiles: async (files, sessionId) => {
      const acts = await Promise.all(
        files.map(
          async (file) => ({ type: "add", folder, name: file.name, bytes: new Uint8Array(await file.arrayBuffer()) }) as const,
        ),
      );
      const answer = await send({ type: "change-files", acts, sessionId });
      if (!answer.ok) return notify({ tone: "error", text: answer.error.message });
      setDraft(sessionId, promptFor(answer.value.paths));
      notify({
        tone: "info",
        text: "The texts are in the workspace, and what to ask stands in your message. Send it when you want.",
      });
    },
    fromSample: async (sessionId) => {
      const { plantHunters } = await import("./samples/plant-hunters.ts");
      const path = `${folder}/${plantHunters.name}`;
      const answer = await send({
        type: "change-files",
        acts: [{ type: "write", path, text: plantHunters.text, base: null }],
        sessionId,
      });
      // What stands there already, the person may have changed: then that is read.
      if (!answer.ok && answer.error.type !== "conflict") return notify({ tone: "error", text: answer.error.message });
      await say(promptFor([path]), sessionId);
    },
  };
};
