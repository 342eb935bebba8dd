import type { ToolRegistry } from "../../engine/tools/gate/registry.ts";
import type { Failure } from "../../kernel/base/failure.ts";
import { isJsonObject, type JsonObject, type JsonValue } from "../../kernel/base/json.ts";
import { err, ok, type Result } from "../../kernel/base/result.ts";
import {
  type CircuitLimits,
  checkToolLimits,
  stagesOf,
  type ToolLimitChanges,
  type ToolLimits,
  type ToolStanding,
} from "../../kernel/limits/tool-limits.ts";
import { permissionsOf } from "../../kernel/rules/permission.ts";
import type { SettingRows } from "../sessions/setting-rows.ts";

/** What the person set before each tool, in memory and in the settings table. A change is refused whole, or stored and in force. */
export interface ToolLimitsKeeper {
  /** The same object until it is changed; undefined where nothing is set. */
  readonly of: (tool: string) => ToolLimits | undefined;
  /** After how many failures in a row a provider is left alone; `null`: never. */
  readonly providerCircuit: () => CircuitLimits | null;
  readonly changeProviderCircuit: (circuit: CircuitLimits | null) => Promise<Result<null, Failure>>;
  /** Every tool, by name. The same list until something changes. */
  readonly list: () => readonly ToolStanding[];
  /** `null`: what the tool brings itself. A stage that the tool cannot have is refused. */
  readonly change: (tool: string, changes: ToolLimitChanges | null) => Promise<Result<null, Failure>>;
}

type Stored = ReadonlyMap<string, ToolLimits>;

/** Stored limits that are damaged are left out. */
const storedFrom = (value: JsonValue | undefined): Stored => {
  const stored = new Map<string, ToolLimits>();
  for (const [tool, limits] of Object.entries(isJsonObject(value) ? value : {})) {
    const checked = checkToolLimits(limits);
    if (checked.ok) stored.set(tool, checked.value);
  }
  return stored;
};

/** Reads when a provider is left alone, as anybody may have written it. */
const circuitFrom = (untrusted: unknown): Result<CircuitLimits | null, Failure> => {
  if (untrusted === null) return ok(null);
  const checked = checkToolLimits({ circuit: untrusted });
  return checked.ok ? ok(checked.value.circuit ?? null) : checked;
};

const noSuch = (what: string): Result<never, Failure> =>
  err({ type: "invalid-input", message: `${what} Nothing was stored; reload the page and try again.` });

export const openToolLimits = (rows: SettingRows, tools: Pick<ToolRegistry, "find" | "names">): ToolLimitsKeeper => {
  const setting = rows.open<Stored>("tool-limits", {
    read: storedFrom,
    write: (stored): JsonObject => Object.fromEntries([...stored].map(([tool, limits]) => [tool, { ...limits } as JsonObject])),
  });
  const circuit = rows.open<CircuitLimits | null>("provider-circuit", {
    read: (value) => {
      const checked = circuitFrom(value ?? null);
      return checked.ok ? checked.value : null;
    },
    write: (value) => (value === null ? null : { ...value }),
  });
  let listed: { readonly from: Stored; readonly list: readonly ToolStanding[] } | undefined;
  const standingOf = (name: string): readonly ToolStanding[] => {
    const tool = tools.find(name);
    if (tool === undefined) return [];
    const own = setting.get().get(name);
    const [access, limits, isOwn] = [tool.access, own ?? tool.limits ?? {}, own !== undefined];
    return [{ name, access, permissions: permissionsOf(tool), stages: stagesOf(tool), limits, isOwn }];
  };
  return {
    of: (tool) => setting.get().get(tool),
    providerCircuit: circuit.get,
    changeProviderCircuit: (untrusted) => circuit.change(() => circuitFrom(untrusted)),
    list: () => {
      const from = setting.get();
      if (listed?.from !== from) listed = { from, list: tools.names().flatMap(standingOf) };
      return listed.list;
    },
    change: (name, untrusted) =>
      setting.change((before) => {
        const tool = tools.find(name);
        if (tool === undefined) return noSuch("There is no such tool.");
        const after = new Map(before);
        if (untrusted === null) {
          after.delete(name);
          return ok(after);
        }
        const may: readonly string[] = stagesOf(tool);
        if (Object.keys(untrusted).some((stage) => !may.includes(stage))) return noSuch(`'${name}' cannot have this before it.`);
        const merged = { ...(before.get(name) ?? tool.limits), ...untrusted };
        const limits = checkToolLimits(Object.fromEntries(Object.entries(merged).filter(([, value]) => value !== null)));
        return limits.ok ? ok(after.set(name, limits.value)) : limits;
      }),
  };
};
