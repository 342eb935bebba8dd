import "./memory.css";
import { Pin, Plus } from "lucide-react";
import { type ReactNode, useState } from "react";
import type { Seq } from "../../../kernel/base/ids.ts";
import type { SessionRow } from "../../../kernel/conversation/session.ts";
import { dayMs, defaultRecallLimits, type RecallLimits } from "../../../kernel/memory/memory.ts";
import type { MemoryRow } from "../../../kernel/memory/memory-view.ts";
import type { AppState } from "../../store/app-state.ts";
import { useActions, useApp } from "../../store/use-app.ts";
import { useNow } from "../../store/use-now.ts";
import { countMemories, filterMemories, isIn, type MemoryFilter } from "../../store/views/memory-rows.ts";
import { AskedFailure } from "../parts/asked-failure.tsx";
import { Button } from "../parts/button.tsx";
import { EmptyState } from "../parts/empty-state.tsx";
import { FindField } from "../parts/find-field.tsx";
import { Icon } from "../parts/icon.tsx";
import { Mark } from "../parts/mark.tsx";
import { RevealedText } from "../parts/revealed-text.tsx";
import { Segmented } from "../parts/segmented.tsx";
import { InlineSelect } from "../parts/select.tsx";
import { formatCount } from "../parts/time.ts";
import { useAnswer } from "../parts/use-answer.ts";
import { MemoryDetail } from "./memory-detail.tsx";
import { MemoryForm } from "./memory-form.tsx";
import { MemoryOverview } from "./memory-overview.tsx";
import { kindWords, percent } from "./memory-words.ts";
import { useChangeMemory } from "./use-change-memory.ts";

const scrubbedAt = (state: AppState) => state.scrubbed?.at;
const lastSeqOf = (state: AppState) => state.workspace?.lastSeq ?? 0;
const openSession = (state: AppState) => state.session?.sessionId;
const rowOf = (state: AppState): SessionRow | undefined =>
  state.workspace?.sessions.find(({ sessionId }) => sessionId === state.session?.sessionId);
const recallingOf = (state: AppState): boolean => rowOf(state)?.recalling !== false;
const limitsOf = (state: AppState): RecallLimits => rowOf(state)?.recallLimits ?? defaultRecallLimits;
const noRows: readonly MemoryRow[] = [];

const timesUsed = ({ uses }: MemoryRow): string => (uses === 0 ? "not used" : uses === 1 ? "1 use" : `${uses} uses`);

const Row = ({
  isMarked,
  isOpen,
  row,
  onMark,
  onOpen,
}: {
  readonly isMarked: boolean;
  readonly isOpen: boolean;
  readonly row: MemoryRow;
  readonly onMark: (marked: boolean) => void;
  readonly onOpen: () => void;
}): ReactNode => {
  const { item, strength } = row;
  const text = item.text.replace(/\s+/g, " ");
  return (
    <li className={isOpen ? "mem-row open" : "mem-row"}>
      <input
        type="checkbox"
        aria-label={`Select: ${text.slice(0, 60)}`}
        checked={isMarked}
        onChange={(event) => onMark(event.target.checked)}
      />
      <button type="button" aria-expanded={isOpen} onClick={onOpen}>
        <Mark kind={item.status === "pending" ? "approval" : "memory"} />
        <span className={item.status === "superseded" ? "mem-text old trunc" : "mem-text trunc"}>
          <RevealedText text={text} />
        </span>
        {item.pinned === true && (
          <span title="Pinned">
            <Icon of={Pin} size={12} className="dim" />
            <span className="sr">pinned</span>
          </span>
        )}
        <span className="mem-kind meta">{item.status === "superseded" ? "replaced" : kindWords[item.kind]}</span>
        <span className="mem-uses meta">{item.onlyAsked === true ? "when asked" : timesUsed(row)}</span>
        <span className="mem-bar" role="img" aria-label={`strength ${percent(strength)}`}>
          <i style={{ width: percent(strength).replace(" ", "") }} />
        </span>
      </button>
    </li>
  );
};

const itemChoices = [2, 4, 8, 16, 32];
const tokenChoices = [150, 300, 600, 1_200, 2_400];

/** The usual choices, and what is set where it is none of them. */
const choicesWith = (
  usual: readonly number[],
  chosen: number,
  words: (count: number) => string,
): readonly { readonly value: string; readonly label: string }[] =>
  [...new Set([...usual, chosen])]
    .sort((one, other) => one - other)
    .map((count) => ({ value: String(count), label: words(count) }));

const RecallToggle = (): ReactNode => {
  const { notify, send } = useActions();
  const sessionId = useApp(openSession);
  const on = useApp(recallingOf);
  const limits = useApp(limitsOf);
  if (sessionId === undefined) return null;
  const set = async (next: boolean, to?: RecallLimits): Promise<void> => {
    const answer = await send({ type: "set-recalling", sessionId, on: next, ...(to === undefined ? {} : { limits: to }) });
    if (!answer.ok) notify({ tone: "error", text: answer.error.message });
  };
  return (
    <div className="mem-switch">
      <label>
        <input type="checkbox" checked={on} onChange={(event) => void set(event.target.checked)} />
        Memory goes with each run of this session
      </label>
      {on && (
        <>
          <InlineSelect
            label="At most"
            showLabel
            choices={choicesWith(itemChoices, limits.items, (count) => formatCount(count, "memory", "memories"))}
            value={String(limits.items)}
            onChange={(value) => void set(on, { ...limits, items: Number(value) })}
          />
          <InlineSelect
            label="Tokens of them together"
            choices={choicesWith(tokenChoices, limits.tokens, (count) => `${count} tokens`)}
            value={String(limits.tokens)}
            onChange={(value) => void set(on, { ...limits, tokens: Number(value) })}
          />
        </>
      )}
    </div>
  );
};

const emptyWords: Readonly<Record<MemoryFilter, readonly [title: string, text: string]>> = {
  kept: [
    "Nothing remembered yet",
    "What is remembered goes with later runs of every session. Say for example: Remember that I like short answers.",
  ],
  waiting: ["Nothing waits for you", "What an agent remembers after it read text from outside waits here until you accept it."],
  bin: ["The bin is empty", "What is forgotten lies here for 7 days, and no agent can remember it again by itself."],
};

const List = ({
  at,
  asOf,
  moment,
  rows,
  now,
  days,
  onDays,
}: {
  readonly at: Seq | undefined;
  readonly asOf: number | undefined;
  /** Names what is shown: the entry, and the time. */
  readonly moment: string;
  readonly rows: readonly MemoryRow[];
  readonly now: boolean;
  readonly days: number;
  readonly onDays: (days: number) => void;
}): ReactNode => {
  const [filter, setFilter] = useState<MemoryFilter>("kept");
  const [search, setSearch] = useState("");
  const [openId, setOpenId] = useState<string>();
  const [marked, setMarked] = useState<ReadonlySet<string>>(new Set());
  const [form, setForm] = useState<"add" | "merge">();
  const change = useChangeMemory();
  const counts = countMemories(rows);
  const found = filterMemories(rows, filter, search);
  const open = found.find(({ item }) => item.memoryId === openId);
  const chosen = rows.filter(({ item }) => marked.has(item.memoryId) && isIn({ item } as MemoryRow, filter));
  const ids = chosen.map(({ item }) => item.memoryId);
  const [title, text] = emptyWords[filter];
  return (
    <>
      <p className="cap insp-caption">
        What this workspace remembers: <b>{counts.kept}</b> kept, <b>{counts.faded}</b> faded, <b>{counts.waiting}</b> held back.
      </p>
      <div className="insp-tools mem-tools">
        <Segmented
          label="Which memories"
          value={filter}
          onChange={setFilter}
          choices={[
            { value: "kept", label: "Kept" },
            { value: "waiting", label: counts.waiting === 0 ? "Waiting" : `Waiting, ${counts.waiting}` },
            { value: "bin", label: counts.bin === 0 ? "Bin" : `Bin, ${counts.bin}` },
          ]}
        />
        <Button onClick={() => setForm("add")}>
          <Icon of={Plus} size={14} /> Add
        </Button>
      </div>
      {rows.length > 0 && (
        <div className="insp-tools">
          <FindField label="Search memories" value={search} onChange={setSearch} />
        </div>
      )}
      {rows.length > 0 && (
        <MemoryOverview
          at={at}
          asOf={asOf}
          moment={moment}
          onMerge={
            now
              ? (alike) => {
                  setFilter("kept");
                  setMarked(new Set(alike));
                  setForm("merge");
                }
              : undefined
          }
        />
      )}
      {ids.length > 0 && (
        <div className="insp-tools mem-chosen">
          <span className="meta">{formatCount(ids.length, "memory", "memories")} selected</span>
          {filter === "kept" && ids.length > 1 && <Button onClick={() => setForm("merge")}>Make one of them</Button>}
          {filter !== "bin" && (
            <Button
              tone="danger"
              onClick={async () => {
                await change({ type: "forget", memoryIds: ids }, `${formatCount(ids.length, "memory", "memories")} forgotten.`);
                setMarked(new Set());
              }}
            >
              Forget
            </Button>
          )}
        </div>
      )}
      {found.length === 0 ? (
        <EmptyState
          kind="memory"
          level="h2"
          title={search === "" ? title : "Filtered to none"}
          text={search === "" ? text : "No memory has these words."}
        >
          {search === "" ? undefined : <Button onClick={() => setSearch("")}>Show all</Button>}
        </EmptyState>
      ) : (
        // biome-ignore lint/a11y/noNoninteractiveTabindex: a region that scrolls must be reachable by keyboard
        <section className="pane-list mem-list" aria-label="Memories" tabIndex={0}>
          <ul>
            {found.map((row) => (
              <Row
                key={row.item.memoryId}
                row={row}
                isOpen={row.item.memoryId === openId}
                isMarked={marked.has(row.item.memoryId)}
                onOpen={() => setOpenId(row.item.memoryId === openId ? undefined : row.item.memoryId)}
                onMark={(isMarked) => {
                  const next = new Set(marked);
                  if (isMarked) next.add(row.item.memoryId);
                  else next.delete(row.item.memoryId);
                  setMarked(next);
                }}
              />
            ))}
          </ul>
          {filter === "bin" && (
            <p className="mem-foot">
              <Button tone="danger" onClick={() => void change({ type: "empty-bin" }, "The bin is empty.")}>
                Empty the bin
              </Button>{" "}
              <span className="meta">The log still holds what was done.</span>
            </p>
          )}
          {open !== undefined && <MemoryDetail key={open.item.memoryId} row={open} />}
        </section>
      )}
      {now && rows.length > 0 && (
        <label className="mem-asof">
          <span>As of {days === 0 ? "today" : `${formatCount(days, "day", "days")} from now`}</span>
          <input type="range" min={0} max={180} step={1} value={days} onChange={(event) => onDays(Number(event.target.value))} />
        </label>
      )}
      <RecallToggle />
      {form === "add" && (
        <MemoryForm
          title="Add a memory"
          onClose={() => setForm(undefined)}
          onSave={(draft) => {
            setForm(undefined);
            void change({ type: "add", ...draft }, "Remembered.");
          }}
        />
      )}
      {form === "merge" && chosen[0] !== undefined && (
        <MemoryForm
          title={`Make one of ${ids.length} memories`}
          item={{ ...chosen[0].item, text: chosen.map(({ item }) => item.text).join(" ") }}
          onClose={() => setForm(undefined)}
          onSave={({ text: merged }) => {
            setForm(undefined);
            setMarked(new Set());
            void change({ type: "merge", memoryIds: ids, text: merged }, "Made one.");
          }}
        />
      )}
    </>
  );
};

/** What the workspace remembers, now or at the moment that the ruler shows: every item, how it fades, and which step read it. */
export const MemoryPane = (): ReactNode => {
  const [days, setDays] = useState(0);
  const at = useApp(scrubbedAt);
  const lastSeq = useApp(lastSeqOf);
  const now = useNow(false);
  const asOf = days === 0 ? undefined : now + days * dayMs;
  const moment = `${at ?? `now-${lastSeq}`} ${days}`;
  const asked = useAnswer(
    { type: "read-memory", ...(at === undefined ? {} : { at }), ...(asOf === undefined ? {} : { asOf }) },
    moment,
  );
  if (asked.status === "failed") return <AskedFailure asked={asked} />;
  if (asked.status === "loading") return <p className="cap insp-caption late">Reading what is remembered…</p>;
  return (
    <div className="mem-pane">
      <List
        at={at}
        asOf={asOf}
        moment={moment}
        rows={asked.value.rows.length === 0 ? noRows : asked.value.rows}
        now={at === undefined}
        days={days}
        onDays={setDays}
      />
    </div>
  );
};
