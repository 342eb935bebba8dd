import "../settings.css";
import "../spending.css";
import "./rules.css";
import { type ReactNode, useState } from "react";
import { ruleId } from "../../../../kernel/base/ids.ts";
import type { ToolStanding } from "../../../../kernel/limits/tool-limits.ts";
import { outsideRules } from "../../../../kernel/rules/outside-rules.ts";
import type { Rule, RuleMatch } from "../../../../kernel/rules/rule.ts";
import { ruleSentence } from "../../../../kernel/rules/rule-sentence.ts";
import type { RuleSuggestion } from "../../../../kernel/rules/simulation.ts";
import type { AppState } from "../../../store/app-state.ts";
import { hashFromRoute } from "../../../store/route.ts";
import { useApp } from "../../../store/use-app.ts";
import { useClock, useNow } from "../../../store/use-now.ts";
import { useRandom } from "../../../store/use-random.ts";
import { Button } from "../../parts/button.tsx";
import { Chip } from "../../parts/chip.tsx";
import { AgentForm } from "./agent-form.tsx";
import { PermissionList } from "./permission-list.tsx";
import { permissionWords } from "./permission-words.ts";
import { PostureForm } from "./posture-form.tsx";
import { RuleForm } from "./rule-form.tsx";
import { RuleList } from "./rule-list.tsx";
import { SimulationView, useSimulation } from "./simulation-view.tsx";
import { useRuleCommands } from "./use-rule-commands.ts";

const workspaceOf = ({ workspace }: AppState) => workspace;
const none: readonly Rule[] = [];
const noTools: readonly ToolStanding[] = [];

const permissionSet = ({ from, isOff }: Rule): string =>
  `${from?.type === "permission" ? permissionWords(from.permission) : "It"}: ${isOff === true ? "granted" : "revoked"}.`;

const examples: readonly { readonly label: string; readonly decision: Rule["decision"]; readonly match: RuleMatch }[] = [
  { label: "Deny deleting in /notes", decision: "deny", match: { risks: ["delete"], folder: "/notes" } },
  {
    label: "Ask when “password” is in a call",
    decision: "ask",
    match: { arguments: [{ operator: "matches", value: "(?i)password" }] },
  },
  {
    label: "At most 20 writes a minute",
    decision: "deny",
    match: { tools: ["write", "edit"], exceeds: { max: 20, windowMs: 60_000 } },
  },
];

const Suggestions = ({
  suggestions,
  onTake,
}: {
  readonly suggestions: readonly RuleSuggestion[];
  readonly onTake: (match: RuleMatch) => void;
}): ReactNode => (
  <ul className="rules" aria-label="What you always approve">
    {suggestions.map(({ match, approved }) => (
      <li key={JSON.stringify(match)}>
        <span className="grow rule-text">
          {ruleSentence({ decision: "allow", match })}
          <small>You were asked {approved} times and approved each time. This is the smallest rule that covers them.</small>
        </span>
        <Button onClick={() => onTake(match)}>Look at it</Button>
      </li>
    ))}
  </ul>
);

const AsTheyStand = ({
  rules,
  onTake,
}: {
  readonly rules: readonly Rule[];
  readonly onTake: (match: RuleMatch) => void;
}): ReactNode => {
  const asked = useSimulation(null, rules);
  const suggestions = asked.status === "ready" ? asked.value.suggestions : [];
  const count = asked.status === "ready" ? asked.value.calls.length : 0;
  return (
    <>
      {suggestions.length > 0 && (
        <>
          <h2 className="title section">What you always approve</h2>
          <Suggestions suggestions={suggestions} onTake={onTake} />
        </>
      )}
      <h2 className="title section">{count < 2 ? "What these rules say" : `What these rules say of the last ${count} calls`}</h2>
      <SimulationView asked={asked} changes={false} />
    </>
  );
};

const FileRules = ({ rules }: { readonly rules: readonly Rule[] }): ReactNode => (
  <>
    <h2 className="title section">From files in /rules</h2>
    <ul className="rules" aria-label="Rules from files">
      {rules.map((rule) => (
        <li key={rule.ruleId}>
          <Chip kind="denied">Deny</Chip>
          <span className="grow rule-text">
            <span dir="auto">{rule.sentence}</span>
            <small>{rule.from?.type === "file" ? rule.from.path : ""} · changed with its file</small>
          </span>
        </li>
      ))}
    </ul>
  </>
);

/** The sentences of what holds at every level, each once, and whether it asks. */
const alwaysAsked = [...new Map(outsideRules.map(({ decision, sentence }) => [sentence, decision === "ask"]))];

const AlwaysAsked = (): ReactNode => (
  <>
    <h2 className="title section">At every level</h2>
    <p className="hint">
      Text from outside is what others wrote: imported and attached files, the web, tool servers, memory, results of outward
      tools. Where the agent has read some, these hold unless a rule of yours says otherwise.
    </p>
    <ul className="rules" aria-label="Rules at every level">
      {alwaysAsked.map(([sentence, asks]) => (
        <li key={sentence}>
          <Chip kind={asks ? "approval" : "done"}>{asks ? "Ask" : "Allow"}</Chip>
          <span className="grow rule-text">
            <span>{sentence}</span>
            <small>built in</small>
          </span>
        </li>
      ))}
    </ul>
  </>
);

/** The person's rules: what the agent may do alone, what it must ask, what it can never do; and what they would change. */
export const RulesPage = (): ReactNode => {
  const workspace = useApp(workspaceOf);
  const [random, clock] = [useRandom(), useClock()];
  const now = useNow(true, 60_000);
  const commands = useRuleCommands();
  const [editing, setEditing] = useState<Rule>();
  const rules = workspace?.rules ?? none;
  const titles = new Map<string, string>(workspace?.sessions.map(({ sessionId, title }) => [sessionId, title]));
  const begin = (decision: Rule["decision"], match: RuleMatch, from?: Rule["from"]): void =>
    setEditing({
      ruleId: ruleId(random.id("rule")),
      match,
      decision,
      scope: { type: "workspace" },
      madeBy: "person",
      madeAt: clock.now(),
      sentence: ruleSentence({ decision, match }),
      ...(from === undefined ? {} : { from }),
    });
  const isNew = (rule: Rule): boolean => !rules.some(({ ruleId: id }) => id === rule.ruleId);
  const save = async (rule: Rule): Promise<string | undefined> => {
    const problem = await commands.save(rule, isNew(rule));
    if (problem === undefined) setEditing(undefined);
    return problem;
  };
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reachable by the keyboard
    <section className="form rules-page" aria-label="Rules" tabIndex={0}>
      <h1 className="page-title">Rules</h1>
      <p className="lead">What the agent may do alone, what it must ask, what it can never do.</p>
      <p className="hint">
        What is denied stays denied. Else the first rule of this list that fits decides, then the session’s level, which is set
        under{" "}
        <a className="link" href={hashFromRoute({ type: "settings", page: "permissions" })}>
          Permissions
        </a>
        .
      </p>
      {rules.length === 0 ? (
        <p className="ink2 section">No rules of yours yet. “Allow for…” on a question makes one, and so do you here.</p>
      ) : (
        <RuleList
          rules={rules}
          hits={workspace?.ruleHits ?? {}}
          titles={titles}
          now={now}
          onToggle={commands.toggle}
          onEdit={setEditing}
          onRemove={(rule) => void commands.remove(rule)}
          onOrder={commands.order}
        />
      )}
      {workspace !== undefined && workspace.fileRules.length > 0 && <FileRules rules={workspace.fileRules} />}
      {editing === undefined ? (
        <>
          <div className="acts row wrap">
            <Button tone="primary" onClick={() => begin("ask", {})}>
              Add a rule
            </Button>
            {examples.map(({ label, decision, match }) => (
              <Button key={label} tone="quiet" onClick={() => begin(decision, match)}>
                {label}
              </Button>
            ))}
          </div>
          <h2 className="title section">How far an agent is trusted</h2>
          <PostureForm onSet={(made, words) => void commands.put(made, [], rules, words)} />
          <h2 className="title section">What an agent may reach for</h2>
          <AgentForm
            rules={rules}
            onSet={(made, removed) =>
              void commands.put(
                made,
                removed,
                rules,
                made.length === 0 ? "Nothing bounds this agent any more." : "Capabilities set.",
              )
            }
          />
          <h2 className="title section">Permissions</h2>
          <p className="hint">
            What the tools may touch at all. Taken away, the next call that needs it is refused, also in a run that goes on.
          </p>
          <PermissionList
            rules={rules}
            tools={workspace?.tools ?? noTools}
            version={(workspace?.runningRunIds ?? []).join(" ")}
            onSet={(rule) => void commands.put([rule], [], rules, permissionSet(rule))}
          />
          <AlwaysAsked />
          <AsTheyStand rules={rules} onTake={(match) => begin("allow", match, { type: "suggestion" })} />
        </>
      ) : (
        <RuleForm
          key={editing.ruleId}
          initial={editing}
          rules={rules}
          titles={titles}
          onSave={save}
          onCancel={() => setEditing(undefined)}
        />
      )}
    </section>
  );
};
