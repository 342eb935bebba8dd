import { createStore, type StoreApi } from "zustand/vanilla";
import type { ClockDep } from "../../kernel/base/clock.ts";
import type { Seq, SessionId } from "../../kernel/base/ids.ts";
import type { RandomDep } from "../../kernel/base/random.ts";
import { assertNever } from "../../kernel/base/result.ts";
import { maxReferences, type Reference } from "../../kernel/conversation/message.ts";
import type { Update, WorkspaceState } from "../../wire/protocol/update.ts";
import type { AppClient } from "./app-client.ts";
import type { AppActions, AppState, Connection, Notice } from "./app-state.ts";
import { foldSession } from "./fold-session.ts";
import { createPageMemory, type PageMemory } from "./page-memory.ts";
import type { PageWindow } from "./page-window.ts";
import { createAttachments } from "./pictures/attachments.ts";
import { hashFromRoute, type Route, routeFromHash } from "./route.ts";
import { createSay } from "./say.ts";
import { createSessionFeed, type SessionFeed } from "./session-feed.ts";
import { createTakeBranch } from "./take-branch.ts";
import type { App } from "./use-app.ts";
import { handSession } from "./views/hand-session.ts";
import { looksLikeKey } from "./views/looks-like-key.ts";
import { howToSay } from "./views/send-mode.ts";

export interface AppDeps extends ClockDep, RandomDep {
  readonly client: AppClient;
  readonly window: PageWindow;
}

/** How long a notice without an action stays. Errors stay until they are dismissed. */
const noticeMs = 6_000;
const scrubRestMs = 250;

const firstState = (window: PageWindow, memory: PageMemory): AppState => ({
  connection: { status: "starting" },
  online: window.online(),
  workspace: undefined,
  blocked: undefined,
  session: undefined,
  sessionError: undefined,
  filesChangedSeq: 0,
  scrubbed: undefined,
  route: routeFromHash(window.hash()),
  theme: memory.theme(),
  drafts: memory.drafts(),
  references: memory.references(),
  fileDrafts: memory.fileDrafts(),
  fileDraftsKept: true,
  attachments: {},
  notices: [],
  branchQuestion: undefined,
  editing: undefined,
  paletteOpen: false,
  shortcutsOpen: false,
  sessionSheetOpen: false,
  modelLists: {},
});

const titleOf = ({ route, workspace }: AppState): string => {
  const waiting = workspace?.approvals.length ?? 0;
  const session =
    route.type === "session" ? workspace?.sessions.find(({ sessionId }) => sessionId === route.sessionId) : undefined;
  const name = session === undefined ? "Vivarium" : `${session.title} · Vivarium`;
  return waiting === 0 ? name : `(${waiting}) ${name}`;
};

/** The moment that the route names, folded again only when the route or the session moved. */
const scrubbedFor = ({ route, session, scrubbed }: AppState): AppState["scrubbed"] => {
  if (route.type !== "session" || route.at === undefined || session?.sessionId !== route.sessionId) return undefined;
  if (scrubbed?.at === route.at && scrubbed.view.sessionId === route.sessionId) return scrubbed;
  return { at: route.at, view: foldSession(session.sessionId, session.entries, route.at) };
};

const createNotices = (store: StoreApi<AppState>, { clock }: ClockDep) => {
  let lastId = 0;
  const dismiss = (id: number): void =>
    store.setState(({ notices }) => ({ notices: notices.filter((notice) => notice.id !== id) }));
  const notify = (notice: Omit<Notice, "id">): void => {
    lastId += 1;
    const id = lastId;
    store.setState(({ notices }) => ({ notices: [...notices, { ...notice, id }] }));
    if (notice.tone === "info" && notice.action === undefined) clock.after(noticeMs, () => dismiss(id));
  };
  return { notify, dismiss };
};

const createNavigation = (store: StoreApi<AppState>, window: PageWindow, memory: PageMemory, feed: SessionFeed) => {
  /** What is called by hand is followed where it is called. */
  const openHandSession = (): void => {
    const session = handSession(store.getState());
    if (session !== undefined) feed.open(session.sessionId);
  };
  const enter = (route: Route): void => {
    if (route.type === "session") {
      memory.keepTab(route.sessionId, route.tab);
      memory.keepLastSession(route.sessionId);
      store.setState({ route });
      feed.open(route.sessionId);
    } else {
      store.setState({ route });
      // Approvals and settings are looked at over the session, which stays loaded behind them.
      if (route.type === "home") feed.open(undefined);
      else if (route.type === "compare") feed.open(route.sessionId);
      else if (route.type === "tools") openHandSession();
    }
    store.setState((state) => ({ scrubbed: scrubbedFor(state) }));
  };
  const remembered = (route: Route): Route => {
    const here = store.getState().route;
    if (route.type !== "session" || route.tab !== undefined) return route;
    if (here.type === "session" && here.sessionId === route.sessionId) return route;
    const tab = memory.tabOf(route.sessionId);
    return tab === undefined ? route : { ...route, tab };
  };
  const go = (wanted: Route, how: "push" | "replace" = "push"): void => {
    const route = remembered(wanted);
    const hash = hashFromRoute(route);
    if (hash !== window.hash()) window.setHash(hash, how);
    enter(route);
  };
  window.onHash(() => enter(routeFromHash(window.hash())));
  return { enter, go, openHandSession };
};

/** Moves the shown moment at most once a frame; the address follows when the hand rests, because browsers limit how often it may change. */
const createScrubber = (store: StoreApi<AppState>, window: PageWindow, { clock }: ClockDep): AppActions["scrubTo"] => {
  let wanted: { readonly at: Seq | undefined } | undefined;
  let cancelAddress = (): void => {};
  const move = (): void => {
    const { route } = store.getState();
    if (route.type !== "session" || wanted === undefined) return;
    const { at: _before, ...live } = route;
    const next: Route = wanted.at === undefined ? live : { ...live, at: wanted.at };
    wanted = undefined;
    store.setState((state) => ({ route: next, scrubbed: scrubbedFor({ ...state, route: next }) }));
    cancelAddress();
    cancelAddress = clock.after(scrubRestMs, () => {
      if (store.getState().route === next) window.setHash(hashFromRoute(next), "replace");
    });
  };
  return (at) => {
    const first = wanted === undefined;
    wanted = { at };
    if (first) window.nextFrame(move);
  };
};

/** Makes the page's store and the actions over it, and starts to follow the client. One per page. */
export const createApp = ({ client, window, clock, random }: AppDeps): App => {
  const memory = createPageMemory(window.storage);
  const startedAtHome = window.hash() === "";
  const store = createStore<AppState>(() => firstState(window, memory));
  const feed = createSessionFeed({
    client,
    nextFrame: window.nextFrame,
    show: (session, sessionError) => {
      store.setState({ session, sessionError });
      store.setState((state) => ({ scrubbed: scrubbedFor(state) }));
    },
  });
  const { notify, dismiss } = createNotices(store, { clock });
  const { enter, go, openHandSession } = createNavigation(store, window, memory, feed);

  const hearWorkspace = (workspace: WorkspaceState): void => {
    const isFirst = store.getState().workspace === undefined;
    store.setState({ workspace, blocked: undefined });
    feed.hearBrokenOff(workspace.brokenOff);
    if (store.getState().route.type === "tools") openHandSession();
    const last = memory.lastSession();
    // The newest comes first. A browser that was killed may not have kept which one was open.
    const found = workspace.sessions.find(({ sessionId }) => sessionId === last) ?? workspace.sessions[0];
    if (isFirst && startedAtHome && store.getState().route.type === "home" && found !== undefined) {
      go({ type: "session", sessionId: found.sessionId }, "replace");
    }
  };
  const hear = (update: Update): void => {
    switch (update.type) {
      case "workspace":
        return hearWorkspace(update.state);
      case "entries": {
        const changed = update.entries.findLast(({ event }) => "effect" in event && event.effect !== undefined);
        if (changed !== undefined) store.setState({ filesChangedSeq: changed.seq });
        return feed.hear(update.entries);
      }
      case "live-text":
        return feed.hearLive(update.pieces);
      case "blocked":
        return store.setState({ blocked: update.message });
      case "notice":
        return notify({ tone: "error", text: update.failure.message });
      case "hello":
      case "pulse":
        return;
      default:
        return assertNever(update);
    }
  };
  const connect = (connection: Connection): void => {
    const before = store.getState().connection;
    store.setState({ connection });
    if (connection.status === "ready" && before.status !== "ready") feed.connected();
  };
  const setDraft: AppActions["setDraft"] = (key, text) => {
    store.setState(({ drafts: { [key]: _before, ...others } }) => ({
      drafts: text === "" ? others : { ...others, [key]: text },
    }));
    // What looks like a key stays on the screen and is not stored: a draft is no place for it.
    memory.keepDrafts(Object.fromEntries(Object.entries(store.getState().drafts).filter(([, draft]) => !looksLikeKey(draft))));
  };
  const setReferences = (key: SessionId, wanted: readonly Reference[]): void => {
    store.setState(({ references: { [key]: _before, ...others } }) => ({
      references: wanted.length === 0 ? others : { ...others, [key]: wanted },
    }));
    memory.keepReferences(store.getState().references);
  };
  const refer: AppActions["refer"] = (key, reference, on) => {
    const others = (store.getState().references[key] ?? []).filter(({ id }) => id !== reference.id);
    setReferences(key, on ? [...others, reference].slice(-maxReferences) : others);
  };
  const setFileDraft: AppActions["setFileDraft"] = (path, draft) => {
    const { [path]: _before, ...others } = store.getState().fileDrafts;
    const isSecret = draft !== undefined && looksLikeKey(draft.text);
    const isKept = memory.keepFileDraft(path, isSecret ? undefined : draft) && !isSecret;
    store.setState({
      fileDrafts: draft === undefined ? others : { ...others, [path]: draft },
      ...(draft === undefined ? {} : { fileDraftsKept: isKept }),
    });
  };
  const attachments = createAttachments({ store, prepare: window.preparePicture, send: client.send, notify, setDraft, random });
  const scrubTo = createScrubber(store, window, { clock });
  const actions: AppActions = {
    send: client.send,
    go: (route) => go(route),
    scrubTo,
    ...createTakeBranch({ client, random, store, notify, scrubTo }),
    setTheme: (theme) => {
      store.setState({ theme });
      memory.keepTheme(theme);
    },
    setDraft,
    refer,
    setFileDraft,
    attach: attachments.attach,
    detach: attachments.detach,
    notify,
    dismissNotice: dismiss,
    setEditing: (editing) => store.setState({ editing }),
    setPaletteOpen: (paletteOpen) => store.setState({ paletteOpen }),
    setShortcutsOpen: (shortcutsOpen) => store.setState({ shortcutsOpen }),
    setSessionSheetOpen: (sessionSheetOpen) => store.setState({ sessionSheetOpen }),
    keepModelList: (endpoint, models) =>
      store.setState(({ modelLists }) => ({ modelLists: { ...modelLists, [endpoint]: models } })),
    say: createSay({
      client,
      random,
      draft: (key) => store.getState().drafts[key] ?? "",
      references: (key) => store.getState().references[key] ?? [],
      dropReference: (key, reference) => refer(key, reference, false),
      how: (sessionId, delivery) => howToSay(store.getState(), sessionId, delivery),
      setDraft,
      detach: attachments.detach,
      go,
      notify,
    }),
  };

  store.subscribe((state, before) => {
    if (state.workspace !== before.workspace || state.route !== before.route) window.setTitle(titleOf(state));
    if (state.theme !== before.theme) window.setTheme(state.theme);
    attachments.restore(state, before);
  });
  window.setTheme(store.getState().theme);
  window.onOnline(() => store.setState({ online: window.online() }));
  client.onUpdate(hear);
  client.onConnection(connect);
  enter(store.getState().route);
  return { store, actions };
};
