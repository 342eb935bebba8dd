import { type Level, levels, type Rule } from "../../../kernel/rule.ts";
import type { AppState } from "../../store/app-state.ts";
import { useActions, useApp } from "../../store/use-app.ts";
import { Button } from "../parts/button.tsx";
import { Chip } from "../parts/chip.tsx";
import { levelWords } from "../parts/level-words.ts";
import type { MarkKind, StateMarkKind } from "../parts/mark.tsx";

const workspaceOf = (state: AppState) => state.workspace;
const sessionIdOf = (state: AppState) => state.session?.sessionId;

const LevelCards = ({
  name,
  chosen,
  onChoose,
}: {
  /** Tells one group of choices on the page from another. */
  readonly name: string;
  readonly chosen: Level;
  readonly onChoose: (level: Level) => void;
}) => (
  <div className="cards">
    {levels.map((level) => (
      <label key={level} className="rad">
        <input type="radio" name={name} value={level} checked={level === chosen} onChange={() => onChoose(level)} />
        <span>
          <b>{levelWords[level].name}</b>
          <small>{levelWords[level].says}</small>
        </span>
      </label>
    ))}
  </div>
);

const decisionWords: Readonly<Record<Rule["decision"], { readonly word: string; readonly mark: MarkKind | StateMarkKind }>> = {
  allow: { word: "Allow", mark: "done" },
  ask: { word: "Ask", mark: "approval" },
  deny: { word: "Deny", mark: "denied" },
};

const scopeText = (rule: Rule, titles: ReadonlyMap<string, string>): string => {
  const place =
    rule.scope.type === "workspace" ? "in every session" : `in “${titles.get(rule.scope.sessionId) ?? "a deleted session"}”`;
  if (rule.expiresAt === undefined) return place;
  return `${place}, until ${new Intl.DateTimeFormat(undefined, { dateStyle: "medium", timeStyle: "short" }).format(rule.expiresAt)}`;
};

const RuleList = ({
  rules,
  titles,
  onRemove,
}: {
  readonly rules: readonly Rule[];
  readonly titles: ReadonlyMap<string, string>;
  readonly onRemove: (rule: Rule) => void;
}) => (
  <ul className="rules">
    {rules.map((rule) => (
      <li key={rule.ruleId}>
        <Chip kind={decisionWords[rule.decision].mark}>{decisionWords[rule.decision].word}</Chip>
        <span className="grow">
          {rule.sentence}
          <small>{scopeText(rule, titles)}</small>
        </span>
        <Button tone="quiet" aria-label={`Remove the rule: ${rule.sentence}`} onClick={() => onRemove(rule)}>
          Remove
        </Button>
      </li>
    ))}
  </ul>
);

/** What the agent may do alone, and what it must ask. */
export const PermissionsPage = () => {
  const workspace = useApp(workspaceOf);
  const openId = useApp(sessionIdOf);
  const { send, notify } = useActions();
  if (workspace === undefined) return null;
  const session = workspace.sessions.find(({ sessionId }) => sessionId === openId);
  const own = workspace.rules.filter(({ madeBy }) => madeBy === "person");
  const titles = new Map<string, string>(workspace.sessions.map(({ sessionId, title }) => [sessionId, title]));
  const setLevel = async (level: Level): Promise<void> => {
    if (session === undefined) return;
    const changed = await send({ type: "set-level", sessionId: session.sessionId, level });
    if (!changed.ok) notify({ tone: "error", text: changed.error.message });
  };
  const setDefault = async (level: Level): Promise<void> => {
    const changed = await send({ type: "set-default-level", level });
    if (!changed.ok) notify({ tone: "error", text: changed.error.message });
  };
  const remove = async (rule: Rule): Promise<void> => {
    const removed = await send({ type: "remove-rule", ruleId: rule.ruleId });
    if (!removed.ok) notify({ tone: "error", text: removed.error.message });
  };
  return (
    <>
      <h1 className="page-title">Permissions</h1>
      <p className="lead">What the agent may do alone, and what it must ask.</p>
      <fieldset className="fs">
        <legend>New sessions begin with</legend>
        <LevelCards name="default-level" chosen={workspace.defaultLevel} onChoose={(level) => void setDefault(level)} />
      </fieldset>
      <fieldset className="fs">
        {session === undefined ? (
          <p className="hint">Open a session to choose its own level, here or at its top.</p>
        ) : (
          <>
            <legend>In “{session.title}”</legend>
            <LevelCards name="session-level" chosen={session.level} onChoose={(level) => void setLevel(level)} />
          </>
        )}
      </fieldset>
      <h2 className="title section">Your rules</h2>
      {own.length === 0 ? (
        <p className="ink2">None. “Allow for…” on a question makes one, and it stands here until you remove it.</p>
      ) : (
        <RuleList rules={own} titles={titles} onRemove={(rule) => void remove(rule)} />
      )}
    </>
  );
};
