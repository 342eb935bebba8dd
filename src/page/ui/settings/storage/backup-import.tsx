import { type ReactNode, useState } from "react";
import type { ActivePart, BackupPreview, RestorePlace } from "../../../../kernel/files/backup.ts";
import { useActions } from "../../../store/use-app.ts";
import { Button } from "../../parts/button.tsx";
import { Mark } from "../../parts/mark.tsx";
import { RevealedText } from "../../parts/revealed-text.tsx";
import { formatCount } from "../../parts/time.ts";

const offWords: Readonly<Record<ActivePart["kind"], string>> = {
  rule: "Rule, switched off",
  "rule-file": "Rule file, moved where nobody reads it",
  endpoint: "Address, not used",
  level: "Asks as by default",
  question: "Question, expired",
  run: "Run, interrupted",
};

const onWords: Readonly<Record<ActivePart["kind"], string>> = {
  rule: "Rule, in force",
  "rule-file": "Rule file, read",
  endpoint: "Address, used",
  level: "Asks as it did there",
  question: "Question",
  run: "Run",
};

/** How many are listed at first, and how many more each time the rest is asked for. */
const shownAtOnce = 100;

/** Whether a part can be switched on where the backup goes. */
const canBeOn = ({ id, onlyInstead }: ActivePart, place: RestorePlace): boolean =>
  id !== undefined && (onlyInstead !== true || place === "instead");

interface SwitchesProps {
  readonly active: readonly ActivePart[];
  readonly place: RestorePlace;
  /** It comes as it was, all of it switched on. */
  readonly isOwn: boolean;
  readonly on: ReadonlySet<string>;
  readonly onSwitch: (id: string, isOn: boolean) => void;
}

const Part = ({ part, place, isOwn, on, onSwitch }: Omit<SwitchesProps, "active"> & { readonly part: ActivePart }): ReactNode => {
  const { id, kind, text } = part;
  const isSwitchable = canBeOn(part, place);
  const isOn = isSwitchable && (isOwn || (id !== undefined && on.has(id)));
  const words = part.onlyInstead === true && place === "beside" ? "Not brought in beside" : (isOn ? onWords : offWords)[kind];
  if (!isSwitchable || id === undefined)
    return (
      <>
        <Mark kind="approval" size={10} />
        <span className="grow words">
          <RevealedText text={text} />
        </span>
        <span className="meta">{words}</span>
      </>
    );
  return (
    <label className="switched">
      <input type="checkbox" checked={isOn} disabled={isOwn} onChange={(event) => onSwitch(id, event.target.checked)} />
      <span className="grow words">
        <RevealedText text={text} />
      </span>
      <span className="meta">{words}</span>
    </label>
  );
};

/** Each part with its own switch: nothing acts here that a person did not switch on. */
const ActiveList = ({ active, ...switches }: SwitchesProps): ReactNode => {
  const [limit, setLimit] = useState(shownAtOnce);
  if (active.length === 0) return null;
  return (
    <>
      <h3 className="title section">What would act by itself: {formatCount(active.length, "part", "parts")}</h3>
      <p className="ink2">It comes switched off. Switch on what you know and want.</p>
      <ul className="brought" aria-label="What would act by itself">
        {active.slice(0, limit).map((part, index) => (
          // biome-ignore lint/suspicious/noArrayIndexKey: the same words may stand there twice, and nothing moves
          <li key={index}>
            <Part part={part} {...switches} />
          </li>
        ))}
      </ul>
      {active.length > limit && (
        <Button tone="quiet" onClick={() => setLimit(limit + shownAtOnce)}>
          Show {Math.min(shownAtOnce, active.length - limit)} more of {active.length - limit}
        </Button>
      )}
    </>
  );
};

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
  const [on, setOn] = useState<ReadonlySet<string>>(new Set());
  const [doing, setDoing] = useState<Doing>({ status: "asking" });
  const comesAsItWas = isOwn && place === "instead";
  const switchPart = (id: string, isOn: boolean): void => {
    const others = [...on].filter((one) => one !== id);
    setOn(new Set(isOn ? [...others, id] : others));
  };
  const restore = async (): Promise<void> => {
    setDoing({ status: "restoring" });
    const answer = await send({
      type: "restore-backup",
      name: file.name,
      file,
      hash: preview.hash,
      place,
      isOwn: comesAsItWas,
      on: preview.active.flatMap((part) => (part.id !== undefined && on.has(part.id) && canBeOn(part, place) ? [part.id] : [])),
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
      <ActiveList active={preview.active} place={place} isOwn={comesAsItWas} on={on} onSwitch={switchPart} />
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
                off but for those you switch on, and its text carries a label.
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
