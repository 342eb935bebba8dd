import type { Hash } from "../../../kernel/base/canonical.ts";
import type { CallId, RunId, Seq, SessionId } from "../../../kernel/base/ids.ts";
import type { Headline } from "../../../kernel/contracts/tool.ts";
import type { NestedAgent } from "../../../kernel/conversation/nested-run.ts";
import type { WorkspaceEffect } from "../../../kernel/log/effect.ts";
import type { LogEntry } from "../../../kernel/log/log-entry.ts";
import { type OutsideOrigin, outsideOf } from "../../../kernel/rules/origin.ts";
import { permissionsOf } from "../../../kernel/rules/permission.ts";
import { type JudgedEffect, judgedEffect } from "../rules/judge.ts";
import { accessRisks, effectRisks } from "../rules/risk.ts";
import type { RuleSubject } from "../rules/rule-set.ts";
import { checkArguments } from "./arguments.ts";
import type { ToolRegistry } from "./registry.ts";

/** A call of the log with what is known for its decision. */
export interface LoggedCall {
  readonly seq: Seq;
  readonly callId: CallId;
  readonly at: number;
  readonly headline: Headline;
  readonly subject: Omit<RuleSubject, "now">;
  /** Absent: it changes nothing, or it never came to an effect. */
  readonly effect?: JudgedEffect;
  /** What a person said when it was asked about; absent where nobody was asked. */
  readonly answer?: "approved" | "refused";
}

/** What the log says of one call, while it is read. */
interface Story {
  readonly seq: Seq;
  readonly at: number;
  readonly callId: CallId;
  readonly sessionId: SessionId;
  readonly runId: RunId | undefined;
  readonly tool: string;
  readonly headline: Headline;
  /** What from outside the model had read when it asked. */
  readonly origins: readonly OutsideOrigin[];
  /** As they were run: a person may have changed them. */
  input: RuleSubject["input"];
  effect: Pick<WorkspaceEffect, "files"> | undefined;
  risks: JudgedEffect["risks"] | undefined;
  answer: LoggedCall["answer"];
}

type Contents = (hash: Hash) => Promise<Uint8Array | undefined>;

const noteIn = (stories: Map<CallId, Story>, { event }: LogEntry): void => {
  switch (event.type) {
    case "approval-requested": {
      const story = stories.get(event.approval.callId);
      if (story === undefined || event.approval.kind !== "effect") return;
      story.input = event.approval.input;
      story.effect = event.approval.effect;
      story.risks = event.approval.risks;
      return;
    }
    case "approval-answered": {
      const story = stories.get(event.callId);
      if (story === undefined) return;
      const { type } = event.answer;
      if (type === "approve" || type === "allow-for") story.answer = "approved";
      // A person who had to change the call did not simply let it through.
      else if (type === "reject" || type === "edit") story.answer = "refused";
      return;
    }
    case "call-settled": {
      const story = stories.get(event.callId);
      if (story === undefined || event.outcome.type !== "done") return;
      story.effect = event.effect ?? { files: [] };
      return;
    }
    default:
  }
};

const agentFacts = ({ agentPath, bounds }: NestedAgent): Pick<RuleSubject, "agentPath" | "bounds"> =>
  bounds === undefined ? { agentPath } : { agentPath, bounds };

const callOf = async (
  { seq, at, callId, sessionId, tool: name, headline, input, origins, ...story }: Story,
  tools: ToolRegistry,
  contents: Contents,
  agent: NestedAgent | undefined,
): Promise<LoggedCall | undefined> => {
  const checked = checkArguments(tools, name, input);
  // Never decided about: it was answered with an error.
  if (!checked.ok) return undefined;
  const { tool, paths, inputHash } = checked.value;
  const subject = {
    tool: name,
    risks: accessRisks(tool.access),
    paths,
    permissions: permissionsOf(tool),
    callHash: inputHash.value,
    definition: () => tools.definitionOf(name),
    input,
    sessionId,
    ...(origins.length === 0 ? {} : { origins }),
  };
  const call = {
    seq,
    callId,
    at,
    headline,
    subject: agent === undefined ? subject : { ...subject, ...agentFacts(agent) },
    ...(story.answer === undefined ? {} : { answer: story.answer }),
  };
  if (tool.access !== "write" || story.effect === undefined) return call;
  const risks = story.risks ?? (await effectRisks(story.effect, contents));
  return { ...call, effect: judgedEffect(story.effect, risks) };
};

/** The newest `most` calls among the entries that were decided about, in their order. Calls whose tool is not there are left out. */
export const loggedCalls = async (
  entries: readonly LogEntry[],
  { tools, contents }: { readonly tools: ToolRegistry; readonly contents: Contents },
  most: number,
): Promise<readonly LoggedCall[]> => {
  const stories = new Map<CallId, Story>();
  const agents = new Map<RunId, NestedAgent>();
  for (const entry of entries) {
    const { at, event, runId, seq, sessionId } = entry;
    if (event.type === "run-started" && runId !== undefined && event.parent !== undefined) agents.set(runId, event.parent);
    if (event.type !== "call-requested") noteIn(stories, entry);
    else if (sessionId !== undefined && event.invalid === undefined) {
      const { callId, tool, headline, input } = event;
      const origins = outsideOf(entry.origins);
      const unknown = { effect: undefined, risks: undefined, answer: undefined };
      stories.set(callId, { seq, at, callId, sessionId, runId, tool, headline, input, origins, ...unknown });
    }
  }
  const calls: LoggedCall[] = [];
  for (const story of [...stories.values()].slice(-most)) {
    const call = await callOf(story, tools, contents, story.runId === undefined ? undefined : agents.get(story.runId));
    if (call !== undefined) calls.push(call);
  }
  return calls;
};
