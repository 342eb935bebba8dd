import { callId, runId } from "../../../kernel/base/ids.ts";
import type { JsonValue } from "../../../kernel/base/json.ts";
import type { DataMatch, EntryQuery } from "../../../kernel/log/entry-query.ts";
import type { EventType } from "../../../kernel/log/event.ts";

/** Where entries are looked for. */
export type QueryScope = "session" | "workspace";

/** A query as it stands in its form: each field as text, empty where nothing is asked. */
export interface QueryDraft {
  readonly scope: QueryScope;
  readonly kind: EventType | "";
  readonly tool: string;
  readonly turn: string;
  readonly run: string;
  readonly call: string;
  /** As a `datetime-local` field has them. */
  readonly since: string;
  readonly until: string;
  /** `outcome.type = denied; durationMs = 4` */
  readonly values: string;
}

export const noQuery: QueryDraft = {
  scope: "session",
  kind: "",
  tool: "",
  turn: "",
  run: "",
  call: "",
  since: "",
  until: "",
  values: "",
};

export type QueryField = Exclude<keyof QueryDraft, "scope">;

/** What a draft asks, and which fields cannot be read; those ask nothing. */
export interface ReadQuery {
  readonly query: EntryQuery;
  readonly problems: Readonly<Partial<Record<QueryField, string>>>;
}

/** JSON where it is JSON, else the text itself. */
const jsonOrText = (text: string): JsonValue => {
  try {
    return JSON.parse(text);
  } catch {
    // The parser throws for exactly one reason.
    return text;
  }
};

const readValues = (text: string): readonly DataMatch[] | undefined => {
  const matches: DataMatch[] = [];
  for (const part of text.split(";")) {
    if (part.trim() === "") continue;
    const place = part.indexOf("=");
    const path = part.slice(0, Math.max(0, place)).trim();
    if (path === "") return undefined;
    matches.push({ path, value: jsonOrText(part.slice(place + 1).trim()) });
  }
  return matches;
};

const readTime = (text: string): number | undefined => {
  const at = new Date(text).getTime();
  return Number.isNaN(at) ? undefined : at;
};

const noTime = "This is not a date and a time.";

/** Local times become moments. The session, words and a limit are the caller's to add. */
export const readQuery = (draft: QueryDraft): ReadQuery => {
  const problems: { [Field in QueryField]?: string } = {};
  const query: { -readonly [Field in keyof EntryQuery]: EntryQuery[Field] } = {};
  if (draft.kind !== "") query.kinds = [draft.kind];
  if (draft.tool !== "") query.tool = draft.tool;
  if (draft.run.trim() !== "") query.runId = runId(draft.run.trim());
  if (draft.call.trim() !== "") query.callId = callId(draft.call.trim());
  if (draft.turn.trim() !== "") {
    const turn = Number(draft.turn);
    if (Number.isSafeInteger(turn) && turn > 0) query.turn = turn;
    else problems.turn = "A turn is a whole number from 1.";
  }
  for (const field of ["since", "until"] as const) {
    if (draft[field] === "") continue;
    const at = readTime(draft[field]);
    if (at === undefined) problems[field] = noTime;
    else query[field] = at;
  }
  const data = readValues(draft.values);
  if (data === undefined) problems.values = "Write each value as field = value, with ; between them.";
  else if (data.length > 0) query.data = data;
  return { query, problems };
};

const fieldWords: Readonly<Record<QueryField, string>> = {
  kind: "event",
  tool: "tool",
  turn: "turn",
  run: "run",
  call: "call",
  since: "from",
  until: "before",
  values: "value",
};

const shownIn = (field: QueryField, text: string): string =>
  field === "since" || field === "until" ? text.replace("T", " ") : text;

/** One for each field that asks something, in the order of the form. */
export const queryChips = (draft: QueryDraft): readonly { readonly field: QueryField; readonly words: string }[] =>
  (Object.keys(fieldWords) as QueryField[])
    .filter((field) => draft[field].trim() !== "")
    .map((field) => ({ field, words: `${fieldWords[field]} ${shownIn(field, draft[field].trim())}` }));
