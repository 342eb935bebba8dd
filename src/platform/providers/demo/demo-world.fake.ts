import { createLoop, nothingSpent } from "../../../engine/agent/loop.ts";
import type { LoopOutcome } from "../../../engine/agent/loop-contract.ts";
import { findRequestProblem, repairHistory } from "../../../engine/agent/repair.ts";
import { createGraphTools } from "../../../engine/graph/tools/graph-tools.ts";
import { createMemoryTools } from "../../../engine/memory/tools.ts";
import type { ShellBookDep } from "../../../engine/tools/builtin/bash.ts";
import { createBuiltinTools } from "../../../engine/tools/builtin/builtin-tools.ts";
import { createSessionTools } from "../../../engine/tools/builtin/session-tools.ts";
import type { StateBookDep } from "../../../engine/tools/builtin/state.ts";
import type { TodoBookDep } from "../../../engine/tools/builtin/todo.ts";
import { createWorld, type World } from "../../../engine/tools/gate/gate-world.fake.ts";
import { createFakeClock } from "../../../kernel/base/clock.fake.ts";
import { systemClock } from "../../../kernel/base/clock.ts";
import { effectId, messageId } from "../../../kernel/base/ids.ts";
import { createFakeRandom } from "../../../kernel/base/random.fake.ts";
import { ok } from "../../../kernel/base/result.ts";
import type { Provider } from "../../../kernel/contracts/provider.ts";
import { blocksOf, type Message, type Reference, textOf } from "../../../kernel/conversation/message.ts";
import { type Mode, systemIn } from "../../../kernel/conversation/mode.ts";
import { todosAfter } from "../../../kernel/conversation/todo.ts";
import { shellAfter } from "../../../kernel/files/shell-state.ts";
import { defaultRunLimits } from "../../../kernel/limits/limits.ts";
import type { CallSettings } from "../../../kernel/model/model-settings.ts";
import type { Approval, ApprovalAnswer } from "../../../kernel/rules/approval.ts";
import type { Level } from "../../../kernel/rules/rule.ts";
import { createDemoProvider } from "./provider.ts";
import { sampleFiles } from "./sample-files.ts";

/** The demo model at work: real loop, real gate, real tools, a store in memory, and a person who answers. */
export interface DemoWorld {
  readonly world: World;
  /** Says something and plays the run to its end. */
  readonly say: (text: string, mode?: Mode, settings?: CallSettings, about?: readonly Reference[]) => Promise<LoopOutcome>;
  readonly history: () => readonly Message[];
  /** Everything the model said since the last words of the person. */
  readonly answer: () => string;
  /** The tools that it called since then, each with whether its result was an error. */
  readonly calls: () => readonly string[];
  readonly approvals: readonly Approval[];
}

const saveFolders = async ({ store, clock }: World, files: readonly { readonly path: string }[]): Promise<void> => {
  const folders = new Set(files.map(({ path }) => path.slice(0, path.lastIndexOf("/"))).filter((path) => path !== ""));
  if (folders.size === 0) return;
  const version = effectId("folders");
  const after = { kind: "directory", modifiedAt: clock.now(), version } as const;
  const changes = [...folders].map((path) => ({ path, before: null, after }));
  const effect = { effectId: version, files: changes, reads: [], hash: "folders" };
  const event = { type: "files-changed", by: "sample", effect } as const;
  await store.append({ entries: [{ causes: [], origins: [], event }], effects: [], expects: [], durability: "strict" });
};

export const createDemoWorld = async (
  answerTo: (approval: Approval) => ApprovalAnswer,
  files: readonly { readonly path: string; readonly text: string }[] = sampleFiles,
  level: Level = "ask-risky",
): Promise<DemoWorld> => {
  const todosIn: TodoBookDep["todosIn"] = async ({ runId }) => ok(todosAfter(world.store.entries, runId));
  const shellIn: ShellBookDep["shellIn"] = async ({ runId }) => ok(shellAfter(world.store.entries, runId));
  const noHistory: StateBookDep["historyOf"] = async () => ok({ transitions: [], total: 0 });
  const tools = () => [
    ...createBuiltinTools({ clock: createFakeClock() }),
    ...createSessionTools({ clock: systemClock, todosIn, shellIn, historyOf: noHistory }),
    ...createMemoryTools({ withheldIn: () => [], usedAt: async () => new Map() }),
    ...createGraphTools({ clock: createFakeClock() }),
  ];
  const world: World = createWorld({ level, tools });
  await saveFolders(world, files);
  for (const { path, text } of files) await world.save(path, text);
  const approvals: Approval[] = [];
  world.store.subscribe((entries) => {
    for (const { event } of entries) {
      if (event.type !== "approval-requested") continue;
      const { approval } = event;
      approvals.push(approval);
      setImmediate(() => void world.desk.answer(approval.approvalId, answerTo(approval)));
    }
  });
  const random = createFakeRandom();
  const demo = createDemoProvider({ clock: world.clock, random }, { pace: 0 });
  const provider: Provider = {
    stream: (request, signal) => {
      const problem = findRequestProblem(request.messages);
      if (problem !== undefined) throw new Error(problem);
      return demo.stream(request, signal);
    },
  };
  const loop = createLoop({ clock: world.clock, gate: world.gate, provider, random });
  let history: readonly Message[] = [];
  let said = 0;
  let before = 0;
  return {
    world,
    approvals,
    history: () => history,
    say: async (text, mode = "default", settings = {}, pointed = []) => {
      said += 1;
      const message: Message = {
        messageId: messageId(`said_${said}`),
        role: "user",
        blocks: blocksOf({ messageId: messageId(`said_${said}`), text, about: pointed }),
      };
      history = repairHistory([...history, message]);
      before = history.length;
      const { turn: _turn, ...about } = world.scope;
      const scope = { ...about, mode };
      const input = {
        history,
        system: systemIn(mode, ""),
        model: "demo",
        settings,
        limits: defaultRunLimits,
        scope,
        spent: nothingSpent(),
      };
      const outcome = await loop(input, () => {}, world.stop.signal);
      history = repairHistory([...history, ...outcome.newMessages]);
      return outcome;
    },
    answer: () =>
      history
        .slice(before)
        .filter(({ role }) => role === "assistant")
        .map(textOf)
        .join("\n---\n"),
    calls: () => {
      const failed = new Set<string>();
      for (const { blocks } of history)
        for (const block of blocks) if (block.type === "tool-result" && block.isError) failed.add(block.callId);
      return history
        .slice(before)
        .flatMap(({ blocks }) =>
          blocks.flatMap((block) => (block.type === "tool-call" ? [`${block.tool}${failed.has(block.callId) ? " !" : ""}`] : [])),
        );
    },
  };
};
