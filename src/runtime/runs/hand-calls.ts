import { argumentProblems } from "../../engine/tools/gate/argument-problems.ts";
import type { ToolRegistry } from "../../engine/tools/gate/registry.ts";
import type { Failure } from "../../kernel/base/failure.ts";
import { type MessageId, type SessionId, sessionId } from "../../kernel/base/ids.ts";
import type { JsonObject } from "../../kernel/base/json.ts";
import type { RandomDep } from "../../kernel/base/random.ts";
import { err, ok, type Result } from "../../kernel/base/result.ts";
import type { Store } from "../../kernel/contracts/store.ts";
import type { SessionRow } from "../../kernel/conversation/session.ts";
import { handCallText } from "../../kernel/tools/hand-call.ts";
import type { ArgumentProblem, ToolCard } from "../../kernel/tools/tool-card.ts";
import type { Branches } from "../branches/branches.ts";
import { openToolStatistics } from "../log/tool-statistics.ts";
import { byPerson } from "../origins/origins.ts";
import type { WorkspaceTables } from "../projection.ts";
import type { DefaultsKeeper } from "../sessions/model-defaults.ts";
import type { Runs } from "./runs.ts";
import { newSaid } from "./said.ts";

/** Calls that the person writes. They are runs of a session of their own, through the same loop, gate and log as those of models. */
export interface HandCalls {
  /** Every tool, by name, with what the log says of it. */
  readonly list: () => Promise<Result<{ readonly tools: readonly ToolCard[] }, Failure>>;
  /** All that is wrong with the arguments; nothing runs. */
  readonly check: (tool: string, input: JsonObject) => Result<{ readonly problems: readonly ArgumentProblem[] }, Failure>;
  /** Calls the tool, where no run goes on: two at once would race for the files. One message id is one call. */
  readonly call: (
    tool: string,
    input: JsonObject,
    messageId: MessageId,
  ) => Promise<Result<{ readonly sessionId: SessionId }, Failure>>;
}

export interface HandCallsDeps extends RandomDep {
  readonly store: Store<WorkspaceTables>;
  readonly tools: ToolRegistry;
  readonly runs: Pick<Runs, "running" | "send">;
  readonly branches: Pick<Branches, "settled">;
  readonly defaults: Pick<DefaultsKeeper, "get">;
}

const handTitle = "Called by hand";

const noSuchTool: Failure = {
  type: "not-found",
  message: "There is no such tool any more. Nothing was called; reload the page and choose another one.",
};
const runGoesOn: Failure = {
  type: "conflict",
  message: "A run goes on, and a call by hand would race it. Nothing was called: wait until the run ends, or stop it.",
};
const callIsOpen: Failure = {
  type: "conflict",
  message:
    "The call before this one is not over: it waits for an answer, or the tab was closed on it. Nothing was called: answer it, resume it or stop it first.",
};

export const createHandCalls = ({ random, store, tools, runs, branches, defaults }: HandCallsDeps): HandCalls => {
  const statistics = openToolStatistics(store);
  let isCalling = false;

  const find = (): SessionRow | undefined =>
    [...store.state().sessions.values()].find(({ model }) => model?.provider === "by-hand");

  /** Made with its first call, in one commit. */
  const create = async (): Promise<Result<SessionRow, Failure>> => {
    const about = { sessionId: sessionId(random.id("session")), causes: [], origins: byPerson };
    const stored = await store.append({
      entries: [
        { ...about, event: { type: "session-created", title: handTitle, level: defaults.get().level } },
        { ...about, event: { type: "session-model-changed", model: { provider: "by-hand" } } },
      ],
      effects: [],
      expects: [],
      durability: "strict",
    });
    const made = find();
    if (!stored.ok) return stored;
    return made === undefined ? err(noSuchTool) : ok(made);
  };

  const begin = async (text: string, id: MessageId): Promise<Result<{ readonly sessionId: SessionId }, Failure>> => {
    const found = find();
    const session = found === undefined ? await create() : ok(found);
    if (!session.ok) return session;
    await branches.settled(session.value.sessionId);
    const said = newSaid(id, text, []);
    if (!said.ok) return said;
    const sent = await runs.send(session.value, said.value);
    return sent.ok ? ok({ sessionId: session.value.sessionId }) : sent;
  };

  return {
    list: async () => {
      const counted = await statistics();
      if (!counted.ok) return counted;
      const cards = tools.names().flatMap((name): readonly ToolCard[] => {
        const tool = tools.find(name);
        if (tool === undefined) return [];
        const { access, description, inputSchema } = tool;
        const known = counted.value.of(name);
        return [{ name, access, description, inputSchema, ...(known === undefined ? {} : { statistics: known }) }];
      });
      return ok({ tools: cards });
    },
    check: (name, input) => {
      const tool = tools.find(name);
      return tool === undefined ? err(noSuchTool) : ok({ problems: argumentProblems(tool, input) });
    },
    call: async (name, input, id) => {
      if (tools.find(name) === undefined) return err(noSuchTool);
      if (isCalling || runs.running().length > 0) return err(runGoesOn);
      if (find()?.openRunId !== undefined) return err(callIsOpen);
      isCalling = true;
      try {
        return await begin(handCallText({ tool: name, input }), id);
      } finally {
        isCalling = false;
      }
    },
  };
};
