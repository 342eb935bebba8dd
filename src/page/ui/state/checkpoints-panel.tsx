import { ChevronDown, ChevronRight, Ellipsis } from "lucide-react";
import { type ReactNode, useState } from "react";
import type { CheckpointList, CheckpointRow } from "../../../kernel/log/checkpoint.ts";
import type { Checkpointing } from "../../../kernel/log/checkpointing.ts";
import type { AppState } from "../../store/app-state.ts";
import { useActions, useApp } from "../../store/use-app.ts";
import { AskedFailure } from "../parts/asked-failure.tsx";
import { Button } from "../parts/button.tsx";
import { downloadText } from "../parts/download.ts";
import { Icon } from "../parts/icon.tsx";
import { IconButton } from "../parts/icon-button.tsx";
import { Menu } from "../parts/menu.tsx";
import { jsonFiles, OpenFileButton } from "../parts/open-file-button.tsx";
import { InlineSelect } from "../parts/select.tsx";
import { formatClock, formatCount } from "../parts/time.ts";
import { useAnswer } from "../parts/use-answer.ts";
import { RestoreDialog } from "./restore-dialog.tsx";

const lastSeqOf = ({ workspace }: AppState): number => workspace?.lastSeq ?? 0;

const dayOf = new Intl.DateTimeFormat(undefined, { day: "numeric", month: "short" });

const makerWords = ({ by, isImported }: CheckpointRow): string =>
  isImported ? "from a file" : by === "person" ? "made by you" : "made by itself";

const turnChoices = ["never", "1", "5", "10", "25"] as const;

const TurnsSelect = ({
  checkpointing: { everyTurns, keep },
  onChange,
}: {
  readonly checkpointing: Checkpointing;
  readonly onChange: (to: Checkpointing) => void;
}): ReactNode => {
  const value = everyTurns === null ? "never" : String(everyTurns);
  const known: readonly string[] = turnChoices;
  return (
    <InlineSelect
      label="Make one"
      showLabel
      choices={[...(known.includes(value) ? known : [...known, value])].map((choice) => ({
        value: choice,
        label: choice === "never" ? "only by hand" : choice === "1" ? "after every turn" : `every ${choice} turns`,
      }))}
      value={value}
      onChange={(chosen) => onChange({ everyTurns: chosen === "never" ? null : Number(chosen), keep })}
    />
  );
};

const keepChoices = ["3", "10", "30", "100"] as const;

/** How many of those that are made by themselves stay; nobody needs to choose where none are. */
const KeepSelect = ({
  checkpointing: { everyTurns, keep },
  onChange,
}: {
  readonly checkpointing: Checkpointing;
  readonly onChange: (to: Checkpointing) => void;
}): ReactNode => {
  if (everyTurns === null) return null;
  const value = String(keep);
  const known: readonly string[] = keepChoices;
  return (
    <InlineSelect
      label="Keep"
      showLabel
      choices={[...(known.includes(value) ? known : [...known, value])].map((choice) => ({
        value: choice,
        label: `the newest ${choice}`,
      }))}
      value={value}
      onChange={(chosen) => onChange({ everyTurns, keep: Number(chosen) })}
    />
  );
};

interface Acts {
  readonly onRestore: (row: CheckpointRow) => void;
  readonly onExport: (row: CheckpointRow) => void;
  readonly onRemove: (row: CheckpointRow) => void;
}

const Row = ({ row, acts }: { readonly row: CheckpointRow; readonly acts: Acts }): ReactNode => {
  const { madeAt, seq, values } = row;
  const name = `the checkpoint of event ${seq}, ${formatClock(madeAt)}`;
  return (
    <li className="checkpoint">
      <span className="grow">
        <b>After event {seq}</b>
        <span className="meta">
          {dayOf.format(madeAt)}, {formatClock(madeAt)}, {makerWords(row)}, {formatCount(values, "value", "values")}
        </span>
      </span>
      <Button aria-label={`Restore ${name}`} onClick={() => acts.onRestore(row)}>
        Restore
      </Button>
      <Menu
        label={`More about ${name}`}
        trigger={<IconButton small label={`More about ${name}`} icon={Ellipsis} />}
        entries={[
          { type: "item", label: "Save as a file", onSelect: () => acts.onExport(row) },
          { type: "separator" },
          { type: "item", label: "Remove", danger: true, onSelect: () => acts.onRemove(row) },
        ]}
      />
    </li>
  );
};

const useActs = (changed: () => void) => {
  const { send, notify } = useActions();
  const tell = (answer: { readonly ok: true } | { readonly ok: false; readonly error: { readonly message: string } }): void => {
    if (!answer.ok) notify({ tone: "error", text: answer.error.message });
    changed();
  };
  return {
    make: async () => tell(await send({ type: "make-checkpoint" })),
    remove: async ({ checkpointId }: CheckpointRow) => tell(await send({ type: "remove-checkpoint", checkpointId })),
    change: async (checkpointing: Checkpointing) => tell(await send({ type: "change-checkpointing", checkpointing })),
    take: async (file: File | undefined) => {
      if (file !== undefined) tell(await send({ type: "import-checkpoint", text: await file.text() }));
    },
    save: async ({ checkpointId, seq }: CheckpointRow) => {
      const answer = await send({ type: "export-checkpoint", checkpointId });
      if (answer.ok) downloadText(`vivarium-checkpoint-${seq}.json`, answer.value.json, "application/json");
      else notify({ tone: "error", text: answer.error.message });
    },
  };
};

const Body = ({ list, changed }: { readonly list: CheckpointList; readonly changed: () => void }): ReactNode => {
  const [restoring, setRestoring] = useState<CheckpointRow>();
  const { make, remove, change, take, save } = useActs(changed);
  const acts: Acts = { onRestore: setRestoring, onExport: (row) => void save(row), onRemove: (row) => void remove(row) };
  return (
    <>
      <div className="row checkpoint-tools">
        <Button onClick={() => void make()}>Make a checkpoint</Button>
        <OpenFileButton accept={jsonFiles} name="Checkpoint file" tone="quiet" onFile={take}>
          Open a file
        </OpenFileButton>
        <span className="grow" />
        <TurnsSelect checkpointing={list.checkpointing} onChange={(to) => void change(to)} />
        <KeepSelect checkpointing={list.checkpointing} onChange={(to) => void change(to)} />
      </div>
      {list.checkpoints.length === 0 ? (
        <p className="meta checkpoint-none">A checkpoint keeps all values as they are, to go back to later.</p>
      ) : (
        // biome-ignore lint/a11y/noNoninteractiveTabindex: it scrolls, and the keyboard must reach it
        <ul className="pane-list checkpoint-list" aria-label="Checkpoints" tabIndex={0}>
          {list.checkpoints.map((row) => (
            <Row key={row.checkpointId} row={row} acts={acts} />
          ))}
        </ul>
      )}
      {restoring !== undefined && <RestoreDialog row={restoring} onClose={() => setRestoring(undefined)} />}
    </>
  );
};

/** Moments of the state that were kept: made, gone back to, taken along as files. */
export const CheckpointsPanel = (): ReactNode => {
  const lastSeq = useApp(lastSeqOf);
  const [own, setOwn] = useState(0);
  const [open, setOpen] = useState(false);
  const asked = useAnswer({ type: "list-checkpoints" }, `${lastSeq} ${own}`);
  const count = asked.status === "ready" ? asked.value.checkpoints.length : 0;
  return (
    <section className="checkpoints" aria-label="Checkpoints of the state">
      <button type="button" className="checkpoint-head" aria-expanded={open} onClick={() => setOpen(!open)}>
        <Icon of={open ? ChevronDown : ChevronRight} size={14} className="dim" />
        Checkpoints
        {count > 0 && <span className="num dim">{count}</span>}
      </button>
      {open && asked.status === "failed" && <AskedFailure asked={asked} />}
      {open && asked.status === "ready" && <Body list={asked.value} changed={() => setOwn((times) => times + 1)} />}
    </section>
  );
};
