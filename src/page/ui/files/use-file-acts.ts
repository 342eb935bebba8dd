import type { Failure } from "../../../kernel/base/failure.ts";
import type { EffectId } from "../../../kernel/base/ids.ts";
import type { Result } from "../../../kernel/base/result.ts";
import type { FileAct, FilesChanged } from "../../../kernel/files/file-act.ts";
import type { AppState } from "../../store/app-state.ts";
import { useActions, useApp } from "../../store/use-app.ts";
import { downloadFile, fileNameFrom } from "../parts/download.ts";
import { formatCount } from "../parts/time.ts";
import { useSaveContent } from "../parts/use-save-content.ts";

const openSession = (state: AppState) => state.session?.sessionId;

export interface FileActs {
  /** Does all of it or nothing. `said`: what it came to, with the way to take it back; left out where the list shows it. */
  readonly change: (
    acts: readonly FileAct[],
    said?: (paths: readonly string[]) => string,
  ) => Promise<Result<FilesChanged, Failure>>;
  readonly download: (path: string, hash: string) => Promise<void>;
  /** The files of a folder as a zip archive; contents that are gone are told. */
  readonly downloadFolder: (folder: string) => Promise<void>;
}

/** What a person does to files. What fails is told by the caller, but for a download. */
export const useFileActs = (): FileActs => {
  const { send, notify } = useActions();
  const sessionId = useApp(openSession);
  const download = useSaveContent();
  const undo = async (effectId: EffectId): Promise<void> => {
    if (sessionId === undefined) return;
    const undone = await send({ type: "undo", sessionId, effectId });
    if (!undone.ok) notify({ tone: "error", text: undone.error.message });
  };
  return {
    change: async (acts, said) => {
      const answer = await send({ type: "change-files", acts, ...(sessionId === undefined ? {} : { sessionId }) });
      const effectId = answer.ok ? answer.value.effectId : undefined;
      if (answer.ok && effectId !== undefined && said !== undefined)
        notify({ tone: "info", text: said(answer.value.paths), action: { label: "Undo", run: () => void undo(effectId) } });
      return answer;
    },
    download,
    downloadFolder: async (folder) => {
      const answer = await send({ type: "export-files", folder });
      if (!answer.ok) return notify({ tone: "error", text: answer.error.message });
      const { file, missing } = answer.value;
      downloadFile(`${fileNameFrom(folder)}.zip`, file, "application/zip");
      const [first, ...others] = missing;
      if (first !== undefined)
        notify({
          tone: "error",
          text: `The contents of ${first}${others.length > 0 ? ` and ${formatCount(others.length, "other file", "other files")}` : ""} are not in the workspace any more, so the archive leaves them out.`,
        });
    },
  };
};
