import { Command } from "cmdk";
import {
  Compass,
  FileText,
  Folder,
  FoldVertical,
  Keyboard,
  KeyRound,
  List,
  MessageSquare,
  PanelRight,
  Plus,
  Redo2,
  Scale,
  Search,
  Settings,
  SlidersHorizontal,
  SunMoon,
  Undo2,
  Wrench,
} from "lucide-react";
import { useEffect, useState } from "react";
import { modes } from "../../../kernel/conversation/mode.ts";
import { unpackFiles } from "../../../kernel/files/packed-files.ts";
import type { FileRow } from "../../../kernel/rules/inspection.ts";
import type { AppState, InspectorTab, Theme } from "../../store/app-state.ts";
import type { SettingsPage } from "../../store/route.ts";
import { useActions, useApp } from "../../store/use-app.ts";
import { Dialog } from "../parts/dialog.tsx";
import { Icon } from "../parts/icon.tsx";
import { isApple } from "../parts/is-apple.ts";
import { Mark } from "../parts/mark.tsx";
import { modeWords } from "../parts/mode-words.ts";
import { type ShortcutId, shortcuts, strokeText } from "../parts/shortcuts.ts";
import { useForgetKeys } from "../parts/use-forget-keys.ts";
import { useSetMode } from "../parts/use-set-mode.ts";
import { useShorten } from "../parts/use-shorten.ts";
import { useTurnLast } from "../parts/use-turn-last.ts";
import { momentsOf } from "./moments.ts";
import { PaletteItem } from "./palette-item.tsx";
import "./palette.css";

const workspaceOf = (state: AppState) => state.workspace;
const keyCountOf = (state: AppState): number => state.workspace?.keyOrigins.length ?? 0;
const sessionOf = (state: AppState) => (state.route.type === "session" ? state.session : undefined);

const mostMoments = 300;
const mostFiles = 500;
const settingsPages: readonly { readonly page: SettingsPage; readonly label: string }[] = [
  { page: "model", label: "Model and key" },
  { page: "permissions", label: "Permissions and rules" },
  { page: "guardrails", label: "Guardrails" },
  { page: "tools", label: "Tools: limits, caches, second tries" },
  { page: "memory", label: "Memory: summing up" },
  { page: "appearance", label: "Appearance" },
  { page: "shortcuts", label: "Shortcuts" },
  { page: "about", label: "About" },
];
const tabs: readonly { readonly tab: InspectorTab; readonly label: string }[] = [
  { tab: "files", label: "Files" },
  { tab: "memory", label: "Memory" },
  { tab: "history", label: "History" },
  { tab: "timeline", label: "Timeline" },
  { tab: "audit", label: "Audit" },
  { tab: "state", label: "State" },
  { tab: "graph", label: "Graph" },
  { tab: "branches", label: "Branches" },
];
const themes: readonly Theme[] = ["light", "dark", "system"];

const keysOf = (id: ShortcutId): string | undefined => {
  const shortcut = shortcuts.find((known) => known.id === id);
  return shortcut === undefined ? undefined : strokeText(shortcut.stroke, isApple);
};

/** The files of the workspace, asked for once each time the palette opens. */
const useFiles = (): readonly FileRow[] => {
  const { send } = useActions();
  const [files, setFiles] = useState<readonly FileRow[]>([]);
  useEffect(() => {
    let isCurrent = true;
    void send({ type: "list-files" }).then((answer) => {
      if (isCurrent && answer.ok)
        setFiles(
          unpackFiles(answer.value.files)
            .filter(({ kind }) => kind === "file")
            .slice(0, mostFiles),
        );
    });
    return () => {
      isCurrent = false;
    };
  }, [send]);
  return files;
};

const Places = ({ run }: { readonly run: (task: () => void) => void }) => {
  const workspace = useApp(workspaceOf);
  const { go } = useActions();
  const sessions = [...(workspace?.sessions ?? [])].sort((a, b) => b.updatedAt - a.updatedAt);
  const waiting = workspace?.approvals.length ?? 0;
  return (
    <>
      {waiting > 0 && (
        <Command.Group heading="Waiting">
          <PaletteItem
            value="approvals questions"
            icon={<Mark kind="approval" />}
            hint={keysOf("go-to-approvals")}
            onSelect={() => run(() => go({ type: "approvals" }))}
          >
            {waiting === 1 ? "1 question waits for you" : `${waiting} questions wait for you`}
          </PaletteItem>
        </Command.Group>
      )}
      <Command.Group heading="Sessions">
        {sessions.map(({ sessionId, title }) => (
          <PaletteItem
            key={sessionId}
            value={`session ${sessionId}`}
            keywords={[title]}
            icon={<Icon of={MessageSquare} />}
            onSelect={() => run(() => go({ type: "session", sessionId }))}
          >
            {title}
          </PaletteItem>
        ))}
      </Command.Group>
    </>
  );
};

const Moments = ({ query, run }: { readonly query: string; readonly run: (task: () => void) => void }) => {
  const session = useApp(sessionOf);
  const { scrubTo } = useActions();
  if (session === undefined || query === "") return null;
  return (
    <Command.Group heading="Moments of this session">
      {momentsOf(session.entries, mostMoments).map(({ seq, title, mark }) => (
        <PaletteItem
          key={seq}
          value={`moment ${seq}`}
          keywords={[title, `event ${seq}`]}
          icon={<Mark kind={mark} />}
          hint={`event ${seq}`}
          onSelect={() => run(() => scrubTo(seq))}
        >
          {title}
        </PaletteItem>
      ))}
    </Command.Group>
  );
};

const Files = ({ query, run }: { readonly query: string; readonly run: (task: () => void) => void }) => {
  const session = useApp(sessionOf);
  const { go } = useActions();
  const files = useFiles();
  if (session === undefined || query === "" || files.length === 0) return null;
  return (
    <Command.Group heading="Files">
      {files.map(({ path }) => (
        <PaletteItem
          key={path}
          value={`file ${path}`}
          icon={<Icon of={FileText} />}
          mono
          onSelect={() => run(() => go({ type: "session", sessionId: session.sessionId, tab: "files", focus: path }))}
        >
          {path}
        </PaletteItem>
      ))}
    </Command.Group>
  );
};

const Actions = ({ run, onNewSession }: { readonly run: (task: () => void) => void; readonly onNewSession: () => void }) => {
  const session = useApp(sessionOf);
  const { go, setTheme, setShortcutsOpen, setSessionSheetOpen } = useActions();
  const keys = useApp(keyCountOf);
  const { forgetAll } = useForgetKeys();
  const setMode = useSetMode();
  const { undo, redo } = useTurnLast();
  const shorten = useShorten();
  return (
    <Command.Group heading="Actions">
      <PaletteItem value="new session" icon={<Icon of={Plus} />} hint={keysOf("new-session")} onSelect={() => run(onNewSession)}>
        New session
      </PaletteItem>
      {session !== undefined &&
        tabs.map(({ tab, label }) => (
          <PaletteItem
            key={tab}
            value={`show ${label}`}
            icon={<Icon of={tab === "files" ? Folder : List} />}
            onSelect={() => run(() => go({ type: "session", sessionId: session.sessionId, tab }))}
          >
            Show {label}
          </PaletteItem>
        ))}
      <PaletteItem value="undo take back" icon={<Icon of={Undo2} />} hint={keysOf("undo")} onSelect={() => run(undo)}>
        Undo the last change of files
      </PaletteItem>
      <PaletteItem value="redo bring back" icon={<Icon of={Redo2} />} hint={keysOf("redo")} onSelect={() => run(redo)}>
        Redo what was undone last
      </PaletteItem>
      {session !== undefined && (
        <PaletteItem
          value="this session settings model effort temperature system prompt"
          icon={<Icon of={SlidersHorizontal} />}
          onSelect={() => run(() => setSessionSheetOpen(true))}
        >
          This session: model and settings
        </PaletteItem>
      )}
      {session !== undefined && session.turnKeys.length > 0 && (
        <PaletteItem
          value="shorten now compact summary context window"
          icon={<Icon of={FoldVertical} />}
          onSelect={() => run(() => void shorten(session.sessionId, session.run.status === "running"))}
        >
          Shorten now: the model reads a summary
        </PaletteItem>
      )}
      {session !== undefined &&
        modes.map((mode) => (
          <PaletteItem
            key={mode}
            value={`mode ${modeWords[mode].name}`}
            icon={<Icon of={Compass} />}
            onSelect={() => run(() => void setMode(session.sessionId, mode))}
          >
            Mode: {modeWords[mode].name}
          </PaletteItem>
        ))}
      {keys > 0 && (
        <PaletteItem
          value="forget all keys wipe panic"
          icon={<Icon of={KeyRound} />}
          onSelect={() => run(() => void forgetAll())}
        >
          Forget all keys
        </PaletteItem>
      )}
      <PaletteItem
        value="rules permissions simulator allow ask deny"
        icon={<Icon of={Scale} />}
        onSelect={() => run(() => go({ type: "rules" }))}
      >
        Rules
      </PaletteItem>
      <PaletteItem
        value="tools call one by hand form statistics run"
        icon={<Icon of={Wrench} />}
        onSelect={() => run(() => go({ type: "tools" }))}
      >
        Tools: call one by hand
      </PaletteItem>
      <PaletteItem
        value="settings storage export backup wipe"
        icon={<Icon of={Settings} />}
        onSelect={() => run(() => go({ type: "storage" }))}
      >
        Storage and export
      </PaletteItem>
      <PaletteItem
        value="import bring in zip archive backup cassette"
        icon={<Icon of={Settings} />}
        onSelect={() => run(() => go({ type: "import" }))}
      >
        Bring in a file
      </PaletteItem>
      {settingsPages.map(({ page, label }) => (
        <PaletteItem
          key={page}
          value={`settings ${label}`}
          icon={<Icon of={Settings} />}
          onSelect={() => run(() => go({ type: "settings", page }))}
        >
          Settings: {label}
        </PaletteItem>
      ))}
      {themes.map((theme) => (
        <PaletteItem
          key={theme}
          value={`theme ${theme}`}
          icon={<Icon of={SunMoon} />}
          onSelect={() => run(() => setTheme(theme))}
        >
          Theme: {theme === "system" ? "as the system" : theme}
        </PaletteItem>
      ))}
      <PaletteItem
        value="shortcuts keys"
        icon={<Icon of={Keyboard} />}
        hint="?"
        onSelect={() => run(() => setShortcutsOpen(true))}
      >
        Show the shortcuts
      </PaletteItem>
    </Command.Group>
  );
};

/** Everything that has a name, found by typing. Arrow keys move, Enter opens, Escape closes. */
export const CommandPalette = ({
  onNewSession,
  onToggleInspector,
}: {
  readonly onNewSession: () => void;
  readonly onToggleInspector: () => void;
}) => {
  const { setPaletteOpen } = useActions();
  const session = useApp(sessionOf);
  const [query, setQuery] = useState("");
  const run = (task: () => void): void => {
    setPaletteOpen(false);
    task();
  };
  return (
    <Dialog title="Commands" hideTitle open onOpenChange={setPaletteOpen} className="pal">
      <Command label="Commands" loop>
        <div className="in">
          <Icon of={Search} size={18} className="dim" />
          <Command.Input placeholder="Search or jump to" value={query} onValueChange={setQuery} />
          <span className="kbd">esc</span>
        </div>
        <Command.List>
          <Command.Empty>Nothing has this name.</Command.Empty>
          <Moments query={query.trim()} run={run} />
          <Places run={run} />
          <Actions run={run} onNewSession={onNewSession} />
          {session !== undefined && (
            <Command.Group heading="View">
              <PaletteItem
                value="inspector"
                icon={<Icon of={PanelRight} />}
                hint={keysOf("toggle-inspector")}
                onSelect={() => run(onToggleInspector)}
              >
                Show or hide the inspector
              </PaletteItem>
            </Command.Group>
          )}
          <Files query={query.trim()} run={run} />
        </Command.List>
        <div className="ft" aria-hidden="true">
          <span>↑↓ move</span>
          <span>↵ open</span>
        </div>
      </Command>
    </Dialog>
  );
};
