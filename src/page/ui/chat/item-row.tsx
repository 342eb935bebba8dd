import type { ReactNode } from "react";
import type { RunId } from "../../../kernel/base/ids.ts";
import { assertNever } from "../../../kernel/base/result.ts";
import { isRemote, modelName } from "../../../kernel/model/model.ts";
import type { AppState } from "../../store/app-state.ts";
import type { ItemView } from "../../store/session-view.ts";
import { shownSession, useActions, useApp } from "../../store/use-app.ts";
import { useNow } from "../../store/use-now.ts";
import { Button } from "../parts/button.tsx";
import { formatCount, formatDuration } from "../parts/time.ts";
import { BranchPicker } from "./branch-picker.tsx";
import { CallRow, ReadsRow } from "./call-row.tsx";
import { CompactionRow } from "./compaction-row.tsx";
import type { TurnRow } from "./group-rows.ts";
import { MessageRow } from "./message-row.tsx";
import { type NestedRowProps, NestedRun } from "./nested-run.tsx";
import { RecalledRow } from "./recalled-row.tsx";
import { SaidBubble } from "./said.tsx";
import { Node } from "./stem.tsx";
import { readsTitle } from "./wording.ts";

type ItemOf<Type extends ItemView["type"]> = ItemView & { readonly type: Type };

const RemarkText = ({ isAside, text }: ItemOf<"remark">): ReactNode =>
  isAside === true ? (
    <details className="under aside">
      <summary>What it was told</summary>
      {text}
    </details>
  ) : (
    <p className="under">{text}</p>
  );

/** The session's run, while it can be told to go on; with a question open, another run inside it may still wait. */
const runThatWaits = ({ scrubbed, session }: AppState, inside: RunId | undefined): RunId | undefined => {
  if (scrubbed !== undefined || session === undefined) return undefined;
  if (session.run.status === "running") return inside ?? session.run.runId;
  return session.run.status === "waiting" ? inside : undefined;
};

const TryNow = ({ runId }: { readonly runId: RunId }): ReactNode => {
  const { send, notify } = useActions();
  const tryNow = async (): Promise<void> => {
    const answer = await send({ type: "retry-now", runId });
    if (!answer.ok) notify({ tone: "error", text: answer.error.message });
  };
  return (
    <Button tone="quiet" onClick={() => void tryNow()}>
      Try again now
    </Button>
  );
};

const retryWords = ({ at, delayMs, until }: ItemOf<"retry">, isLast: boolean, now: number): string => {
  if (!isLast) return until === "online" ? "Waited for the network, then tried again" : "Tried again";
  if (until === "online") return "Offline: goes on when the network is back";
  const leftMs = at + delayMs - now;
  const seconds = Math.ceil(leftMs / 1_000);
  if (seconds <= 0) return "Tries again";
  return `Tries again in ${seconds < 60 ? `${seconds} s` : formatDuration(seconds * 1_000)}`;
};

const Retry = ({
  item,
  isLast,
  inside,
}: {
  readonly item: ItemOf<"retry">;
  readonly isLast: boolean;
  readonly inside: RunId | undefined;
}): ReactNode => {
  const now = useNow(isLast);
  const runId = useApp((state) => runThatWaits(state, inside));
  const isWaiting = isLast && runId !== undefined;
  return (
    <div className="callrow">
      <div className="tr">
        <Node kind={isWaiting ? "running" : "model"} />
        <span className="v">{retryWords(item, isWaiting, now)}</span>
        <span className="grow" />
        {isWaiting && <TryNow runId={runId} />}
        {!isWaiting && item.until === undefined && <span className="meta">waited {formatDuration(item.delayMs)}</span>}
      </div>
      <p className="under">{item.reason.message}</p>
    </div>
  );
};

const ModelReplaced = ({ item }: { readonly item: ItemOf<"model-replaced"> }): ReactNode => {
  const { from, to, reason, skipped = [] } = item;
  return (
    <div className="callrow">
      <div className="tr">
        <Node kind="model" />
        <span className="v">
          {modelName(to)} is asked instead of {modelName(from)}
        </span>
      </div>
      <p className="under">{reason?.message ?? "You chose it before the run went on."}</p>
      {skipped.map(({ model, reason: why }) => (
        <p className="under" key={isRemote(model) ? `${model.baseUrl} ${model.model}` : model.provider}>
          {modelName(model)} was not asked. {why.message}
        </p>
      ))}
    </div>
  );
};

const ThinkingDropped = ({ item }: { readonly item: ItemOf<"thinking-dropped"> }): ReactNode => {
  const where = item.answers === 1 ? "an earlier answer" : `${formatCount(item.answers, "earlier answer", "earlier answers")}`;
  return (
    <div className="callrow">
      <div className="tr">
        <Node kind="model" />
        <span className="v">Earlier thinking left out</span>
      </div>
      <p className="under">
        {item.why === "refused"
          ? `The provider did not take back what the model had thought in ${where}; it is not sent again.`
          : `What another model had thought in ${where} can be read by that model only, so it is not sent.`}{" "}
        What was said and done went along.
      </p>
    </div>
  );
};

const undoneWords = ({ isRedo, rewoundTo }: ItemOf<"undo">): string => {
  if (rewoundTo !== undefined) return `Put back by you as after event ${rewoundTo}`;
  return isRedo ? "Done again by you" : "Taken back by you";
};

const Undone = ({ item }: { readonly item: ItemOf<"undo"> }): ReactNode => {
  const { files } = item.effect;
  return (
    <div className="tr">
      <Node kind="write" />
      <span className="v">{undoneWords(item)}</span>
      <span className="o trunc">{files.length === 1 ? files[0]?.path : formatCount(files.length, "file", "files")}</span>
      <span className="grow" />
      <span className="meta">{item.undoneBySeq === undefined ? `event ${item.seq}` : "undone later"}</span>
    </div>
  );
};

const interruptedWords = ({ reason, resumed }: ItemOf<"interrupted">): string => {
  const word = reason.type === "looks-stuck" ? "Paused, because it looked stuck" : "Interrupted";
  return resumed ? `${word}, then resumed` : word;
};

/** One thing under a user message, or inside a call: of the run `inside` then. */
const ItemRow = ({
  item,
  isLast,
  told,
  inside,
}: {
  readonly item: ItemView;
  readonly isLast: boolean;
  readonly told: boolean;
  readonly inside: RunId | undefined;
}): ReactNode => {
  switch (item.type) {
    case "message":
      return <MessageRow messageId={item.messageId} told={told} />;
    case "call":
      return (
        <>
          <CallRow callId={item.callId} />
          <NestedRun callId={item.callId} drawRow={drawNestedRow} />
        </>
      );
    case "steer":
      return (
        <div className={item.whileRunning ? "u steer" : "u"}>
          <Node kind="user" />
          <SaidBubble said={item} at={item.at} by={item.whileRunning ? "You, while it ran" : "You"} />
        </div>
      );
    case "retry":
      return <Retry item={item} isLast={isLast} inside={inside} />;
    case "model-replaced":
      return <ModelReplaced item={item} />;
    case "thinking-dropped":
      return <ThinkingDropped item={item} />;
    case "compaction":
      return <CompactionRow event={item.event} />;
    case "recalled":
      return <RecalledRow recall={item.recall} />;
    case "undo":
      return <Undone item={item} />;
    case "interrupted":
      if (item.reason.type === "needs-more-turns") {
        return (
          <div className="tr">
            <Node kind="stopped" />
            <span className="meta">Paused after turn {item.reason.turn}</span>
          </div>
        );
      }
      return (
        <div className="callrow">
          <div className="tr">
            <Node kind="interrupted" />
            <span className="v">{interruptedWords(item)}</span>
          </div>
          <p className="under">{item.reason.message}</p>
        </div>
      );
    case "remark":
      return (
        <div className="callrow">
          <div className="tr">
            <Node kind="approval" />
            <span className="v remark">{item.words}</span>
          </div>
          {item.text !== "" && <RemarkText {...item} />}
        </div>
      );
    case "branch":
      return (
        <div className="tr">
          <BranchPicker point={item.point} />
        </div>
      );
    case "unsupported":
      return (
        <div className="callrow">
          <div className="tr">
            <Node kind="error" />
            <span className="v">An event could not be read</span>
            <span className="grow" />
            <span className="meta">event {item.seq}</span>
          </div>
          <p className="under">{item.text} It is kept and goes along with an export; everything else works.</p>
        </div>
      );
    default:
      return assertNever(item);
  }
};

/** One row of a turn; `inside`: the run inside a call that it belongs to. */
export const RowOfTurn = ({
  row,
  isLast,
  told,
  inside,
}: {
  readonly row: TurnRow;
  readonly isLast: boolean;
  readonly told: boolean;
  readonly inside?: RunId;
}): ReactNode => {
  const calls = useApp((state) => shownSession(state)?.calls);
  if (row.type === "item") return <ItemRow item={row.item} isLast={isLast} told={told} inside={inside} />;
  const reads = row.callIds.flatMap((callId) => calls?.get(callId) ?? []);
  return <ReadsRow calls={reads} title={readsTitle(reads)} />;
};

const drawNestedRow = ({ row, isLast, told, runId }: NestedRowProps): ReactNode => (
  <RowOfTurn key={row.key} row={row} isLast={isLast} told={told} inside={runId} />
);
