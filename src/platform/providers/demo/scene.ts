import type { JsonObject } from "../../../kernel/base/json.ts";
import { isJsonObject } from "../../../kernel/base/json.ts";
import {
  type AttachedBlock,
  attachedOf,
  type Block,
  type Message,
  type Reference,
} from "../../../kernel/conversation/message.ts";
import { isReminder } from "../../../kernel/conversation/reminder.ts";
import { isMemorySection, memoryIdsIn } from "../../../kernel/memory/memory.ts";
import { isFormatFeedback } from "../../../kernel/model/format-words.ts";

/** How a call came out, as far as its result says. */
type Verdict =
  | { readonly status: "done" }
  /** The person said no, or a rule did. */
  | { readonly status: "rejected" | "refused"; readonly reason: string }
  | { readonly status: "stopped" | "failed"; readonly reason: string };

export interface AnsweredCall {
  readonly tool: string;
  readonly input: JsonObject;
  /** The result without the note about changed arguments. */
  readonly text: string;
  readonly verdict: Verdict;
  /** Arguments that the person changed before the call ran. */
  readonly editedFields: readonly string[];
}

/** The conversation as a script looks at it. */
export interface Scene {
  /** The person's latest words; empty for files without any. */
  readonly said: string;
  /** What the person showed with them. */
  readonly pictures: readonly AttachedBlock[];
  /** What was pointed at with it. */
  readonly about: readonly Reference[];
  /** What the person said before that, oldest first. */
  readonly earlier: readonly string[];
  /** Ids of what came along from the memory with the latest words. */
  readonly memories: readonly string[];
  /** Calls since then that have a result, in order. */
  readonly calls: readonly AnsweredCall[];
}

const editedNote = /^Note: the person changed (.+) before this call ran\.\n/;
const verdictPatterns: readonly (readonly [RegExp, Exclude<Verdict["status"], "done">])[] = [
  [/^Rejected by the person:\s*([\s\S]*)$/, "rejected"],
  [/^Refused by a rule:\s*([\s\S]*)$/, "refused"],
  [/^(Stopped by the person[\s\S]*)$/, "stopped"],
];

const verdictOf = (text: string, isError: boolean): Verdict => {
  if (!isError) return { status: "done" };
  for (const [pattern, status] of verdictPatterns) {
    const reason = pattern.exec(text)?.[1];
    if (reason !== undefined) return { status, reason: reason.trim() };
  }
  return { status: "failed", reason: text.replace(/^Error:\s*/, "").trim() };
};

type CallBlock = Extract<Block, { readonly type: "tool-call" }>;
type ResultBlock = Extract<Block, { readonly type: "tool-result" }>;

const answered = ({ tool, input }: CallBlock, { text, isError }: ResultBlock): AnsweredCall => {
  const edited = editedNote.exec(text)?.[1];
  const plain = text.replace(editedNote, "");
  return {
    tool,
    input: isJsonObject(input) ? input : {},
    text: plain,
    verdict: verdictOf(plain, isError),
    editedFields: edited === undefined ? [] : edited.split(", "),
  };
};

/** What the engine says, not the person. */
const isNote = (text: string): boolean => isReminder(text) || isFormatFeedback(text) || isMemorySection(text);

/** Reads the messages of a request. */
export const sceneOf = (messages: readonly Message[]): Scene => {
  const said: string[] = [];
  let calls: AnsweredCall[] = [];
  let asked: readonly CallBlock[] = [];
  let pictures: readonly AttachedBlock[] = [];
  let memories: readonly string[] = [];
  let about: readonly Reference[] = [];
  for (const { role, blocks: sent } of messages) {
    const blocks = sent.filter((block) => block.type !== "text" || (block.about === undefined && !isNote(block.text)));
    if (role === "assistant") {
      asked = blocks.filter((block) => block.type === "tool-call");
      continue;
    }
    for (const block of sent) if (block.type === "text" && isMemorySection(block.text)) memories = memoryIdsIn(block.text);
    for (const block of blocks) {
      if (block.type === "tool-result") {
        const request = asked.find(({ callId }) => callId === block.callId);
        if (request !== undefined) calls.push(answered(request, block));
      } else if (block.type === "text") {
        said.push(block.text);
        calls = [];
        about = sent.flatMap((one) => (one.type === "text" && one.about !== undefined ? [one.about] : []));
      }
    }
    const shown = attachedOf(blocks);
    const spoke = blocks.some(({ type }) => type === "text");
    if (spoke || shown.length > 0) pictures = shown;
    if (spoke || shown.length === 0) continue;
    said.push("");
    calls = [];
  }
  return { said: said.at(-1) ?? "", earlier: said.slice(0, -1), pictures, about, memories, calls };
};

export const callsOf = ({ calls }: Scene, tool: string): readonly AnsweredCall[] => calls.filter((call) => call.tool === tool);

export const lastCall = (scene: Scene, tool: string): AnsweredCall | undefined => callsOf(scene, tool).at(-1);

export const isDone = (call: AnsweredCall | undefined): boolean => call?.verdict.status === "done";

/** A text argument of a call; empty where it has none. */
export const argument = (call: AnsweredCall | undefined, name: string): string => {
  const value = call?.input[name];
  return typeof value === "string" ? value : "";
};
