import { type ReactNode, useState } from "react";
import type { AppState } from "../../../store/app-state.ts";
import { useActions, useApp } from "../../../store/use-app.ts";
import { useNow } from "../../../store/use-now.ts";
import { backupAge } from "../../../store/views/backup-words.ts";
import { Button } from "../../parts/button.tsx";
import { downloadFile } from "../../parts/download.ts";
import { Mark } from "../../parts/mark.tsx";
import { formatBytes, formatCount } from "../../parts/time.ts";

const workspaceOf = ({ workspace }: AppState) => workspace;

type Making =
  | { readonly status: "idle" | "making" }
  | { readonly status: "made"; readonly text: string }
  | { readonly status: "failed"; readonly message: string };

/** Everything in one file, and how old the last one is. */
export const BackupSection = ({ isReady }: { readonly isReady: boolean }): ReactNode => {
  const workspace = useApp(workspaceOf);
  const now = useNow(true, 60_000);
  const { send } = useActions();
  const [making, setMaking] = useState<Making>({ status: "idle" });
  const make = async (): Promise<void> => {
    setMaking({ status: "making" });
    const answer = await send({ type: "make-backup" });
    if (!answer.ok) return setMaking({ status: "failed", message: answer.error.message });
    const { file, madeAt, missing } = answer.value;
    downloadFile(`vivarium-${new Date(madeAt).toISOString().slice(0, 10)}.vivarium`, file, "application/gzip");
    const without =
      missing === 0 ? "" : ` ${formatCount(missing, "content is", "contents are")} missing in the store and not in it.`;
    setMaking({
      status: "made",
      text: `The backup has ${formatBytes(file.size)}.${without} Check it once: choose it as if to restore it.`,
    });
  };
  const last = workspace?.lastBackup;
  const since = last === undefined ? 0 : (workspace?.lastSeq ?? 0) - last.seq;
  return (
    <>
      <h2 className="title section">Backup</h2>
      <p className="ink2">
        {last === undefined
          ? "No backup was made yet. "
          : `The last backup was made ${backupAge(last, now)}; ${since === 0 ? "nothing" : formatCount(since, "entry", "entries")} came since. `}
        It is one file with every session, the log, the files and the settings, and without keys.
      </p>
      <div className="acts row wrap">
        <Button tone="primary" disabled={!isReady || making.status === "making"} onClick={() => void make()}>
          Make a backup
        </Button>
        <a className="btn" href="#/import">
          Check or restore a backup
        </a>
      </div>
      <div role="status">
        {making.status === "making" && <p className="dim">Reading everything…</p>}
        {making.status === "made" && (
          <p className="said">
            <Mark kind="done" size={11} />
            <span>{making.text}</span>
          </p>
        )}
        {making.status === "failed" && (
          <p className="problem">
            <Mark kind="error" size={11} />
            <span>{making.message}</span>
          </p>
        )}
      </div>
    </>
  );
};
