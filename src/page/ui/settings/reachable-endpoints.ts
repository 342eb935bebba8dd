import type { WorkspaceSnapshot } from "../../../kernel/log/workspace-snapshot.ts";
import { endpointPresets } from "../../../kernel/model/endpoint-presets.ts";
import { isRemote, type ModelChoice, type RemoteChoice } from "../../../kernel/model/model.ts";
import { needsOf } from "./preset-needs.ts";

/** Endpoints that can answer without another step: those in use, and presets whose key is held; each with a model where one is known. */
export const reachableEndpoints = (
  { keyOrigins }: Pick<WorkspaceSnapshot, "keyOrigins">,
  inUse: readonly (ModelChoice | undefined)[],
): readonly RemoteChoice[] => {
  const held = endpointPresets.filter(({ baseUrl }) => keyOrigins.includes(new URL(baseUrl).origin));
  const all = [
    ...inUse.filter((choice) => choice !== undefined).filter(isRemote),
    ...held.map(({ id, provider, baseUrl }): RemoteChoice => ({ provider, baseUrl, model: needsOf(id).suggested[0] ?? "" })),
  ];
  return all.filter(
    (choice, index) => all.findIndex((other) => other.provider === choice.provider && other.baseUrl === choice.baseUrl) === index,
  );
};
