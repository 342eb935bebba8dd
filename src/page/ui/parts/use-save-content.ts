import type { Hash } from "../../../kernel/base/canonical.ts";
import { useActions } from "../../store/use-app.ts";
import { downloadFile } from "./download.ts";

/** Hands a content of the workspace to the browser as a file to keep; what fails is told. */
export const useSaveContent = (): ((path: string, hash: Hash | string) => Promise<void>) => {
  const { send, notify } = useActions();
  return async (path, hash) => {
    const answer = await send({ type: "read-bytes", hash });
    if (!answer.ok) return notify({ tone: "error", text: answer.error.message });
    downloadFile(path.slice(path.lastIndexOf("/") + 1), answer.value.bytes.slice(), "application/octet-stream");
  };
};
