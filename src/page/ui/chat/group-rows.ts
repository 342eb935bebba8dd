import type { CallId } from "../../../kernel/base/ids.ts";
import type { CallView, ItemView, SessionView, TurnView } from "../../store/session-view.ts";

/** What a turn draws under its user message, one line each. */
export type TurnRow =
  | { readonly type: "item"; readonly key: string; readonly item: ItemView }
  /** Three or more reads in a row that are over. */
  | { readonly type: "reads"; readonly key: string; readonly callIds: readonly CallId[] };

const minGroup = 3;

/** What was asked and what is planned is to be seen, and is no reading of files. */
const speaking = new Set(["ask_user", "todo_write", "todo_read"]);

const isSettled = (call: CallView | undefined): boolean =>
  call !== undefined && call.status !== "queued" && call.status !== "waiting" && call.status !== "running";

/** A message that only asked for calls has nothing to show, and does not part the reads around it. */
const isSilent = (item: ItemView, messages: SessionView["messages"]): boolean => {
  if (item.type !== "message") return false;
  const message = messages.get(item.messageId);
  return (
    message?.ending?.type === "ended" &&
    message.text === "" &&
    message.thinking === "" &&
    message.ending.reason.type !== "max-tokens"
  );
};

/** What tells why the attempt before it failed. */
const tellsWhy = new Set<ItemView["type"] | undefined>(["retry", "interrupted", "model-replaced"]);

/** An attempt that showed nothing: why it failed stands in the row that follows. */
const isToldNext = (item: ItemView, next: ItemView | undefined, messages: SessionView["messages"]): boolean => {
  if (item.type !== "message" || !tellsWhy.has(next?.type)) return false;
  const message = messages.get(item.messageId);
  return message?.ending?.type === "failed" && message.text === "" && message.thinking === "";
};

/** The rows of a turn: silent messages left out, runs of settled reads folded into one. */
export const groupRows = (
  turn: Pick<TurnView, "items">,
  { calls, messages }: Pick<SessionView, "calls" | "messages">,
): readonly TurnRow[] => {
  const rows: TurnRow[] = [];
  let reads: (ItemView & { readonly type: "call" })[] = [];
  const flush = (): void => {
    const [first] = reads;
    if (first !== undefined && reads.length >= minGroup) {
      rows.push({ type: "reads", key: `reads-${first.key}`, callIds: reads.map(({ callId }) => callId) });
    } else rows.push(...reads.map((item): TurnRow => ({ type: "item", key: item.key, item })));
    reads = [];
  };
  for (const [place, item] of turn.items.entries()) {
    if (isSilent(item, messages) || isToldNext(item, turn.items[place + 1], messages)) continue;
    const call = item.type === "call" ? calls.get(item.callId) : undefined;
    if (item.type === "call" && call?.access === "read" && isSettled(call) && !speaking.has(call.tool)) reads.push(item);
    else {
      flush();
      rows.push({ type: "item", key: item.key, item });
    }
  }
  flush();
  return rows;
};
