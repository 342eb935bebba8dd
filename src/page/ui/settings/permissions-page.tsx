import { type Level, levels } from "../../../kernel/rules/rule.ts";
import type { AppState } from "../../store/app-state.ts";
import { hashFromRoute } from "../../store/route.ts";
import { useActions, useApp } from "../../store/use-app.ts";
import { levelWords } from "../parts/level-words.ts";

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

/** What the agent may do alone, and what it must ask. */
export const PermissionsPage = () => {
  const workspace = useApp(workspaceOf);
  const openId = useApp(sessionIdOf);
  const { send, notify } = useActions();
  if (workspace === undefined) return null;
  const session = workspace.sessions.find(({ sessionId }) => sessionId === openId);
  const own = workspace.rules.length;
  const setLevel = async (level: Level): Promise<void> => {
    if (session === undefined) return;
    const changed = await send({ type: "set-level", sessionId: session.sessionId, level });
    if (!changed.ok) notify({ tone: "error", text: changed.error.message });
  };
  const setDefault = async (level: Level): Promise<void> => {
    const changed = await send({ type: "set-default-level", level });
    if (!changed.ok) notify({ tone: "error", text: changed.error.message });
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
      <p className="ink2">
        {own === 0 ? "None yet." : own === 1 ? "One stands before the level." : `${own} stand before the level.`} They are made
        and tried under{" "}
        <a className="link" href={hashFromRoute({ type: "rules" })}>
          Rules
        </a>
        .
      </p>
    </>
  );
};
