import { Scale, Search, Settings, SquarePen, X } from "lucide-react";
import { useState } from "react";
import { systemClock } from "../../../kernel/base/clock.ts";
import type { SessionId } from "../../../kernel/base/ids.ts";
import type { AppState } from "../../store/app-state.ts";
import { useActions, useApp } from "../../store/use-app.ts";
import { Button } from "../parts/button.tsx";
import { Icon } from "../parts/icon.tsx";
import { IconButton } from "../parts/icon-button.tsx";
import { Logo } from "../parts/logo.tsx";
import { groupSessions } from "./group-sessions.ts";
import { SessionList } from "./session-list.tsx";
import "./sessions.css";

const workspaceOf = (state: AppState) => state.workspace;
const routeOf = (state: AppState) => state.route;

/** The way between sessions. `onClose` is there while it lies over the page as a drawer. */
export const SessionsRail = ({ onNewSession, onClose }: { readonly onNewSession: () => void; readonly onClose?: () => void }) => {
  const workspace = useApp(workspaceOf);
  const route = useApp(routeOf);
  const { go, send, notify } = useActions();
  const [query, setQuery] = useState("");
  const sessions = workspace?.sessions ?? [];
  const groups = groupSessions(sessions, query, systemClock.now());
  const waiting = new Map<SessionId, number>();
  for (const { sessionId } of workspace?.approvals ?? []) waiting.set(sessionId, (waiting.get(sessionId) ?? 0) + 1);
  const currentId = route.type === "session" ? route.sessionId : undefined;

  const rename = async (sessionId: SessionId, title: string): Promise<void> => {
    const renamed = await send({ type: "rename-session", sessionId, title });
    if (!renamed.ok) notify({ tone: "error", text: renamed.error.message });
  };
  const remove = async (sessionId: SessionId): Promise<void> => {
    const removed = await send({ type: "delete-session", sessionId });
    if (!removed.ok) return notify({ tone: "error", text: removed.error.message });
    if (sessionId === currentId) go({ type: "home" });
    notify({ tone: "info", text: "Session deleted. Its files are still in the workspace." });
  };

  return (
    <nav className="rail" aria-label="Sessions">
      <div className="brand">
        <Logo />
        <a href="#/" className="grow">
          Vivarium
        </a>
        <IconButton className="live" label="New session" icon={SquarePen} onClick={onNewSession} />
        {onClose !== undefined && <IconButton label="Close sessions" icon={X} onClick={onClose} />}
      </div>
      <label className="find">
        <Icon of={Search} size={14} />
        <span className="sr">Search sessions</span>
        <input
          type="search"
          placeholder="Search sessions"
          value={query}
          onChange={(event) => setQuery(event.currentTarget.value)}
        />
      </label>
      <SessionList
        groups={groups}
        currentId={currentId}
        waitingBySession={waiting}
        onOpen={(sessionId) => go({ type: "session", sessionId })}
        onRename={(sessionId, title) => void rename(sessionId, title)}
        onDelete={(sessionId) => void remove(sessionId)}
      />
      {workspace !== undefined && groups.length === 0 && (
        <div className="sess-none">
          {sessions.length === 0 ? (
            <p>No sessions yet. One begins with your first message.</p>
          ) : (
            <>
              <p>No title holds “{query.trim()}”.</p>
              <Button onClick={() => setQuery("")}>Show all</Button>
            </>
          )}
        </div>
      )}
      <div className="foot">
        <a href="#/rules" aria-current={route.type === "rules" ? "page" : undefined}>
          <Icon of={Scale} />
          Rules
        </a>
        <a href="#/settings/model" aria-current={route.type === "settings" ? "page" : undefined}>
          <Icon of={Settings} />
          Settings
        </a>
      </div>
    </nav>
  );
};
