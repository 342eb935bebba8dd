import { type ReactNode, useState } from "react";
import type { LargeFile, LargeSession, StorageClass, StorageItems } from "../../../../kernel/files/storage-items.ts";
import { useActions } from "../../../store/use-app.ts";
import { Button } from "../../parts/button.tsx";
import { ConfirmDialog } from "../../parts/confirm-dialog.tsx";
import { downloadFile, downloadText, fileNameFrom } from "../../parts/download.ts";
import { formatBytes, formatCount } from "../../parts/time.ts";

const classWords: Readonly<Record<StorageClass["kind"], readonly [string, string, string]>> = {
  log: ["The log", "entry", "entries"],
  files: ["Files as they are", "file", "files"],
  older: ["Older contents, for undo and pictures", "content", "contents"],
  kept: ["Checkpoints and seals", "record", "records"],
};

const Classes = ({ classes }: { readonly classes: readonly StorageClass[] }): ReactNode => {
  const most = Math.max(1, ...classes.map(({ bytes }) => bytes));
  return (
    <ul className="brought classes" aria-label="By kind">
      {classes.map(({ kind, bytes, count }) => {
        const [name, one, many] = classWords[kind];
        return (
          <li key={kind}>
            <span className="grow words">{name}</span>
            <span className="meta num">{formatCount(count, one, many)}</span>
            <span className="meta num size">{formatBytes(bytes)}</span>
            <span className="share" aria-hidden="true">
              <i style={{ width: `${(bytes / most) * 100}%` }} />
            </span>
          </li>
        );
      })}
    </ul>
  );
};

type Asking = { readonly type: "session"; readonly item: LargeSession } | { readonly type: "file"; readonly item: LargeFile };

/** Saves it as a file first; only what was saved is asked about. */
const useExportAndRemove = (onChanged: () => void) => {
  const { send, notify } = useActions();
  const [asking, setAsking] = useState<Asking>();
  const problem = (text: string): void => notify({ tone: "error", text });
  const save = async (wanted: Asking): Promise<void> => {
    if (wanted.type === "session") {
      const log = await send({ type: "export-log", sessionId: wanted.item.sessionId });
      if (!log.ok) return problem(log.error.message);
      downloadText(`${fileNameFrom(wanted.item.title)}.jsonl`, log.value.jsonl);
    } else {
      const archive = await send({ type: "export-files", folder: wanted.item.path });
      if (!archive.ok) return problem(archive.error.message);
      downloadFile(`${fileNameFrom(wanted.item.path)}.zip`, archive.value.file, "application/zip");
    }
    setAsking(wanted);
  };
  const remove = async (): Promise<void> => {
    if (asking === undefined) return;
    const removed =
      asking.type === "session"
        ? await send({ type: "delete-session", sessionId: asking.item.sessionId })
        : await send({ type: "change-files", acts: [{ type: "delete", path: asking.item.path }] });
    if (!removed.ok) problem(removed.error.message);
    onChanged();
  };
  return { asking, save, remove, close: () => setAsking(undefined) };
};

/** What takes the most room, and the way to take it along and be rid of it. */
export const BiggestItems = ({
  items,
  onChanged,
}: {
  readonly items: StorageItems;
  readonly onChanged: () => void;
}): ReactNode => {
  const { asking, save, remove, close } = useExportAndRemove(onChanged);
  const { classes, sessions, files } = items;
  return (
    <>
      <Classes classes={classes} />
      {sessions.length > 0 && (
        <>
          <h3 className="title section">The largest sessions</h3>
          <ul className="brought" aria-label="The largest sessions">
            {sessions.map((item) => (
              <li key={item.sessionId}>
                <span className="grow words">{item.title}</span>
                <span className="meta num">{formatCount(item.entries, "entry", "entries")}</span>
                <span className="meta num size">{formatBytes(item.bytes)}</span>
                <Button
                  tone="quiet"
                  aria-label={`Export and remove ${item.title}`}
                  onClick={() => void save({ type: "session", item })}
                >
                  Export and remove
                </Button>
              </li>
            ))}
          </ul>
        </>
      )}
      {files.length > 0 && (
        <>
          <h3 className="title section">The largest files</h3>
          <ul className="brought" aria-label="The largest files">
            {files.map((item) => (
              <li key={item.path}>
                <span className="grow">{item.path}</span>
                <span className="meta num size">{formatBytes(item.bytes)}</span>
                <Button
                  tone="quiet"
                  aria-label={`Export and remove ${item.path}`}
                  onClick={() => void save({ type: "file", item })}
                >
                  Export and remove
                </Button>
              </li>
            ))}
          </ul>
        </>
      )}
      <ConfirmDialog
        title={asking?.type === "session" ? `Remove “${asking.item.title}”?` : `Remove ${asking?.item.path ?? "it"}?`}
        text={
          asking?.type === "session"
            ? "It was saved as a file. Its conversation and its undo history go, and the contents that nothing else names; its files stay. This cannot be undone."
            : "It was saved as a file. It is one step that can be undone, so its content stays until the sessions that name it are removed."
        }
        confirm="Remove"
        open={asking !== undefined}
        onClose={close}
        onConfirm={() => void remove()}
      />
    </>
  );
};
