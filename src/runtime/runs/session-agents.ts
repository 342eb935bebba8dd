import type { Failure } from "../../kernel/base/failure.ts";
import type { RunId, SessionId } from "../../kernel/base/ids.ts";
import { ok, type Result } from "../../kernel/base/result.ts";
import type { Store } from "../../kernel/contracts/store.ts";
import type { Coordination } from "../../kernel/conversation/coordination.ts";
import { type Account, countIn, createAccount } from "../../kernel/limits/account.ts";
import type { LogEntry } from "../../kernel/log/log-entry.ts";
import { spentBy } from "./nested-family.ts";

/** The accounts of what all agents of a session use together. */
export interface SessionAgents {
  /** Opened where the session's log stands; from there on it counts what its agents spend. Whoever starts one holds its place. */
  readonly accountOf: (sessionId: SessionId) => Promise<Result<Account, Failure>>;
}

interface Followed {
  readonly account: Account;
  readonly nested: Set<RunId>;
  /** Entries that came while the log was being read; undefined once it is. */
  waiting: LogEntry[] | undefined;
}

const note = ({ account, nested }: Followed, { event, runId }: LogEntry, countsAgents: boolean): void => {
  if (runId === undefined) return;
  if (event.type === "run-started" && event.parent !== undefined) {
    nested.add(runId);
    if (countsAgents) countIn([account], { agents: 1 });
  }
  if ((event.type === "message-ended" || event.type === "message-failed") && nested.has(runId))
    countIn([account], spentBy(event.usage, event.cost));
};

export const createSessionAgents = (store: Store, limits: () => Coordination): SessionAgents => {
  const followed = new Map<SessionId, Followed>();
  const opening = new Map<SessionId, Promise<Result<Account, Failure>>>();
  store.subscribe((entries) => {
    for (const entry of entries) {
      const session = entry.sessionId === undefined ? undefined : followed.get(entry.sessionId);
      if (session === undefined) continue;
      if (session.waiting === undefined) note(session, entry, false);
      else session.waiting.push(entry);
    }
  });
  const open = async (sessionId: SessionId): Promise<Result<Account, Failure>> => {
    const session: Followed = { account: createAccount({ name: "session", limits }), nested: new Set(), waiting: [] };
    followed.set(sessionId, session);
    const page = await store.read({ type: "session", sessionId });
    if (!page.ok) {
      followed.delete(sessionId);
      opening.delete(sessionId);
      return page;
    }
    const read = page.value.entries.at(-1)?.seq ?? 0;
    for (const entry of page.value.entries) note(session, entry, true);
    for (const entry of session.waiting ?? []) if (entry.seq > read) note(session, entry, true);
    session.waiting = undefined;
    return ok(session.account);
  };
  return {
    accountOf: (sessionId) => {
      const known = opening.get(sessionId) ?? open(sessionId);
      opening.set(sessionId, known);
      return known;
    },
  };
};
