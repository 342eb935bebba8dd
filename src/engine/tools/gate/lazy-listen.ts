import { loadPart } from "../../../kernel/base/load-part.ts";
import type { SettleListen } from "./gate-deps.ts";

/** Few workspaces have a tool that prepares what it would do, so what settles its calls is loaded with the first of them. */
export const settleListenLazily: SettleListen = async (deps, call, round) => {
  const part = await loadPart(() => import("./listen-call.ts"), "what prepares calls");
  return part.ok ? part.value.settleListen(deps, call, round) : part;
};
