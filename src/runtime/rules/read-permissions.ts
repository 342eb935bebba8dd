import type { ToolRegistry } from "../../engine/tools/gate/registry.ts";
import { permissionTrail } from "../../engine/tools/rules/permission-trail.ts";
import type { Failure } from "../../kernel/base/failure.ts";
import { ok, type Result } from "../../kernel/base/result.ts";
import type { Store } from "../../kernel/contracts/store.ts";
import type { LogEntry } from "../../kernel/log/log-entry.ts";
import type { PermissionTrail } from "../../kernel/rules/permission-trail.ts";

/** Entries that are looked at, from the end of the log back. */
const mostEntries = 20_000;
const pageSize = 4_000;

/** What the end of the log says of permissions. */
export const readPermissions = async (
  store: Store,
  tools: ToolRegistry,
  most = mostEntries,
): Promise<Result<PermissionTrail, Failure>> => {
  const last = store.lastSeq();
  const entries: LogEntry[] = [];
  for (let from = Math.max(1, last - most + 1); from <= last; from += pageSize) {
    const page = await store.read({ type: "range", from, to: Math.min(last, from + pageSize - 1) });
    if (!page.ok) return page;
    entries.push(...page.value.entries);
  }
  return ok(permissionTrail(entries, tools));
};
