import type { StateRow } from "../../../kernel/files/state.ts";

/** The values of one tenant, in the order of their keys. */
export interface TenantRows {
  readonly tenant: string;
  readonly rows: readonly StateRow[];
}

/** The values whose tenant, key or text holds every word, in any case; tenants without one are left out. */
export const filterState = (rows: readonly StateRow[], search: string): readonly TenantRows[] => {
  const words = search
    .toLowerCase()
    .split(/\s+/)
    .filter((word) => word !== "");
  const byTenant = new Map<string, StateRow[]>();
  for (const row of rows) {
    const text = `${row.tenant} ${row.key} ${row.value?.text ?? ""}`.toLowerCase();
    if (!words.every((word) => text.includes(word))) continue;
    const own = byTenant.get(row.tenant);
    if (own === undefined) byTenant.set(row.tenant, [row]);
    else own.push(row);
  }
  return [...byTenant].map(([tenant, own]) => ({ tenant, rows: own }));
};
