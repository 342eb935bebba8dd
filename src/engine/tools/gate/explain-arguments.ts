import { canonicalJson } from "../../../kernel/base/canonical.ts";
import { type Failure, unexpectedFailure } from "../../../kernel/base/failure.ts";
import { defaultJsonLimits } from "../../../kernel/base/json.ts";
import { loadPart } from "../../../kernel/base/load-part.ts";
import { err, type Result } from "../../../kernel/base/result.ts";
import type { GateCall } from "../../../kernel/contracts/gate.ts";
import type { CheckEdit } from "./approvals.ts";
import { shownName } from "./arguments.ts";
import type { ToolRegistry } from "./registry.ts";

/** Most calls are right, so what explains wrong ones is loaded with the first of them. */
const load = (): Promise<Result<typeof import("./argument-problems.ts"), Failure>> =>
  loadPart(() => import("./argument-problems.ts"), "what explains arguments");

/** Why a call was refused, in full: what is wrong, where, and which name was probably meant. In short where that cannot be loaded. */
export const explainRefusal = async (tools: ToolRegistry, { tool, input }: GateCall, short: Failure): Promise<Failure> => {
  const loaded = await load();
  return loaded.ok ? loaded.value.refusalOf(tools, tool, input, short) : short;
};

/** Whether a tool can read arguments that a person wrote; the error lists every problem. */
export const createEditCheck =
  (tools: ToolRegistry): CheckEdit =>
  async (name, input) => {
    const tool = tools.find(name);
    if (tool === undefined) return err([`There is no tool named '${shownName(name)}'.`]);
    if (canonicalJson(input).length > defaultJsonLimits.maxChars) return err(["They are too large."]);
    try {
      const parsed = tool.parse(input);
      if (parsed.ok) {
        tool.paths(parsed.value);
        return parsed;
      }
      const loaded = await load();
      return loaded.ok ? err(loaded.value.argumentSentences(tool, input)) : parsed;
    } catch (cause) {
      return err([unexpectedFailure(cause, `Reading the arguments of '${name}'`).message]);
    }
  };
