import { Check, SunMoon, WifiOff } from "lucide-react";
import { useEffect, useState } from "react";
import { todoProgress } from "../../../kernel/conversation/todo.ts";
import { capsOf } from "../../../kernel/limits/spending-caps.ts";
import { totalTokens } from "../../../kernel/model/usage.ts";
import type { AppState, Connection, Theme } from "../../store/app-state.ts";
import type { SessionView } from "../../store/session-view.ts";
import { useActions, useApp } from "../../store/use-app.ts";

import { useClock } from "../../store/use-now.ts";
import { backupWord } from "../../store/views/backup-words.ts";

import { contextFill } from "../../store/views/context-fill.ts";

import { standingWords } from "../../store/views/cost-words.ts";

import { Icon } from "../parts/icon.tsx";
import { IconButton } from "../parts/icon-button.tsx";
import { Mark } from "../parts/mark.tsx";
import { formatBytes, formatTokens } from "../parts/time.ts";
import { type RunWord, runWord, turnWords } from "./run-word.ts";
import "./status.css";

const runOf = (state: AppState): SessionView["run"] | undefined =>
  state.route.type === "session" ? state.session?.run : undefined;
const tokensOf = (state: AppState): number =>
  state.route.type === "session" && state.session ? totalTokens(state.session.usage) : 0;
/** What the open session cost against its caps; a text, so that it is drawn when it changes. */
const standingOf = ({ route, session, workspace }: AppState): string | undefined => {
  if (route.type !== "session" || session?.cost === undefined || workspace === undefined) return undefined;
  const row = workspace.sessions.find(({ sessionId }) => sessionId === session.sessionId);
  return standingWords(session.cost, capsOf(workspace.caps, row?.caps));
};
/** How far the agent is with its own list, while it is at work. */
const tasksOf = ({ route, session }: AppState): string | undefined => {
  if (route.type !== "session" || session === undefined || session.todos.length === 0) return undefined;
  if (session.run.status !== "running" && session.run.status !== "waiting") return undefined;
  const { done, total, current } = todoProgress(session.todos);
  return `tasks ${done}/${total}${current === undefined ? "" : `: ${current.activeForm}`}`;
};
/** How full the model's window is, once that matters. */
const contextOf = (state: AppState): number | undefined =>
  state.route.type === "session" ? contextFill(state)?.percent : undefined;
const waitingOf = (state: AppState): number => state.workspace?.approvals.length ?? 0;
const workspaceOf = (state: AppState) => state.workspace;
const connectionOf = (state: AppState) => state.connection;
const onlineOf = (state: AppState) => state.online;
const themeOf = (state: AppState) => state.theme;

const connectionWord = (connection: Connection): string => {
  switch (connection.status) {
    case "starting":
      return "worker starting";
    case "ready":
      return "worker ok";
    case "restarting":
      return "worker restarting";
    case "failed":
      return "worker failed";
  }
};

const nextTheme: Readonly<Record<Theme, Theme>> = { system: "light", light: "dark", dark: "system" };

/** Bytes in use, asked for again whenever a run changes its state; undefined until the first answer. */
const useUsedBytes = (isReady: boolean, runStatus: string): number | undefined => {
  const { send } = useActions();
  const [usedBytes, setUsedBytes] = useState<number>();
  // biome-ignore lint/correctness/useExhaustiveDependencies: the state of the run is when to ask, not what to ask
  useEffect(() => {
    if (!isReady) return;
    let isCurrent = true;
    void send({ type: "read-storage" }).then((answer) => {
      if (isCurrent && answer.ok) setUsedBytes(answer.value.usedBytes);
    });
    return () => {
      isCurrent = false;
    };
  }, [isReady, runStatus, send]);
  return usedBytes;
};

/** A word that changes once a day needs no clock of its own: whatever else changes brings it up to date. */
const backupOf = (workspace: AppState["workspace"], now: number): string | undefined =>
  workspace === undefined ? undefined : backupWord(workspace, now);

const homeWord = (waiting: number): RunWord =>
  waiting === 0
    ? { mark: "idle", word: "Ready" }
    : { mark: "approval", word: waiting === 1 ? "1 question waits for you" : `${waiting} questions wait for you` };

const opening: RunWord = { mark: "idle", word: "Opening the workspace" };

/** The machine's state in one line. Not spoken as it changes: the announcer says what matters. */
export const StatusLine = () => {
  const run = useApp(runOf);
  const tokens = useApp(tokensOf);
  const tasks = useApp(tasksOf);
  const context = useApp(contextOf);
  const standing = useApp(standingOf);
  const waiting = useApp(waitingOf);
  const workspace = useApp(workspaceOf);
  const connection = useApp(connectionOf);
  const online = useApp(onlineOf);
  const theme = useApp(themeOf);
  const { setTheme } = useActions();
  const usedBytes = useUsedBytes(connection.status === "ready", run?.status ?? "none");
  const backup = backupOf(workspace, useClock().now());
  const isOpen = workspace !== undefined;
  const state = run !== undefined ? runWord(run) : isOpen ? homeWord(waiting) : opening;
  const keys = workspace?.keyOrigins.length ?? 0;
  return (
    <div className="status" role="status" aria-label="Status" aria-live="off">
      <span className="first">
        <Mark kind={state.mark} />
        {state.word}
      </span>
      {(run?.status === "running" || run?.status === "waiting") && (
        <span>
          turn <span className="num">{turnWords(run)}</span>
        </span>
      )}
      {tasks !== undefined && (
        <span className="tasks">
          <span className="trunc">{tasks}</span>
        </span>
      )}
      {standing !== undefined && <span className="num">{standing}</span>}
      {context !== undefined && <span className="num">context {context} %</span>}
      {tokens > 0 && standing === undefined && <span className="num">{formatTokens(tokens)} tokens</span>}
      {usedBytes !== undefined && <span className="num second">{formatBytes(usedBytes)} stored</span>}
      {backup !== undefined && (
        <a className="second" href="#/storage">
          {backup}
        </a>
      )}
      {workspace !== undefined && workspace.storage.status !== "saved" && (
        <span className="k-error">
          <Mark kind="error" size={10} />
          {workspace.storage.status === "unsaved" ? "not saved" : `storage ${workspace.storage.status}`}
        </span>
      )}
      <span className="grow gap" />
      {workspace?.role === "mirror" && <span>mirror</span>}
      <span className={online ? "second" : ""}>
        <Icon of={online ? Check : WifiOff} size={13} {...(online ? { className: "live" } : {})} />
        {online ? "online" : "offline"}
      </span>
      <span className={connection.status === "ready" ? "third" : ""}>{connectionWord(connection)}</span>
      <span className="dim third">{keys === 0 ? "no key" : "key in this tab only"}</span>
      <span className="theme">
        <IconButton
          small
          label={`Theme: ${theme}. Change`}
          icon={SunMoon}
          iconSize={15}
          onClick={() => setTheme(nextTheme[theme])}
        />
      </span>
    </div>
  );
};
