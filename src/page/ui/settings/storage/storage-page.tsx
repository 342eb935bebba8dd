import "../settings.css";
import "./storage.css";
import { useCallback, useEffect, useState } from "react";
import type { StorageItems } from "../../../../kernel/files/storage-items.ts";
import type { StorageReport } from "../../../../kernel/rules/inspection.ts";
import type { AppState } from "../../../store/app-state.ts";
import { useActions, useApp } from "../../../store/use-app.ts";
import { Button } from "../../parts/button.tsx";
import { downloadFile, downloadText } from "../../parts/download.ts";
import { Mark } from "../../parts/mark.tsx";
import { formatBytes, formatCount } from "../../parts/time.ts";
import { LogCheck } from "../log-check.tsx";
import { BackupSection } from "./backup-section.tsx";
import { BiggestItems } from "./biggest-items.tsx";
import { PersistenceNote } from "./persistence-note.tsx";
import { Wipe } from "./wipe.tsx";

const isReadyOf = (state: AppState) => state.connection.status === "ready";

type Reading =
  | { readonly status: "reading" }
  | { readonly status: "read"; readonly report: StorageReport }
  | { readonly status: "failed"; readonly message: string };

type Weighing =
  | { readonly status: "idle" | "reading" }
  | { readonly status: "read"; readonly items: StorageItems }
  | { readonly status: "failed"; readonly message: string };

const Usage = ({ report }: { readonly report: StorageReport }) => {
  const share = report.quotaBytes === 0 ? 0 : report.usedBytes / report.quotaBytes;
  return (
    <>
      <p className="cap">
        <b>{formatBytes(report.usedBytes)}</b> of about {formatBytes(report.quotaBytes)} that this browser lends;{" "}
        {formatCount(report.entries, "entry", "entries")} in the log, {formatCount(report.files, "file", "files")}.
      </p>
      <div className="fillbar" aria-hidden="true">
        <i style={{ width: `${Math.min(100, Math.max(0.5, share * 100))}%` }} />
      </div>
      {report.unreadable > 0 && (
        <p className="problem">
          <Mark kind="error" size={11} />
          <span>
            {formatCount(report.unreadable, "record", "records")} could not be read and {report.unreadable === 1 ? "was" : "were"}{" "}
            set aside. The rest works; the export holds what could be kept.
          </span>
        </p>
      )}
    </>
  );
};

/** What is kept in this browser, and the way to take it along. */
export const StoragePage = () => {
  const isReady = useApp(isReadyOf);
  const { send, notify } = useActions();
  const [reading, setReading] = useState<Reading>({ status: "reading" });
  const [items, setItems] = useState<Weighing>({ status: "idle" });
  const read = useCallback(async (): Promise<void> => {
    const answer = await send({ type: "read-storage" });
    setReading(answer.ok ? { status: "read", report: answer.value } : { status: "failed", message: answer.error.message });
  }, [send]);
  useEffect(() => {
    if (isReady) void read();
  }, [isReady, read]);
  const weigh = async (): Promise<void> => {
    setItems({ status: "reading" });
    const answer = await send({ type: "read-storage-items" });
    setItems(answer.ok ? { status: "read", items: answer.value } : { status: "failed", message: answer.error.message });
    void read();
  };
  const exportAll = async (): Promise<void> => {
    const answer = await send({ type: "export-log" });
    if (!answer.ok) return notify({ tone: "error", text: answer.error.message });
    downloadText("vivarium-log.jsonl", answer.value.jsonl);
  };
  const exportFiles = async (): Promise<void> => {
    const answer = await send({ type: "export-files", folder: "/" });
    if (!answer.ok) return notify({ tone: "error", text: answer.error.message });
    const { file, files, missing } = answer.value;
    downloadFile("vivarium-files.zip", file, "application/zip");
    if (missing.length > 0)
      notify({
        tone: "error",
        text: `The archive holds ${formatCount(files, "file", "files")}. The contents of ${missing.length} more are not in the store any more: ${missing.slice(0, 3).join(", ")}. Nothing was changed.`,
      });
  };
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reachable by the keyboard
    <section className="form" aria-label="Storage" tabIndex={0}>
      <h1 className="page-title">Storage</h1>
      <p className="lead">Everything lives in this browser, for this address. Nobody else has a copy.</p>
      <section className="fs" aria-label="Usage">
        {reading.status === "reading" && <p className="dim">Counting…</p>}
        {reading.status === "read" && <Usage report={reading.report} />}
        {reading.status === "failed" && (
          <p className="problem">
            <Mark kind="error" size={11} />
            <span>{reading.message}</span>
          </p>
        )}
        <PersistenceNote />
      </section>
      <BackupSection isReady={isReady} />
      <h2 className="title section">Take a part along</h2>
      <p className="ink2">
        The files are a zip archive. The log is one entry a line: every message, call, question and change of every session; of
        pictures and documents it holds names, sizes and hashes, not their bytes.
      </p>
      <div className="acts row wrap">
        <Button disabled={!isReady} onClick={() => void exportFiles()}>
          Export the files
        </Button>
        <Button disabled={!isReady} onClick={() => void exportAll()}>
          Export the log
        </Button>
        <a className="btn" href="#/import">
          Bring something in
        </a>
        <Button tone="quiet" disabled={!isReady} onClick={() => void read()}>
          Count again
        </Button>
      </div>
      <LogCheck isReady={isReady} />
      <h2 className="title section">Make room</h2>
      <p className="ink2">
        Deleting a session removes its conversation and its undo history, and the contents that nothing else names. Its files
        stay. Deleting writes a little too: on a disk that is quite full, free some space outside the browser first.
      </p>
      {items.status === "read" && <BiggestItems items={items.items} onChanged={() => void weigh()} />}
      {items.status === "failed" && (
        <p className="problem">
          <Mark kind="error" size={11} />
          <span>{items.message}</span>
        </p>
      )}
      {items.status !== "read" && (
        <div className="acts">
          <Button disabled={!isReady || items.status === "reading"} onClick={() => void weigh()}>
            Show what takes the most room
          </Button>
        </div>
      )}
      <Wipe isReady={isReady} />
    </section>
  );
};
