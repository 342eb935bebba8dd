import { lazy, type ReactNode, Suspense, useEffect, useRef, useState } from "react";
import type { CallId } from "../../kernel/base/ids.ts";
import type { AppState, InspectorTab } from "../store/app-state.ts";
import type { Route } from "../store/route.ts";
import { useActions, useApp } from "../store/use-app.ts";
import { EmptyState } from "./parts/empty-state.tsx";
import { PaneBoundary } from "./parts/pane-boundary.tsx";
import { TipProvider } from "./parts/tooltip.tsx";
import { type PageSize, usePageSize } from "./parts/use-media.ts";
import { useTurnLast } from "./parts/use-turn-last.ts";
import { SessionsRail } from "./sessions/sessions-rail.tsx";
import { Frame } from "./shell/frame.tsx";
import { keepLayout, type LayoutChoice, readLayout } from "./shell/layout-memory.ts";
import { PageBar } from "./shell/page-bar.tsx";
import { PhoneBar, type PhonePane } from "./shell/phone-bar.tsx";
import { cycleRegion, focusApprovals } from "./shell/regions.ts";
import { SessionHeader } from "./shell/session-header.tsx";
import { useShortcuts } from "./shell/use-shortcuts.ts";
import { Announcer } from "./status/announcer.tsx";
import { Banners } from "./status/banners.tsx";
import { Notices } from "./status/notices.tsx";
import { StatusLine } from "./status/status-line.tsx";
import { Welcome } from "./welcome/welcome.tsx";

type Palette = typeof import("./palette/command-palette.tsx")["CommandPalette"];
let paletteAtHand: Palette | undefined;
const loadPalette = async (): Promise<Palette> => {
  paletteAtHand = (await import("./palette/command-palette.tsx")).CommandPalette;
  return paletteAtHand;
};
const LazyPalette = lazy(async () => ({ default: await loadPalette() }));
const ShortcutSheet = lazy(async () => ({ default: (await import("./palette/shortcut-sheet.tsx")).ShortcutSheet }));
const SessionSheet = lazy(async () => ({ default: (await import("./settings/session-sheet.tsx")).SessionSheet }));
const ComparePage = lazy(async () => ({ default: (await import("./compare/compare-page.tsx")).ComparePage }));
const RulesPage = lazy(async () => ({ default: (await import("./settings/rules/rules-page.tsx")).RulesPage }));
const ToolsPage = lazy(async () => ({ default: (await import("./settings/tools/hand-page.tsx")).HandPage }));
const StoragePage = lazy(async () => ({ default: (await import("./settings/storage/storage-page.tsx")).StoragePage }));
const ImportPage = lazy(async () => ({ default: (await import("./settings/storage/import-page.tsx")).ImportPage }));
const SettingsPage = lazy(async () => ({ default: (await import("./settings/settings-page.tsx")).SettingsPage }));

/** What the frame is filled with: the panes over a session. */
export interface Panes {
  readonly chat: ReactNode;
  readonly approvals: ReactNode;
  /** A call of the open session, with the question that it waits for. */
  readonly call: (callId: CallId) => ReactNode;
  /** `onCollapse` is there where the inspector lies over the way to close it. */
  readonly inspector: (onCollapse: (() => void) | undefined) => ReactNode;
  readonly ruler: ReactNode;
}

const routeOf = (state: AppState) => state.route;
const workspaceOf = (state: AppState) => state.workspace;
const openSessionOf = (state: AppState) => state.session?.sessionId;
const waitingOf = (state: AppState): number => state.workspace?.approvals.length ?? 0;
const hasSessionsOf = (state: AppState): boolean => (state.workspace?.sessions.length ?? 0) > 0;
const paletteOpenOf = (state: AppState) => state.paletteOpen;
const shortcutsOpenOf = (state: AppState) => state.shortcutsOpen;
const sheetOpenOf = (state: AppState) => state.sessionSheetOpen;

/** Opens the session that has nothing in it yet, else makes one. */
const useNewSession = () => {
  const workspace = useApp(workspaceOf);
  const { go, send, notify } = useActions();
  return async (): Promise<void> => {
    const empty = workspace?.sessions.find(({ status }) => status === "empty");
    if (empty !== undefined) return go({ type: "session", sessionId: empty.sessionId });
    const created = await send({ type: "create-session" });
    if (created.ok) go({ type: "session", sessionId: created.value.sessionId });
    else notify({ tone: "error", text: created.error.message });
  };
};

/** Whether the inspector is shown: in wide pages the person's standing choice, elsewhere what the address says. */
const useInspector = (isWide: boolean) => {
  const route = useApp(routeOf);
  const { go } = useActions();
  const [layout, setLayout] = useState<LayoutChoice>(readLayout);
  const show = (tab: InspectorTab | undefined): void => {
    if (route.type !== "session") return;
    const { tab: _tab, focus: _focus, ...bare } = route;
    go(tab === undefined ? bare : { ...bare, tab });
  };
  const wanted = route.type === "session" ? `${route.sessionId} ${route.tab ?? ""} ${route.focus ?? ""}` : "";
  const before = useRef(wanted);
  useEffect(() => {
    const [session = "", tab = "", ...focus] = wanted.split(" ");
    const isSameSession = before.current.startsWith(`${session} `);
    if (before.current !== wanted && isSameSession && (tab !== "" || focus.join("") !== ""))
      setLayout((now) => (now.isInspectorOpen ? now : { ...now, isInspectorOpen: true }));
    before.current = wanted;
  }, [wanted]);
  const isOpen = route.type === "session" && (isWide ? layout.isInspectorOpen : route.tab !== undefined);
  const toggle = (): void => {
    if (!isWide) return show(isOpen ? undefined : "timeline");
    const next = { ...layout, isInspectorOpen: !layout.isInspectorOpen };
    setLayout(next);
    keepLayout(next);
  };
  return { layout, setLayout, isOpen, show, toggle };
};

const phonePaneOf = (route: Route): PhonePane | undefined => {
  if (route.type === "approvals") return "approvals";
  if (route.type !== "session") return route.type === "home" ? "chat" : undefined;
  return route.tab === undefined ? "chat" : route.tab === "files" ? "files" : "inspect";
};

const NotFound = () => (
  <div className="page">
    <EmptyState
      kind="error"
      level="h1"
      title="Nothing is at this address"
      text="The link may be cut off, or what it named was deleted. Your data is untouched."
    >
      <a className="btn" href="#/">
        To the start
      </a>
    </EmptyState>
  </div>
);

const Opening = () => <p className="opening dim">Opening the workspace…</p>;

const PageOf = ({ route, panes }: { readonly route: Exclude<Route, { type: "session" }>; readonly panes: Panes }) => {
  switch (route.type) {
    case "home":
      return (
        <div className="page">
          <Welcome />
        </div>
      );
    case "approvals":
      return (
        <div className="page">
          <PaneBoundary waiting={<Opening />}>{panes.approvals}</PaneBoundary>
        </div>
      );
    case "rules":
      return (
        <PaneBoundary waiting={<Opening />}>
          <RulesPage />
        </PaneBoundary>
      );
    case "tools":
      return (
        <PaneBoundary waiting={<Opening />}>
          <ToolsPage tool={route.tool} call={panes.call} />
        </PaneBoundary>
      );
    case "settings":
      return (
        <PaneBoundary waiting={<Opening />}>
          <SettingsPage />
        </PaneBoundary>
      );
    case "storage":
      return (
        <PaneBoundary waiting={<Opening />}>
          <StoragePage />
        </PaneBoundary>
      );
    case "import":
      return (
        <PaneBoundary waiting={<Opening />}>
          <ImportPage />
        </PaneBoundary>
      );
    case "compare":
      return (
        <PaneBoundary waiting={<Opening />}>
          <ComparePage route={route} />
        </PaneBoundary>
      );
    case "not-found":
      return <NotFound />;
  }
};

/** Loads the palette before it is asked for: what is typed right after its keys would else go where the caret stands. */
const usePaletteAtHand = (): void => {
  useEffect(() => {
    // Not while the page is being opened. Where it does not come, it is asked for again when it is opened.
    const timer = setTimeout(() => void loadPalette().catch(() => {}), 500);
    return () => clearTimeout(timer);
  }, []);
};

/** The keys that work everywhere. */
const useAppKeys = (keys: {
  readonly newSession: () => void;
  readonly toggleSessions: () => void;
  readonly toggleInspector: () => void;
}): void => {
  const isPaletteOpen = useApp(paletteOpenOf);
  const { go, setPaletteOpen, setShortcutsOpen } = useActions();
  const { undo, redo } = useTurnLast();
  useShortcuts({
    undo,
    redo,
    "open-palette": () => setPaletteOpen(!isPaletteOpen),
    "show-shortcuts": () => setShortcutsOpen(true),
    "new-session": keys.newSession,
    "toggle-sessions": keys.toggleSessions,
    "toggle-inspector": keys.toggleInspector,
    "open-settings": () => go({ type: "settings", page: "model" }),
    "next-region": () => cycleRegion(document, 1),
    "previous-region": () => cycleRegion(document, -1),
    "go-to-approvals": () => {
      if (!focusApprovals(document)) go({ type: "approvals" });
    },
  });
};

/** At once where it was loaded before: what is lazy is drawn a moment later, and that is too late for somebody who types on. */
const OpenPalette = (props: Parameters<Palette>[0]): ReactNode => {
  const [Palette] = useState(() => paletteAtHand ?? LazyPalette);
  return <Palette {...props} />;
};

/** What lies over the page, or speaks beside it. */
const Overlays = ({
  onNewSession,
  onToggleInspector,
}: {
  readonly onNewSession: () => void;
  readonly onToggleInspector: () => void;
}) => {
  const isPaletteOpen = useApp(paletteOpenOf);
  const areShortcutsOpen = useApp(shortcutsOpenOf);
  const isSheetOpen = useApp(sheetOpenOf);
  return (
    <>
      <Notices />
      <Announcer />
      <Suspense fallback={null}>
        {isPaletteOpen && <OpenPalette onNewSession={onNewSession} onToggleInspector={onToggleInspector} />}
        {areShortcutsOpen && <ShortcutSheet />}
        {isSheetOpen && <SessionSheet />}
      </Suspense>
    </>
  );
};

/** The bar of a narrow page; Inspect and Files need a session that is open. */
const Places = ({ onShowTab }: { readonly onShowTab: (tab: InspectorTab | undefined) => void }) => {
  const route = useApp(routeOf);
  const openSession = useApp(openSessionOf);
  const waiting = useApp(waitingOf);
  const { go } = useActions();
  const sessionId = route.type === "session" ? route.sessionId : openSession;
  const choose = (pane: PhonePane): void => {
    if (pane === "approvals") return go({ type: "approvals" });
    if (sessionId === undefined) return go({ type: "home" });
    const tab = pane === "chat" ? undefined : pane === "files" ? "files" : "timeline";
    if (route.type === "session") return onShowTab(tab);
    go(tab === undefined ? { type: "session", sessionId } : { type: "session", sessionId, tab });
  };
  return <PhoneBar current={phonePaneOf(route)} waiting={waiting} canInspect={sessionId !== undefined} onChoose={choose} />;
};

interface MainProps {
  readonly panes: Panes;
  readonly size: PageSize;
  readonly isAlone: boolean;
  readonly isInspectorOpen: boolean;
  readonly onToggleInspector: () => void;
  readonly onOpenSessions: () => void;
}

/** The middle: its header, what is the matter, and the page that the address names. */
const MainColumn = ({ panes, size, isAlone, isInspectorOpen, onToggleInspector, onOpenSessions }: MainProps) => {
  const route = useApp(routeOf);
  const workspace = useApp(workspaceOf);
  if (route.type !== "session")
    return (
      <>
        {size !== "wide" && !isAlone && <PageBar onOpenSessions={onOpenSessions} />}
        <Banners />
        <PageOf route={route} panes={panes} />
      </>
    );
  return (
    <>
      <SessionHeader
        row={workspace?.sessions.find(({ sessionId }) => sessionId === route.sessionId)}
        size={size}
        isInspectorOpen={isInspectorOpen}
        onToggleInspector={onToggleInspector}
        onOpenSessions={onOpenSessions}
      />
      <Banners />
      <PaneBoundary waiting={<div className="grow" />}>{panes.chat}</PaneBoundary>
    </>
  );
};

/** The page: where the panes stand, which of them are shown, and the keys that work everywhere. */
export const AppFrame = ({ panes }: { readonly panes: Panes }): ReactNode => {
  const route = useApp(routeOf);
  const hasSessions = useApp(hasSessionsOf);
  const size = usePageSize();
  const inspector = useInspector(size === "wide");
  const makeSession = useNewSession();
  const newSession = (): void => void makeSession();
  const [isRailOpen, setRailOpen] = useState(false);
  // biome-ignore lint/correctness/useExhaustiveDependencies: going anywhere closes the drawer that one came through
  useEffect(() => setRailOpen(false), [route, size]);
  usePaletteAtHand();
  useAppKeys({ newSession, toggleSessions: () => setRailOpen(!isRailOpen), toggleInspector: inspector.toggle });

  const isAlone = route.type === "home" && !hasSessions;
  const isWide = size === "wide";
  return (
    <TipProvider>
      <Frame
        size={size}
        layout={inspector.layout}
        onLayout={inspector.setLayout}
        rail={
          isAlone ? undefined : (
            <SessionsRail onNewSession={newSession} {...(isWide ? {} : { onClose: () => setRailOpen(false) })} />
          )
        }
        isRailOpen={isRailOpen}
        onRailOpenChange={setRailOpen}
        main={
          <MainColumn
            panes={panes}
            size={size}
            isAlone={isAlone}
            isInspectorOpen={inspector.isOpen}
            onToggleInspector={inspector.toggle}
            onOpenSessions={() => setRailOpen(true)}
          />
        }
        inspector={
          inspector.isOpen ? (
            <PaneBoundary waiting={<div />}>{panes.inspector(size === "narrow" ? inspector.toggle : undefined)}</PaneBoundary>
          ) : undefined
        }
        ruler={
          route.type === "session" ? (
            <PaneBoundary waiting={<div className="ruler-place" />}>{panes.ruler}</PaneBoundary>
          ) : undefined
        }
        status={<StatusLine />}
        phoneBar={size === "narrow" && !isAlone ? <Places onShowTab={inspector.show} /> : undefined}
      />
      <Overlays onNewSession={newSession} onToggleInspector={inspector.toggle} />
    </TipProvider>
  );
};
