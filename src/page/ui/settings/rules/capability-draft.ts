import { type AgentCapabilities, capabilityRuleIds } from "../../../../kernel/rules/agent-rules.ts";
import type { Rule } from "../../../../kernel/rules/rule.ts";

/** Capabilities as their form holds them. */
export interface CapabilityDraft {
  readonly tools: string;
  readonly deniedTools: string;
  readonly folders: string;
  readonly hosts: string;
  readonly calls: string;
}

export const noCapabilities: CapabilityDraft = { tools: "", deniedTools: "", folders: "", hosts: "", calls: "" };

const listOf = (text: string): readonly string[] => text.split(/[\s,]+/).filter((one) => one !== "");
const given = (name: string, text: string): object => (listOf(text).length === 0 ? {} : { [name]: listOf(text) });

/** What the form describes, or why it is nothing. An empty field bounds nothing. */
export const capabilitiesOf = (draft: CapabilityDraft): AgentCapabilities | string => {
  const { calls, deniedTools, folders, hosts, tools } = draft;
  const most = calls.trim() === "" ? undefined : Number(calls);
  if (most !== undefined && (!Number.isSafeInteger(most) || most < 0)) return "Write a whole number of calls, or none.";
  const wrong = listOf(folders).find((folder) => !folder.startsWith("/"));
  if (wrong !== undefined) return `“${wrong}” is no folder: it has to begin with a slash.`;
  return {
    ...given("tools", tools),
    ...given("deniedTools", deniedTools),
    ...given("folders", folders),
    ...given("hosts", hosts),
    ...(most === undefined ? {} : { callsPerHour: most }),
  };
};

/** What stands for an agent of this name. */
export const draftOfAgent = (agent: string, rules: readonly Rule[]): CapabilityDraft => {
  const ids = capabilityRuleIds(agent);
  const own = rules.filter(({ ruleId }) => ids.includes(ruleId));
  const beyond = own.find(({ match }) => match.beyond !== undefined)?.match.beyond ?? {};
  const max = own.find(({ match }) => match.exceeds !== undefined)?.match.exceeds?.max;
  const text = (list: readonly string[] | undefined): string => (list ?? []).join(", ");
  return {
    tools: text(beyond.tools),
    deniedTools: text(beyond.deniedTools),
    folders: text(beyond.folders),
    hosts: text(beyond.hosts),
    calls: max === undefined ? "" : String(max),
  };
};
