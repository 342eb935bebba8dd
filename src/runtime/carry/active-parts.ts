import { byCodeUnit } from "../../engine/files/path-parts.ts";
import { isJsonObject } from "../../kernel/base/json.ts";
import type { SessionRow } from "../../kernel/conversation/session.ts";
import type { ActivePart } from "../../kernel/files/backup.ts";
import type { Event } from "../../kernel/log/event.ts";
import type { EntryDraft } from "../../kernel/log/log-entry.ts";
import { isRemote } from "../../kernel/model/model.ts";
import type { Origin } from "../../kernel/rules/origin.ts";
import { defaultLevel } from "../../kernel/rules/rule.ts";
import { isRuleFile } from "../../kernel/rules/rules-folder.ts";
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

/** `place`: of the session among those of the backup; names of its own it has only where the backup takes the place of a workspace. */
const sessionParts = (row: SessionRow, place: number): readonly (readonly [ActivePart, Event])[] => {
  const name = `“${row.title}”`;
  const parts: (readonly [ActivePart, Event])[] = [];
  if (row.model !== undefined && isRemote(row.model))
    parts.push([
      { id: `session/${place}/model`, kind: "endpoint", text: `${name} would ask ${row.model.model} at ${row.model.baseUrl}` },
      { type: "session-model-changed", model: null },
    ]);
  if (row.level === "only-limits")
    parts.push([
      { id: `session/${place}/level`, kind: "level", text: `${name} would ask only at limits` },
      { type: "level-changed", level: defaultLevel },
    ]);
  if (row.mode === "accept-edits")
    parts.push([
      { id: `session/${place}/mode`, kind: "level", text: `${name} would accept edits unasked` },
      { type: "mode-changed", mode: "default" },
    ]);
  return parts;
};

const nothing: ReadonlySet<string> = new Set();
const expired = "It was brought in from a backup, and what was asked then cannot be carried out here.";

export const ruleFileId = (path: string): string => `rule-file/${path}`;

/**
 * `origins`: of the entries that switch things off. `on`: the ids of parts that stay as they are. Rules and sessions are numbered
 * as they stand, so the same backup gives the same ids wherever it goes.
 */
export const disarm = (
  { tables, files, rows }: GatheredBackup,
  origins: readonly Origin[],
  on: ReadonlySet<string> = nothing,
): Disarmed => {
  const parts: ActivePart[] = [];
  const entries: EntryDraft[] = [];
  const about = { causes: [], origins };
  for (const [place, rule] of [...tables.rules.values()].entries()) {
    if (rule.isOff === true) continue;
    const id = `rule/${place}`;
    parts.push({ id, kind: "rule", text: rule.sentence });
    if (!on.has(id)) entries.push({ ...about, event: { type: "rule-changed", rule: { ...rule, isOff: true } } });
  }
  for (const path of [...files.keys()].filter(isRuleFile).sort(byCodeUnit))
    parts.push({ id: ruleFileId(path), onlyInstead: true, kind: "rule-file", text: path });
  for (const [place, row] of [...tables.sessions.values()].entries()) {
    const { sessionId, openRunId, title } = row;
    for (const [part, event] of sessionParts(row, place)) {
      parts.push(part);
      if (part.id === undefined || !on.has(part.id)) entries.push({ ...about, sessionId, event });
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
    const id = `setting/${row.key}`;
    if (!on.has(id)) settings.add(row.key);
    parts.push({ id, onlyInstead: true, kind: row.key === "level" ? "level" : "endpoint", text });
  }
  return { parts, entries, settings };
};
