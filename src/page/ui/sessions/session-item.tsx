import { Ellipsis, PencilLine, Trash2 } from "lucide-react";
import type { KeyboardEvent } from "react";
import type { SessionRow } from "../../../kernel/conversation/session.ts";
import { hashFromRoute } from "../../store/route.ts";
import { IconButton } from "../parts/icon-button.tsx";
import { InlineRename } from "../parts/inline-rename.tsx";
import { Menu } from "../parts/menu.tsx";
import { Fingerprint } from "./fingerprint.tsx";
import { SessionBadge } from "./session-badge.tsx";

export interface SessionItemProps {
  readonly row: SessionRow;
  readonly waiting: number;
  readonly isToday: boolean;
  readonly isCurrent: boolean;
  /** Whether Tab reaches this row; the arrow keys reach the others. */
  readonly isReachable: boolean;
  readonly isRenaming: boolean;
  readonly onRename: (title: string) => void;
  readonly onRenameStart: () => void;
  readonly onRenameEnd: () => void;
  readonly onDelete: () => void;
  readonly onOpen: () => void;
}

export const SessionItem = (props: SessionItemProps) => {
  const { row, waiting, isToday, isCurrent, isReachable, isRenaming, onRename, onRenameStart, onRenameEnd, onDelete, onOpen } =
    props;
  const onKeyDown = (event: KeyboardEvent): void => {
    if (event.key !== "F2" && event.key !== "Delete") return;
    event.preventDefault();
    if (event.key === "F2") onRenameStart();
    else onDelete();
  };
  const tabIndex = isReachable ? 0 : -1;
  const facts = (
    <>
      <Fingerprint letters={row.fingerprint} />
      <SessionBadge status={row.status} waiting={waiting} updatedAt={row.updatedAt} isToday={isToday} />
    </>
  );
  if (isRenaming)
    return (
      <li className="se-item">
        <div className="se" aria-current={isCurrent ? "page" : undefined}>
          <InlineRename title={row.title} onRename={onRename} onClose={onRenameEnd} />
          {facts}
        </div>
      </li>
    );
  return (
    <li className="se-item">
      <a
        className="se"
        href={hashFromRoute({ type: "session", sessionId: row.sessionId })}
        aria-current={isCurrent ? "page" : undefined}
        tabIndex={tabIndex}
        data-session={row.sessionId}
        onKeyDown={onKeyDown}
        onClick={(event) => {
          if (event.metaKey || event.ctrlKey || event.shiftKey) return;
          event.preventDefault();
          onOpen();
        }}
      >
        <span className="t trunc" dir="auto" title={row.title}>
          {row.title}
        </span>
        {facts}
      </a>
      <Menu
        label={`Session ${row.title}`}
        trigger={<IconButton className="se-more" small label={`More about ${row.title}`} icon={Ellipsis} tabIndex={tabIndex} />}
        entries={[
          { type: "item", label: "Rename", icon: PencilLine, shortcut: "F2", onSelect: onRenameStart },
          { type: "item", label: "Delete…", icon: Trash2, danger: true, onSelect: onDelete },
        ]}
      />
    </li>
  );
};
