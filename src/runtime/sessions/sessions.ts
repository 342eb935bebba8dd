import type { Failure } from "../../kernel/base/failure.ts";
import { type SessionId, sessionId } from "../../kernel/base/ids.ts";
import type { RandomDep } from "../../kernel/base/random.ts";
import { err, ok, type Result } from "../../kernel/base/result.ts";
import type { Store } from "../../kernel/contracts/store.ts";
import { type ContinuationGuard, checkContinuationGuard } from "../../kernel/conversation/continuation-guard.ts";
import type { Said } from "../../kernel/conversation/message.ts";
import { type Mode, modes } from "../../kernel/conversation/mode.ts";
import type { SessionRow } from "../../kernel/conversation/session.ts";
import { checkCapChanges, type SessionCaps } from "../../kernel/limits/spending-caps.ts";
import type { Event } from "../../kernel/log/event.ts";
import type { LogEntry } from "../../kernel/log/log-entry.ts";
import { defaultRecallLimits, isMemoryId, type RecallLimits, recallLimitsProblem } from "../../kernel/memory/memory.ts";
import { checkModelChoice } from "../../kernel/model/check-model-choice.ts";
import type { ModelChoice } from "../../kernel/model/model.ts";
import { type ModelOverrides, type SettingName, settingNames } from "../../kernel/model/model-settings.ts";
import type { Level } from "../../kernel/rules/rule.ts";
import type { WorkspaceTables } from "../projection.ts";
import { checkSentSettings } from "./check-settings.ts";

/** Conversations of the workspace: their rows, and what may be done with them. */
export interface Sessions {
  readonly find: (sessionId: SessionId) => Result<SessionRow, Failure>;
  readonly open: (
    sessionId: SessionId,
  ) => Promise<Result<{ readonly entries: readonly LogEntry[]; readonly unreadable: number }, Failure>>;
  readonly create: (title: string | undefined) => Promise<Result<{ readonly sessionId: SessionId }, Failure>>;
  readonly rename: (sessionId: SessionId, title: string) => Promise<Result<null, Failure>>;
  readonly setLevel: (sessionId: SessionId, level: Level) => Promise<Result<null, Failure>>;
  readonly setMode: (sessionId: SessionId, mode: Mode) => Promise<Result<null, Failure>>;
  readonly setStepping: (sessionId: SessionId, on: boolean) => Promise<Result<null, Failure>>;
  /** Whether its runs are given what is remembered without asking for it. */
  /** Without limits they stay as they are. */
  readonly setRecalling: (sessionId: SessionId, on: boolean, limits?: RecallLimits) => Promise<Result<null, Failure>>;
  /** Whether an item of the memory is kept from the session's agents, from their next request on. */
  readonly withholdMemory: (sessionId: SessionId, memoryId: string, withheld: boolean) => Promise<Result<null, Failure>>;
  /** Sets what stands before the defaults in this session; what `follows` names is as the defaults say again. */
  readonly changeSettings: (
    sessionId: SessionId,
    set: ModelOverrides,
    follows: readonly SettingName[],
  ) => Promise<Result<null, Failure>>;
  /** `null`: the default model. */
  readonly chooseModel: (sessionId: SessionId, choice: ModelChoice | null) => Promise<Result<null, Failure>>;
  /** `null`: its runs wait for nothing. */
  readonly changeGuard: (sessionId: SessionId, guard: ContinuationGuard | null) => Promise<Result<null, Failure>>;
  /** What the session may spend; what is not named is as everywhere. */
  readonly changeCaps: (sessionId: SessionId, caps: SessionCaps) => Promise<Result<null, Failure>>;
  readonly erase: (sessionId: SessionId) => Promise<Result<null, Failure>>;
}

export const untitled = "New session";
const maxTitleLength = 120;

/** A title as it is stored: one line, at most 120 characters; undefined when nothing is left. */
const cleanTitle = (text: string): string | undefined => {
  const line = text.replace(/\s+/gu, " ").trim();
  if (line === "") return undefined;
  const characters = [...line];
  return characters.length <= maxTitleLength ? line : `${characters.slice(0, maxTitleLength - 1).join("")}…`;
};

/** The title that a session takes from its first message: its words, or the name of its first picture. */
export const titleFromMessage = (said: Said | undefined): string => {
  const title = cleanTitle(said?.text ?? "") ?? cleanTitle(said?.pictures?.[0]?.name ?? "") ?? untitled;
  const characters = [...title];
  return characters.length <= 48 ? title : `${characters.slice(0, 47).join("").trimEnd()}…`;
};

const missing: Failure = {
  type: "not-found",
  message:
    "This session is not in the workspace. It may have been deleted in another tab; the others are untouched. Choose one from the list.",
};

export interface SessionsDeps extends RandomDep {
  readonly store: Store<WorkspaceTables>;
  /** How much a session asks that is made. */
  readonly level: () => Level;
}

export const createSessions = ({ random, store, level: levelOfNew }: SessionsDeps): Sessions => {
  const find = (id: SessionId): Result<SessionRow, Failure> => {
    const row = store.state().sessions.get(id);
    return row === undefined ? err(missing) : ok(row);
  };

  const append = async (id: SessionId, event: Event): Promise<Result<null, Failure>> => {
    const entries = [{ sessionId: id, causes: [], origins: [{ type: "user" as const }], event }];
    const stored = await store.append({ entries, effects: [], expects: [], durability: "strict" });
    return stored.ok ? ok(null) : stored;
  };

  return {
    find,
    open: async (id) => {
      const row = find(id);
      return row.ok ? store.read({ type: "session", sessionId: id }) : row;
    },
    create: async (title) => {
      const id = sessionId(random.id("session"));
      const stored = await append(id, {
        type: "session-created",
        title: cleanTitle(title ?? "") ?? untitled,
        level: levelOfNew(),
      });
      return stored.ok ? ok({ sessionId: id }) : stored;
    },
    rename: async (id, title) => {
      const row = find(id);
      if (!row.ok) return row;
      const clean = cleanTitle(title);
      if (clean === undefined) {
        return err({
          type: "invalid-input",
          message: "A title needs at least one visible character. The old title stays; type another one.",
        });
      }
      return clean === row.value.title ? ok(null) : append(id, { type: "session-renamed", title: clean });
    },
    setLevel: async (id, level) => {
      const row = find(id);
      if (!row.ok) return row;
      return row.value.level === level ? ok(null) : append(id, { type: "level-changed", level });
    },
    setMode: async (id, mode) => {
      const row = find(id);
      if (!row.ok) return row;
      if (!modes.includes(mode)) return err({ type: "invalid-input", message: "There is no such mode. The one before stays." });
      return (row.value.mode ?? "default") === mode ? ok(null) : append(id, { type: "mode-changed", mode });
    },
    setStepping: async (id, on) => {
      const row = find(id);
      if (!row.ok) return row;
      return (row.value.stepping === true) === on ? ok(null) : append(id, { type: "stepping-changed", on });
    },
    setRecalling: async (id, on, asked) => {
      const row = find(id);
      if (!row.ok) return row;
      const before = row.value.recallLimits ?? defaultRecallLimits;
      const { items, tokens } = asked ?? before;
      const problem = recallLimitsProblem({ items, tokens });
      if (problem !== undefined) return err({ type: "invalid-input", message: problem });
      if ((row.value.recalling !== false) === on && items === before.items && tokens === before.tokens) return ok(null);
      const isDefault = items === defaultRecallLimits.items && tokens === defaultRecallLimits.tokens;
      return append(id, { type: "recalling-changed", on, ...(isDefault ? {} : { limits: { items, tokens } }) });
    },
    withholdMemory: async (id, memoryId, withheld) => {
      const row = find(id);
      if (!row.ok) return row;
      if (!isMemoryId(memoryId))
        return err({ type: "invalid-input", message: "There is no memory of this name. Nothing was changed." });
      const isSo = row.value.withheld?.includes(memoryId) === true;
      return isSo === withheld ? ok(null) : append(id, { type: "memory-withheld", memoryId, withheld });
    },
    changeSettings: async (id, untrusted, untrustedNames) => {
      const row = find(id);
      if (!row.ok) return row;
      const set = await checkSentSettings(untrusted);
      if (!set.ok) return set;
      const follows = settingNames.filter((name) => untrustedNames.includes(name));
      if (Object.keys(set.value).length === 0 && follows.every((name) => row.value.settings?.[name] === undefined))
        return ok(null);
      return append(id, { type: "session-settings-changed", set: set.value, follows });
    },
    chooseModel: async (id, choice) => {
      const row = find(id);
      if (!row.ok) return row;
      if (choice === null)
        return row.value.model === undefined ? ok(null) : append(id, { type: "session-model-changed", model: null });
      const checked = checkModelChoice(choice);
      return checked.ok ? append(id, { type: "session-model-changed", model: checked.value }) : checked;
    },
    changeGuard: async (id, untrusted) => {
      const row = find(id);
      if (!row.ok) return row;
      if (untrusted === null)
        return row.value.guard === undefined ? ok(null) : append(id, { type: "session-guard-changed", guard: null });
      const checked = checkContinuationGuard({ ...untrusted, until: { ...untrusted.until } });
      return checked.ok ? append(id, { type: "session-guard-changed", guard: checked.value }) : checked;
    },
    changeCaps: async (id, untrusted) => {
      const row = find(id);
      if (!row.ok) return row;
      const checked = checkCapChanges(untrusted);
      if (!checked.ok) return checked;
      const { "session-cost": cost, "session-tokens": tokens } = checked.value;
      const caps: SessionCaps = {
        ...(typeof cost === "number" ? { "session-cost": cost } : {}),
        ...(typeof tokens === "number" ? { "session-tokens": tokens } : {}),
      };
      return append(id, { type: "session-caps-changed", caps });
    },
    erase: async (id) => {
      const row = find(id);
      if (!row.ok) return row;
      const erased = await store.eraseSession(id);
      return erased.ok ? ok(null) : erased;
    },
  };
};
