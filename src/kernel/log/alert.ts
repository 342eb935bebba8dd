import type { Failure } from "../base/failure.ts";
import type { Seq } from "../base/ids.ts";
import { isJsonObject, type JsonValue } from "../base/json.ts";
import { err, ok, type Result } from "../base/result.ts";
import { type AlertBound, isAlertBound } from "./alert-bound.ts";
import type { EntryQuery } from "./entry-query.ts";

/** Entries that a person wants to be told of. */
export interface LogAlert {
  readonly alertId: string;
  /** What the person calls it, 1 to 120 characters. */
  readonly name: string;
  readonly query: EntryQuery;
  /** Told of are the entries behind this one. */
  readonly seenSeq: Seq;
  /** Told of are those entries together, once they come to more than this. Absent: each of them. */
  readonly over?: AlertBound;
}

const maxAlerts = 20;
const maxName = 120;

/** The fields of a query by what each must be; a query with anything else was damaged. */
const fieldKinds: Readonly<Record<keyof EntryQuery, "text" | "number" | "list">> = {
  kinds: "list",
  sessionId: "text",
  runId: "text",
  callId: "text",
  turn: "number",
  tool: "text",
  since: "number",
  until: "number",
  from: "number",
  seqs: "list",
  data: "list",
  words: "text",
  limit: "number",
};

const kindOf = (value: JsonValue | undefined): string | undefined =>
  Array.isArray(value) ? "list" : typeof value === "string" ? "text" : typeof value === "number" ? "number" : undefined;

const isMatch = (value: JsonValue): boolean => isJsonObject(value) && typeof value.path === "string" && value.value !== undefined;

const isQuery = (value: JsonValue | undefined): boolean =>
  isJsonObject(value) &&
  Object.entries(value).every(([name, field]) => kindOf(field) === (fieldKinds as Readonly<Record<string, string>>)[name]) &&
  (!Array.isArray(value.data) || (value.data as readonly JsonValue[]).every(isMatch));

const isAlert = (value: JsonValue): boolean =>
  isJsonObject(value) &&
  typeof value.alertId === "string" &&
  typeof value.name === "string" &&
  value.name.trim() !== "" &&
  value.name.length <= maxName &&
  Number.isSafeInteger(value.seenSeq) &&
  (value.over === undefined || isAlertBound(value.over)) &&
  isQuery(value.query);

/** Stored alerts; those that are damaged are left out. */
export const alertsFrom = (stored: JsonValue | undefined): readonly LogAlert[] =>
  (Array.isArray(stored) ? (stored as readonly JsonValue[]) : []).filter(isAlert) as unknown as readonly LogAlert[];

/** With one more, or with the one of its id in its place. */
export const withAlert = (before: readonly LogAlert[], alert: LogAlert): Result<readonly LogAlert[], Failure> => {
  const invalid = (what: string): Result<never, Failure> =>
    err({ type: "invalid-input", message: `${what} Nothing was stored.` });
  if (!isAlert(alert as unknown as JsonValue))
    return invalid(`An alert has a name of at most ${maxName} characters and a query.`);
  if (before.some(({ alertId }) => alertId === alert.alertId))
    return ok(before.map((one) => (one.alertId === alert.alertId ? alert : one)));
  return before.length < maxAlerts ? ok([...before, alert]) : invalid(`There are ${maxAlerts} alerts already; remove one first.`);
};
