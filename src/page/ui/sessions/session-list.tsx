import { type KeyboardEvent, useState } from "react";
import type { SessionId } from "../../../kernel/base/ids.ts";
import type { SessionRow } from "../../../kernel/conversation/session.ts";
import { ConfirmDialog } from "../parts/confirm-dialog.tsx";
import type { SessionGroup } from "./group-sessions.ts";
import { SessionItem } from "./session-item.tsx";

/** Moves the focus between the rows of a list. */
const moveFocus = (event: KeyboardEvent<HTMLElement>): void => {
  const links = [...event.currentTarget.querySelectorAll<HTMLElement>("a[data-session]")];
  const index = links.indexOf(event.target as HTMLElement);
  if (index < 0) return;
  const next = { ArrowDown: index + 1, ArrowUp: index - 1, Home: 0, End: links.length - 1 }[event.key];
  if (next === undefined) return;
  event.preventDefault();
  links[Math.min(links.length - 1, Math.max(0, next))]?.focus();
};

export interface SessionListProps {
  readonly groups: readonly SessionGroup[];
  readonly currentId: SessionId | undefined;
  readonly waitingBySession: ReadonlyMap<SessionId, number>;
  readonly onOpen: (id: SessionId) => void;
  readonly onRename: (id: SessionId, title: string) => void;
  readonly onDelete: (id: SessionId) => void;
}

export const SessionList = ({ groups, currentId, waitingBySession, onOpen, onRename, onDelete }: SessionListProps) => {
  const [renaming, setRenaming] = useState<SessionId>();
  const [deleting, setDeleting] = useState<SessionRow>();
  const rows = groups.flatMap((group) => group.rows);
  const atWork = rows.find((row) => row.sessionId === deleting?.sessionId)?.status;
  const isBusy = atWork === "running" || atWork === "waiting";
  const reachable = rows.find((row) => row.sessionId === currentId) ?? rows[0];
  return (
    // The arrow keys are an addition: every row is a link of its own.
    // biome-ignore lint/a11y/noStaticElementInteractions: see above
    <div className="sess" onKeyDown={moveFocus}>
      {groups.map((group) => (
        <section key={group.name} aria-label={group.name}>
          <h2>{group.name}</h2>
          <ul>
            {group.rows.map((row) => (
              <SessionItem
                key={row.sessionId}
                row={row}
                waiting={waitingBySession.get(row.sessionId) ?? 0}
                isToday={group.name === "Today"}
                isCurrent={row.sessionId === currentId}
                isReachable={row === reachable}
                isRenaming={row.sessionId === renaming}
                onRename={(title) => onRename(row.sessionId, title)}
                onRenameStart={() => setRenaming(row.sessionId)}
                onRenameEnd={() => setRenaming(undefined)}
                onDelete={() => setDeleting(row)}
                onOpen={() => onOpen(row.sessionId)}
              />
            ))}
          </ul>
        </section>
      ))}
      <ConfirmDialog
        title={`Delete “${deleting?.title ?? ""}”?`}
        text={`${isBusy ? "The agent is at work in it and is stopped first. " : ""}Its conversation and its undo history disappear and cannot be brought back. The files it made stay in the workspace.`}
        confirm={isBusy ? "Stop and delete" : "Delete session"}
        open={deleting !== undefined}
        onClose={() => setDeleting(undefined)}
        onConfirm={() => deleting !== undefined && onDelete(deleting.sessionId)}
      />
    </div>
  );
};
