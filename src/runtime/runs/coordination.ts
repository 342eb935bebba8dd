import type { Failure } from "../../kernel/base/failure.ts";
import type { SessionId } from "../../kernel/base/ids.ts";
import { loadPart } from "../../kernel/base/load-part.ts";
import { ok, type Result } from "../../kernel/base/result.ts";
import type { Store } from "../../kernel/contracts/store.ts";
import {
  type Coordination,
  type CoordinationChanges,
  changedCoordination,
  checkCoordination,
} from "../../kernel/conversation/coordination.ts";
import type { Account } from "../../kernel/limits/account.ts";
import { lazily } from "../lazily.ts";
import type { SettingRows } from "../sessions/setting-rows.ts";

/** What all agents of a session may use together, in memory and in the settings table. */
export interface CoordinationKeeper {
  readonly get: () => Coordination;
  readonly change: (changes: CoordinationChanges) => Promise<Result<null, Failure>>;
  /** What the agents of a session use together, with these limits; undefined where nothing was ever limited. */
  readonly accountOf: (sessionId: SessionId) => Promise<Result<Account, Failure>> | undefined;
}

export const openCoordination = (rows: SettingRows, store: Store): CoordinationKeeper => {
  const setting = rows.open<Coordination>("coordination", {
    read: (stored) => {
      const checked = checkCoordination(stored ?? {});
      return checked.ok ? changedCoordination({}, checked.value) : {};
    },
    write: (value) => ({ ...value }),
  });
  const agents = lazily(async () => (await import("./session-agents.ts")).createSessionAgents(store, setting.get));
  let areCounted = false;
  return {
    get: setting.get,
    change: async (untrusted) => {
      const checked = checkCoordination(untrusted);
      return checked.ok ? setting.change((before) => ok(changedCoordination(before, checked.value))) : checked;
    },
    accountOf: (sessionId) => {
      // Once they are counted they are counted on, also while nothing limits them.
      areCounted ||= Object.keys(setting.get()).length > 0;
      if (!areCounted) return undefined;
      return loadPart(agents, "what counts agents together").then((loaded) =>
        loaded.ok ? loaded.value.accountOf(sessionId) : loaded,
      );
    },
  };
};
