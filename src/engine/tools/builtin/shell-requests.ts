import { assertNever } from "../../../kernel/base/result.ts";
import type { NestedCalls, NestedEnd } from "../../../kernel/contracts/nested-calls.ts";
import type { Caller, CallOrigins } from "../../../kernel/contracts/tool.ts";
import { callResult } from "../../../kernel/conversation/call-result.ts";
import type { ShellReply, ShellRequest, ShellWeb } from "../../shell/shell-web.ts";
import { readFetched } from "./fetch-words.ts";
import type { ArtifactBook } from "./read.ts";

export interface ShellRequestDeps {
  readonly calls: NestedCalls;
  /** Where answers are that are too long for their entry. */
  readonly artifacts: ArtifactBook;
  readonly caller: Caller;
  readonly outside: CallOrigins | undefined;
}

/** The tool that a request is a call of. */
export const requestTool = "fetch";

const inputOf = ({ url, method, body, contentType, headers }: ShellRequest) => ({
  url,
  ...(method === "GET" ? {} : { method }),
  ...(body === undefined ? {} : { body }),
  ...(contentType === undefined ? {} : { content_type: contentType }),
  ...(headers.length === 0 ? {} : { headers: [...headers] }),
});

const answered = (told: string): ShellReply => {
  const answer = readFetched(told);
  return answer === undefined ? { type: "failed", reason: told } : { type: "answered", ...answer };
};

/** The whole text of a result, also where its entry holds only its ends. */
const wholeText = async (
  { artifacts, caller }: ShellRequestDeps,
  { output }: Extract<NestedEnd, { readonly type: "done" }>,
): Promise<string | undefined> => {
  if (output.artifact === undefined) return output.text;
  const found = await artifacts.artifactIn(caller.scope, output.artifact.hash);
  return found.ok && found.value !== undefined ? new TextDecoder().decode(found.value.bytes) : undefined;
};

const replyOf = async (deps: ShellRequestDeps, end: NestedEnd): Promise<ShellReply> => {
  switch (end.type) {
    case "done": {
      const text = await wholeText(deps, end);
      return text === undefined ? { type: "failed", reason: "the answer is not in the workspace any more" } : answered(text);
    }
    case "denied":
      return { type: "refused", reason: `${callResult(end).text} Nothing was sent.` };
    case "failed":
      return { type: "failed", reason: end.failure.message };
    case "timed-out":
      return { type: "failed", reason: `no answer within ${end.afterMs / 1_000} s` };
    case "stopped":
      return { type: "stopped" };
    case "over":
      return { type: "failed", reason: end.reason };
    default:
      return assertNever(end);
  }
};

/** The web of a shell command: each request is a call of fetch, with a decision and an entry of its own. */
export const createShellRequests =
  (deps: ShellRequestDeps): ShellWeb =>
  async (request) => {
    const end = await deps.calls.call({ tool: requestTool, input: inputOf(request) });
    if ("origins" in end && end.origins !== undefined) deps.outside?.hear(end.origins);
    return replyOf(deps, end);
  };
