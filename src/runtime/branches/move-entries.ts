import { hashOfChanges } from "../../engine/files/overlay/workspace-effect.ts";
import { byCodeUnit } from "../../engine/files/path-parts.ts";
import type { JsonValue } from "../../kernel/base/json.ts";
import type { Random } from "../../kernel/base/random.ts";
import type { FileState } from "../../kernel/files/file.ts";
import type { WorkspaceEffect } from "../../kernel/log/effect.ts";
import type { Event } from "../../kernel/log/event.ts";
import type { EntryDraft, LogEntry } from "../../kernel/log/log-entry.ts";
import { joinOrigins, type Origin } from "../../kernel/rules/origin.ts";

/** How the log of another workspace stands in this one. */
export interface Move {
  /** Places that it moves on by. */
  readonly by: number;
  /** The folder in which its files stand. */
  readonly folder: string;
  /** Said of everything in it. */
  readonly origin: Origin;
}

const named = new Set(["sessionId", "runId", "callId", "messageId", "approvalId", "ruleId", "choiceId", "effectId", "edited"]);

/** Every name that the entries give to something of theirs, with one that nothing here has. */
const freshNames = (entries: readonly LogEntry[], random: Random): ReadonlyMap<string, string> => {
  const names = new Map<string, string>();
  const look = (value: JsonValue): void => {
    if (typeof value !== "object" || value === null) return;
    for (const [field, one] of Object.entries(value)) {
      if (typeof one === "string" && named.has(field) && !names.has(one))
        names.set(one, random.id(/^[a-z-]+(?=_)/u.exec(one)?.[0] ?? "brought"));
      else look(one);
    }
  };
  for (const entry of entries) look(entry as unknown as JsonValue);
  return names;
};

const renamed = (value: JsonValue, names: ReadonlyMap<string, string>): JsonValue => {
  if (typeof value === "string") return names.get(value) ?? value;
  if (typeof value !== "object" || value === null) return value;
  if (Array.isArray(value)) return value.map((one: JsonValue) => renamed(one, names));
  return Object.fromEntries(Object.entries(value).map(([field, one]) => [names.get(field) ?? field, renamed(one, names)]));
};

const movedState = (state: FileState | null, { origin }: Move): FileState | null =>
  state === null ? null : { ...state, origins: joinOrigins(state.origins ?? [], [origin]) };

const movedEffect = (effect: WorkspaceEffect, move: Move): WorkspaceEffect => {
  const files = effect.files
    .map((change) => ({
      ...change,
      path: `${move.folder}${change.path}`,
      before: movedState(change.before, move),
      after: movedState(change.after, move),
    }))
    .sort((a, b) => byCodeUnit(a.path, b.path));
  const reads = effect.reads.map(({ path, version }) => ({ path: `${move.folder}${path}`, version }));
  return { ...effect, files, reads, hash: hashOfChanges(files) };
};

/** Where an event speaks of files or of places in the log, it speaks of them as they are here. */
const movedEvent = (event: Event, move: Move): Event => {
  const [to, { by }] = [(effect: WorkspaceEffect) => movedEffect(effect, move), move];
  switch (event.type) {
    case "call-settled":
      return event.effect === undefined ? event : { ...event, effect: to(event.effect) };
    case "files-changed": {
      const { checkpoint } = event;
      const moved = { ...event, effect: to(event.effect) };
      return checkpoint === undefined ? moved : { ...moved, checkpoint: { ...checkpoint, seq: checkpoint.seq + by } };
    }
    case "effects-undone":
    case "branch-chosen":
      return { ...event, effect: to(event.effect) };
    case "approval-requested": {
      const { approval } = event;
      const causes = approval.causes.map((seq) => seq + by);
      return { ...event, approval: { ...approval, effect: to(approval.effect), causes } };
    }
    case "branch-named":
      return { ...event, branch: event.branch + by };
    default:
      return event;
  }
};

/**
 * The entries as they stand at the end of another log: under names that are nobody's here, their places and paths moved, and
 * labelled with where they are from. What calls were asked with and what was said stays word for word.
 */
export const moveEntries = (entries: readonly LogEntry[], move: Move, random: Random): readonly EntryDraft[] => {
  const names = freshNames(entries, random);
  return entries.map((entry): EntryDraft => {
    // Names are texts and stay texts, so what comes out has the form of what went in.
    const { seq: _seq, ...own } = renamed(entry as unknown as JsonValue, names) as unknown as LogEntry;
    return {
      ...own,
      causes: own.causes.map((seq) => seq + move.by),
      ...(own.parentId === undefined ? {} : { parentId: own.parentId + move.by }),
      origins: joinOrigins(own.origins, [move.origin]),
      event: movedEvent(own.event, move),
    };
  });
};
