import { byCodeUnit } from "../engine/files/path-parts.ts";
import type { ActivePart } from "../kernel/backup.ts";
import type { Event } from "../kernel/event.ts";
import { isJsonObject } from "../kernel/json.ts";
import type { EntryDraft } from "../kernel/log-entry.ts";
import { isRemote } from "../kernel/model.ts";
import type { Origin } from "../kernel/origin.ts";
import { defaultLevel } from "../kernel/rule.ts";
import { isRuleFile } from "../kernel/rules-folder.ts";
import type { SessionRow } from "../kernel/session.ts";
import type { GatheredBackup } from "./gather-backup.ts";

/** What of a backup would act by itself, and the entries that switch it off. */
export interface Disarmed {
  readonly parts: readonly ActivePart[];
  readonly entries: readonly EntryDraft[];
  /** Settings that are left out. */
  readonly settings: ReadonlySet<string>;
}

const settingWords = (key: string, value: unknown): string | undefined => {
  const places = (Array.isArray(value) ? value : [value]).flatMap((one) =>
    isJsonObject(one) && typeof one.baseUrl === "string" ? [one.baseUrl] : typeof one === "string" ? [one] : [],
  );
  switch (key) {
    case "model":
      return places.length === 0 ? undefined : `Every session would ask ${places.join(", ")}`;
    case "fallback-models":
      return places.length === 0 ? undefined : `In its place would be asked: ${places.join(", ")}`;
    case "keyed-origins":
      return places.length === 0 ? undefined : `Runs would wait for a key for ${places.join(", ")}`;
    case "level":
      return value === "only-limits" ? "New sessions would ask only at limits" : undefined;
    default:
      return undefined;
  }
};

const sessionParts = (row: SessionRow): readonly (readonly [ActivePart, Event])[] => {
  const name = `“${row.title}”`;
  const parts: (readonly [ActivePart, Event])[] = [];
  if (row.model !== undefined && isRemote(row.model))
    parts.push([
      { kind: "endpoint", text: `${name} would ask ${row.model.model} at ${row.model.baseUrl}` },
      { type: "session-model-changed", model: null },
    ]);
  if (row.level === "only-limits")
    parts.push([
      { kind: "level", text: `${name} would ask only at limits` },
      { type: "level-changed", level: defaultLevel },
    ]);
  if (row.mode === "accept-edits")
    parts.push([
      { kind: "level", text: `${name} would accept edits unasked` },
      { type: "mode-changed", mode: "default" },
    ]);
  return parts;
};

const expired = "It was brought in from a backup, and what was asked then cannot be carried out here.";

/** `origins`: of the entries that switch things off. */
export const disarm = ({ tables, files, rows }: GatheredBackup, origins: readonly Origin[]): Disarmed => {
  const parts: ActivePart[] = [];
  const entries: EntryDraft[] = [];
  const about = { causes: [], origins };
  for (const rule of tables.rules.values()) {
    if (rule.isOff === true) continue;
    parts.push({ kind: "rule", text: rule.sentence });
    entries.push({ ...about, event: { type: "rule-changed", rule: { ...rule, isOff: true } } });
  }
  for (const path of [...files.keys()].filter(isRuleFile).sort(byCodeUnit)) parts.push({ kind: "rule-file", text: path });
  for (const row of tables.sessions.values()) {
    const { sessionId, openRunId, title } = row;
    for (const [part, event] of sessionParts(row)) {
      parts.push(part);
      entries.push({ ...about, sessionId, event });
    }
    if (openRunId !== undefined) parts.push({ kind: "run", text: `The run of “${title}” is not over` });
  }
  for (const { approvalId, callId, runId, sessionId, status, tool } of tables.approvals.values()) {
    if (status !== "pending" && status !== "answered") continue;
    parts.push({ kind: "question", text: `A question about ${tool} waits for an answer` });
    const event = { type: "approval-expired", approvalId, callId, reason: expired } as const;
    entries.push({ ...about, sessionId, runId, callId, event });
  }
  const settings = new Set<string>();
  for (const { table, row } of rows) {
    if (table !== "settings" || !("value" in row)) continue;
    const text = settingWords(row.key, row.value);
    if (text === undefined) continue;
    settings.add(row.key);
    parts.push({ kind: row.key === "level" ? "level" : "endpoint", text });
  }
  return { parts, entries, settings };
};
