import type { Tool } from "../../kernel/contracts/tool.ts";
import { scrubbedFailure } from "../../kernel/failure.ts";
import type { KeyRing } from "./key-ring.ts";

/**
 * A tool whose output holds no held key: a file that was written before the key was given may contain it, and the output goes
 * into the log and to the model. The file itself stays as it is, and so does everything that only looks like a secret.
 */
export const createScrubbedTool = <Input>(keys: KeyRing, tool: Tool<Input>): Tool<Input> => ({
  ...tool,
  run: async (input, context) => {
    const result = await tool.run(input, context);
    if (!result.ok) return { ok: false, error: scrubbedFailure(result.error, keys.scrub) };
    return { ok: true, value: { ...result.value, text: keys.scrub(result.value.text) } };
  },
});
