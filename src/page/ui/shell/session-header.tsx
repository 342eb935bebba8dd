import { CassetteTape, Download, Ellipsis, Menu as MenuIcon, PanelRight, PencilLine } from "lucide-react";
import { useState } from "react";
import type { SessionRow } from "../../../kernel/conversation/session.ts";
import type { Level } from "../../../kernel/rules/rule.ts";
import { useActions } from "../../store/use-app.ts";
import { Button } from "../parts/button.tsx";
import { downloadText, fileNameFrom } from "../parts/download.ts";
import { IconButton } from "../parts/icon-button.tsx";
import { InlineRename } from "../parts/inline-rename.tsx";
import { levelChoices } from "../parts/level-words.ts";
import { Menu } from "../parts/menu.tsx";
import { InlineSelect } from "../parts/select.tsx";
import type { PageSize } from "../parts/use-media.ts";

export interface SessionHeaderProps {
  readonly row: SessionRow | undefined;
  readonly size: PageSize;
  readonly isInspectorOpen: boolean;
  readonly onToggleInspector: () => void;
  readonly onOpenSessions: () => void;
}

/** The session's commands; each failure becomes a notice, because it belongs to no row. */
const useSessionCommands = (row: SessionRow | undefined) => {
  const { send, notify } = useActions();
  return {
    rename: async (title: string): Promise<void> => {
      if (row === undefined) return;
      const renamed = await send({ type: "rename-session", sessionId: row.sessionId, title });
      if (!renamed.ok) notify({ tone: "error", text: renamed.error.message });
    },
    setLevel: async (level: Level): Promise<void> => {
      if (row === undefined) return;
      const changed = await send({ type: "set-level", sessionId: row.sessionId, level });
      if (!changed.ok) notify({ tone: "error", text: changed.error.message });
    },
    exportLog: async (): Promise<void> => {
      if (row === undefined) return;
      const answer = await send({ type: "export-log", sessionId: row.sessionId });
      if (!answer.ok) return notify({ tone: "error", text: answer.error.message });
      downloadText(`${fileNameFrom(row.title)}.jsonl`, answer.value.jsonl);
    },
    exportCassette: async (): Promise<void> => {
      if (row === undefined) return;
      const answer = await send({ type: "export-cassette", sessionId: row.sessionId });
      if (!answer.ok) return notify({ tone: "error", text: answer.error.message });
      downloadText(`${fileNameFrom(row.title)}.cassette.json`, answer.value.json);
    },
  };
};

export const SessionHeader = ({ row, size, isInspectorOpen, onToggleInspector, onOpenSessions }: SessionHeaderProps) => {
  const commands = useSessionCommands(row);
  const [renaming, setRenaming] = useState(false);
  const isNarrow = size === "narrow";
  return (
    <header className="bar">
      {size !== "wide" && <IconButton label="Sessions" icon={MenuIcon} onClick={onOpenSessions} />}
      <h1 className={`title trunc${renaming ? " grow" : ""}`} dir="auto" title={row?.title}>
        {renaming && row !== undefined ? (
          <InlineRename title={row.title} onRename={(title) => void commands.rename(title)} onClose={() => setRenaming(false)} />
        ) : (
          (row?.title ?? "Session")
        )}
      </h1>
      {!renaming && !isNarrow && row !== undefined && (
        <IconButton small label="Rename" icon={PencilLine} iconSize={14} onClick={() => setRenaming(true)} />
      )}
      <span className="grow" />
      {row !== undefined && (
        <InlineSelect
          label="Ask"
          showLabel={!isNarrow}
          choices={levelChoices}
          value={row.level}
          onChange={(level) => void commands.setLevel(level)}
        />
      )}
      {!isNarrow && row !== undefined && (
        <IconButton
          small
          label="Save as cassette"
          icon={CassetteTape}
          iconSize={14}
          onClick={() => void commands.exportCassette()}
        />
      )}
      {!isNarrow && (
        <Button tone="quiet" disabled={row === undefined} onClick={() => void commands.exportLog()}>
          Export
        </Button>
      )}
      {isNarrow ? (
        <Menu
          label="Session"
          trigger={<IconButton label="More" icon={Ellipsis} />}
          entries={[
            { type: "item", label: "Rename", icon: PencilLine, onSelect: () => setRenaming(true) },
            { type: "item", label: "Export", icon: Download, onSelect: () => void commands.exportLog() },
            {
              type: "item",
              label: "Save as cassette",
              icon: CassetteTape,
              onSelect: () => void commands.exportCassette(),
            },
          ]}
        />
      ) : (
        <IconButton label="Inspector" icon={PanelRight} aria-pressed={isInspectorOpen} onClick={onToggleInspector} />
      )}
    </header>
  );
};
