import "../settings.css";
import "../spending.css";
import "./storage.css";
import { FileUp } from "lucide-react";
import { type ReactNode, useState } from "react";
import type { ImportPreview } from "../../../../kernel/files/import-preview.ts";
import type { AppState } from "../../../store/app-state.ts";
import { useActions, useApp } from "../../../store/use-app.ts";
import { Icon } from "../../parts/icon.tsx";
import { Mark } from "../../parts/mark.tsx";
import { OpenFileButton } from "../../parts/open-file-button.tsx";
import { useFileDrop } from "../../parts/use-file-drop.ts";
import { BackupImport } from "./backup-import.tsx";
import { CassetteImport } from "./cassette-import.tsx";
import { FilesImport } from "./files-import.tsx";

const isReadyOf = (state: AppState) => state.connection.status === "ready";

type Looking =
  | { readonly status: "waiting" }
  | { readonly status: "looking"; readonly file: File }
  | { readonly status: "seen"; readonly file: File; readonly preview: ImportPreview }
  | { readonly status: "refused"; readonly message: string };

/** A folder named after the file, so that nothing is replaced unless the person says so. */
const folderFor = ({ name }: File): string => {
  const stem = name
    .replace(/\.[^.]*$/u, "")
    .replace(/[^\p{L}\p{N}._-]+/gu, "-")
    .replace(/^[-.]+|[-. ]+$/gu, "");
  return name.toLowerCase().endsWith(".zip") && stem !== "" ? `/${stem}` : "/imports";
};

const Seen = ({ seen, onLook }: { readonly seen: Looking & { status: "seen" }; readonly onLook: (into: string) => void }) => {
  const { file, preview } = seen;
  switch (preview.type) {
    case "files":
      return <FilesImport key={preview.digest} file={file} preview={preview} onLook={onLook} />;
    case "backup":
      return <BackupImport key={preview.hash} file={file} preview={preview} />;
    case "cassette":
      return <CassetteImport file={file} preview={preview} />;
  }
};

/** What somebody brings: looked at first, then put in. */
export const ImportPage = (): ReactNode => {
  const isReady = useApp(isReadyOf);
  const { send } = useActions();
  const [looking, setLooking] = useState<Looking>({ status: "waiting" });
  const look = async (file: File | undefined, into?: string): Promise<void> => {
    if (file === undefined) return;
    setLooking({ status: "looking", file });
    const answer = await send({ type: "preview-import", name: file.name, file, into: into ?? folderFor(file) });
    setLooking(
      answer.ok ? { status: "seen", file, preview: answer.value } : { status: "refused", message: answer.error.message },
    );
  };
  const drop = useFileDrop(isReady ? ([file]) => void look(file) : undefined);
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reachable by the keyboard
    <section className="form" aria-label="Bring in" tabIndex={0}>
      <h1 className="page-title">Bring in</h1>
      <p className="lead">
        A backup, a zip archive, any other file, or a cassette. You see what it would do before anything is changed.
      </p>
      <div className={`drop-area${drop.over ? " over" : ""}`} {...drop.area}>
        <Icon of={FileUp} size={22} />
        <p>Drop a file here, or</p>
        <OpenFileButton name="File to bring in" onFile={look}>
          Choose a file
        </OpenFileButton>
      </div>
      {looking.status === "looking" && <p className="dim looked">Looking at {looking.file.name}…</p>}
      {looking.status === "refused" && (
        <p className="problem looked" role="alert">
          <Mark kind="error" size={11} />
          <span>{looking.message}</span>
        </p>
      )}
      {looking.status === "seen" && <Seen seen={looking} onLook={(into) => void look(looking.file, into)} />}
    </section>
  );
};
