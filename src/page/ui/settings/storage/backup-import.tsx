import { type ReactNode, useState } from "react";
import type { ActivePart, BackupPreview, RestorePlace } from "../../../../kernel/backup.ts";
import { useActions } from "../../../store/use-app.ts";
import { Button } from "../../parts/button.tsx";
import { Mark } from "../../parts/mark.tsx";
import { formatCount } from "../../parts/time.ts";

const kindWords: Readonly<Record<ActivePart["kind"], string>> = {
  rule: "Rule, switched off",
  "rule-file": "Rule file, moved where nobody reads it",
  endpoint: "Address, not used",
  level: "Asks as by default",
  question: "Question, expired",
  run: "Run, interrupted",
};

const mostShown = 100;

const ActiveList = ({ active }: { readonly active: readonly ActivePart[] }): ReactNode =>
  active.length > 0 && (
    <>
      <h3 className="title section">What would act by itself: {formatCount(active.length, "part", "parts")}</h3>
      <ul className="brought" aria-label="What would act by itself">
        {active.slice(0, mostShown).map(({ kind, text }, index) => (
          // biome-ignore lint/suspicious/noArrayIndexKey: the same words may stand there twice, and nothing moves
          <li key={index}>
            <Mark kind="approval" size={10} />
            <span className="grow words">{text}</span>
            <span className="meta">{kindWords[kind]}</span>
          </li>
        ))}
        {active.length > mostShown && <li className="dim">and {formatCount(active.length - mostShown, "more", "more")}</li>}
      </ul>
    </>
  );

const Holds = ({ preview }: { readonly preview: BackupPreview }): ReactNode => {
  const { sessions, entries, files, contents, settings } = preview.counts;
  return (
    <>
      <p className="said">
        <Mark kind="done" size={11} />
        <span>
          It is whole: every line and every content was read and is what it was. It was made on{" "}
          {new Intl.DateTimeFormat(undefined, { dateStyle: "long", timeStyle: "short" }).format(preview.madeAt)}.
        </span>
      </p>
      <p className="ink2">
        {formatCount(sessions, "session", "sessions")}, {formatCount(entries, "entry", "entries")} of the log,{" "}
        {formatCount(files, "file", "files")}, {formatCount(contents, "content", "contents")},{" "}
        {formatCount(settings, "setting", "settings")}; no keys. Nothing was changed by looking.
      </p>
      {preview.missing > 0 && (
        <p className="problem">
          <Mark kind="error" size={11} />
          <span>{formatCount(preview.missing, "content was", "contents were")} missing when it was made, and stays missing.</span>
        </p>
      )}
      <p className="log-head">
        <code>{preview.hash}</code>
      </p>
    </>
  );
};

type Doing =
  | { readonly status: "asking" }
  | { readonly status: "restoring" }
  | { readonly status: "restored"; readonly text: string }
  | { readonly status: "failed"; readonly message: string };

/** A backup: whether it is whole, what in it would act by itself, and where it goes. */
export const BackupImport = ({ file, preview }: { readonly file: File; readonly preview: BackupPreview }): ReactNode => {
  const { send } = useActions();
  const [place, setPlace] = useState<RestorePlace>(preview.noReplacing === undefined ? "instead" : "beside");
  const [isOwn, setOwn] = useState(false);
  const [doing, setDoing] = useState<Doing>({ status: "asking" });
  const restore = async (): Promise<void> => {
    setDoing({ status: "restoring" });
    const answer = await send({
      type: "restore-backup",
      name: file.name,
      file,
      hash: preview.hash,
      place,
      isOwn: isOwn && place === "instead",
    });
    if (!answer.ok) return setDoing({ status: "failed", message: answer.error.message });
    const { counts, folder } = answer.value;
    if (folder === undefined) {
      // The worker still works on what there was.
      window.location.hash = "#/";
      window.location.reload();
      return;
    }
    setDoing({
      status: "restored",
      text: `${formatCount(counts.sessions, "session stands", "sessions stand")} beside yours, with the files in ${folder}.`,
    });
  };
  return (
    <section aria-label="What this is" className="looked">
      <h2 className="title section">A backup: {file.name}</h2>
      <Holds preview={preview} />
      <ActiveList active={preview.active} />
      <fieldset className="fs">
        <legend>Where it goes</legend>
        <label className="where">
          <input
            type="radio"
            name="place"
            checked={place === "instead"}
            disabled={preview.noReplacing !== undefined}
            onChange={() => setPlace("instead")}
          />
          <span>
            In place of this workspace
            <small>{preview.noReplacing ?? "Nothing was done in it yet. The page is loaded again afterwards."}</small>
          </span>
        </label>
        <label className="where">
          <input type="radio" name="place" checked={place === "beside"} onChange={() => setPlace("beside")} />
          <span>
            Beside what is there
            <small>Its sessions under names of their own, its files in a folder of their own. Your settings stay.</small>
          </span>
        </label>
        {place === "instead" && (
          <label className="where">
            <input type="checkbox" checked={isOwn} onChange={(event) => setOwn(event.target.checked)} />
            <span>
              I made this backup myself
              <small>
                Everything comes as it was: rules and addresses in force, its text taken for yours. Otherwise they come switched
                off, and its text carries a label.
              </small>
            </span>
          </label>
        )}
      </fieldset>
      <div className="acts">
        <Button
          tone="primary"
          disabled={doing.status === "restoring" || doing.status === "restored"}
          onClick={() => void restore()}
        >
          {place === "instead" ? "Restore it here" : "Bring it in beside"}
        </Button>
      </div>
      <div role="status">
        {doing.status === "restoring" && <p className="dim">Restoring…</p>}
        {doing.status === "restored" && (
          <p className="said">
            <Mark kind="done" size={11} />
            <span>{doing.text}</span>
          </p>
        )}
        {doing.status === "failed" && (
          <p className="problem">
            <Mark kind="error" size={11} />
            <span>{doing.message}</span>
          </p>
        )}
      </div>
    </section>
  );
};
