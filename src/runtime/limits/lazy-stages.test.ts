import { expect, test } from "vitest";
import type { StagedCall, StagedOutcome } from "../../engine/tools/stages/staged-call.ts";
import type { ToolStages } from "../../engine/tools/stages/tool-stages.ts";
import { ok } from "../../kernel/base/result.ts";
import type { SyncTool } from "../../kernel/contracts/tool.ts";
import type { ToolLimits } from "../../kernel/limits/tool-limits.ts";
import { createLazyStages } from "./lazy-stages.ts";

const tool: SyncTool = {
  name: "peek",
  description: "",
  inputSchema: { type: "object" },
  access: "read",
  timeoutMs: 1_000,
  parse: ok,
  headline: () => ({ verb: "Peeked", object: "" }),
  paths: () => [],
  run: async () => ok({ text: "", isError: false }),
};
const staged = {} as StagedCall;
const done: StagedOutcome = { outcome: { type: "done", output: { text: "ran", isError: false } } };
const held: StagedOutcome = { outcome: { type: "failed", failure: { type: "held-back", by: "calls", message: "" } } };

const setUp = (limits: ToolLimits | undefined, loads: readonly (() => Promise<ToolStages>)[] = []) => {
  let loaded = 0;
  const load = (): Promise<ToolStages> => (loads[loaded++] ?? (() => Promise.reject(new Error("No network."))))();
  return { stages: createLazyStages(load, () => limits), loaded: () => loaded };
};
const refusing = async (): Promise<ToolStages> => ({
  pipelineOf: () => ({ names: ["calls"], run: async () => held }),
  noteChange: () => undefined,
  forgetResults: () => undefined,
});

test("while nothing is switched on nothing is loaded", () => {
  for (const limits of [undefined, {}]) {
    const { loaded, stages } = setUp(limits);
    stages.noteChange("/a");
    stages.forgetResults();
    expect([stages.pipelineOf(tool), loaded()]).toEqual([undefined, 0]);
  }
});

test("calls at the same time load it once, and all pass it", async () => {
  const { loaded, stages } = setUp({ join: true }, [refusing]);
  const runs = [stages.pipelineOf(tool), stages.pipelineOf(tool)].map((pipeline) => pipeline?.run(staged, async () => done));
  expect(await Promise.all(runs)).toEqual([held, held]);
  expect([loaded(), stages.pipelineOf(tool)?.names]).toEqual([1, ["calls"]]);
});

test("where it cannot be loaded the call does not run; the next one tries again", async () => {
  const { stages } = setUp({ join: true }, [() => Promise.reject(new Error("No network.")), refusing]);
  const run = () => stages.pipelineOf(tool)?.run(staged, async () => done);
  expect(await run()).toMatchObject({ outcome: { type: "failed", failure: { type: "network" } } });
  expect(await run()).toEqual(held);
});
