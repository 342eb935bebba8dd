import type { Clock } from "../../kernel/base/clock.ts";
import type { Failure } from "../../kernel/base/failure.ts";
import { unexpectedFailure } from "../../kernel/base/failure.ts";
import { assertNever } from "../../kernel/base/result.ts";
import type { Workspace, WorkspaceListener } from "../../runtime/workspace.ts";
import type { Command } from "../protocol/command.ts";
import { protocolVersion } from "../protocol/command.ts";
import type { Port } from "../protocol/port.ts";
import type { AnyAnswer, BetweenTabs, TabRole, ToPage, ToWorker, Update, WorkspaceState } from "../protocol/update.ts";
import { dispatch } from "./dispatch.ts";
import { createLiveTextQueue } from "./live-text-queue.ts";

export interface HostDeps {
  readonly clock: Clock;
  /** To the page of this tab. */
  readonly port: Port<ToPage, ToWorker>;
  /** To the other tabs. */
  readonly channel: Port<BetweenTabs, BetweenTabs>;
  /** A name for this tab that no other has. */
  readonly tabId: string;
  readonly openWorkspace: (listener: WorkspaceListener) => Promise<Workspace>;
  /** The page spoke for the first time: the workspace may be asked for. */
  readonly onHello: (demoPace: number) => void;
  /** The page says whether the browser has a network. */
  readonly onConnectivity: (online: boolean) => void;
  /** Takes the workspace from the tab that owns it. */
  readonly takeOver: () => void;
}

/** How long a mirror waits for the owner's answer before it takes the workspace over itself. */
const ownerAnswerMs = 2_000;
/** How often at most the state of the workspace is sent: once a frame. */
const stateIntervalMs = 16;
/** How often the page hears that the worker is alive. */
const pulseMs = 1_000;

type Situation =
  | { readonly status: "starting" }
  | { readonly status: "opening" }
  | { readonly status: "owner"; readonly workspace: Workspace }
  | { readonly status: "mirror" };

/** What a mirror passes on can be heard by every page of this origin. */
const notInMirror: Failure = {
  type: "conflict",
  message:
    "This tab only follows another one, and a key never goes from tab to tab. Nothing was kept: take over here first, or paste the key in the tab that does the work.",
};

/** They take longer than a mirror waits, and would be done twice. */
const onlyInOwner: ReadonlySet<Command["type"]> = new Set([
  "make-backup",
  "restore-backup",
  "export-files",
  "read-storage-items",
  "wipe-workspace",
  "preview-import",
  "import-files",
]);
const carryInOwner: Failure = {
  type: "conflict",
  message:
    "This tab only follows another one, which does the work. Nothing was brought in or out: do it there, or take over here first.",
};

/** The worker's side of the wire: owner of the workspace, or a mirror that passes commands on to the owner. */
export interface Host {
  readonly becomeOwner: () => void;
  readonly becomeMirror: () => void;
}

export const createHost = (deps: HostDeps): Host => {
  const { clock, port, channel, tabId } = deps;
  let situation: Situation = { status: "starting" };
  /** Commands of this tab's page that came before the situation was clear. */
  let early: { readonly id: number; readonly command: Command }[] = [];
  /** Commands of this tab's page that the owner has not answered yet. */
  const passedOn = new Map<number, { readonly command: Command; readonly cancel: () => void }>();
  let mirrored: WorkspaceState | undefined;
  let stateQueued = false;
  let generation = 0;
  let greeted = false;

  const tell = (update: Update): void => port.send({ type: "update", update });
  const tellTabs = (update: Update): void => channel.send({ type: "update", update });
  const answer = (id: number, value: AnyAnswer): void => port.send({ type: "answer", id, answer: value });
  const live = createLiveTextQueue(clock, (pieces) => {
    tell({ type: "live-text", pieces });
    if (situation.status === "owner") tellTabs({ type: "live-text", pieces });
  });

  const stateOf = (workspace: Workspace, role: TabRole): WorkspaceState => ({ ...workspace.snapshot(), role });

  /** The state is sent once a frame, however often it changed. */
  const queueState = (): void => {
    if (stateQueued) return;
    stateQueued = true;
    clock.after(stateIntervalMs, () => {
      stateQueued = false;
      if (situation.status !== "owner") return;
      tell({ type: "workspace", state: stateOf(situation.workspace, "owner") });
      tellTabs({ type: "workspace", state: stateOf(situation.workspace, "mirror") });
    });
  };

  const listener: WorkspaceListener = {
    onEntries: (entries) => {
      tell({ type: "entries", entries });
      tellTabs({ type: "entries", entries });
      queueState();
    },
    onLiveText: live.add,
    onChange: queueState,
    onBlocked: (message) => tell({ type: "blocked", message }),
    onNotice: (failure) => {
      tell({ type: "notice", failure });
      tellTabs({ type: "notice", failure });
    },
  };

  const run = async (workspace: Workspace, command: Command): Promise<AnyAnswer> => {
    try {
      return await dispatch(workspace, command);
    } catch (cause) {
      return { ok: false, error: unexpectedFailure(cause, `The command "${String(command.type)}"`) };
    }
  };

  const passOn = (id: number, command: Command): void => {
    const cancel = clock.after(ownerAnswerMs, deps.takeOver);
    passedOn.set(id, { command, cancel });
    channel.send({ type: "command", from: tabId, id, command });
  };

  const handle = async (id: number, command: Command): Promise<void> => {
    switch (situation.status) {
      case "starting":
      case "opening":
        early.push({ id, command });
        return;
      case "owner":
        return answer(id, await run(situation.workspace, command));
      case "mirror":
        if (command.type === "give-key") return answer(id, { ok: false, error: notInMirror });
        if (onlyInOwner.has(command.type)) return answer(id, { ok: false, error: carryInOwner });
        if (command.type !== "take-over") return passOn(id, command);
        deps.takeOver();
        return answer(id, { ok: true, value: null });
      default:
        return assertNever(situation);
    }
  };

  const drainEarly = (): void => {
    const waiting = early;
    early = [];
    for (const { id, command } of waiting) void handle(id, command);
  };

  const onPageMessage = (message: ToWorker): void => {
    switch (message.type) {
      case "hello":
        tell({ type: "hello", protocolVersion });
        if (!greeted) deps.onHello(message.demoPace);
        greeted = true;
        if (situation.status === "owner") queueState();
        else if (mirrored !== undefined && situation.status === "mirror") tell({ type: "workspace", state: mirrored });
        return;
      case "command":
        return void handle(message.id, message.command);
      case "visibility":
        return live.setVisible(message.visible);
      case "connectivity":
        return deps.onConnectivity(message.online);
      case "live-text-received":
        return live.received();
      default:
        return assertNever(message);
    }
  };

  const onTabMessage = async (message: BetweenTabs): Promise<void> => {
    switch (message.type) {
      case "ask-state":
        if (situation.status === "owner") queueState();
        return;
      case "command": {
        if (situation.status !== "owner") return;
        const isKey = message.command.type === "give-key";
        const result: AnyAnswer = isKey ? { ok: false, error: notInMirror } : await run(situation.workspace, message.command);
        return channel.send({ type: "answer", to: message.from, id: message.id, answer: result });
      }
      case "answer": {
        const asked = message.to === tabId ? passedOn.get(message.id) : undefined;
        if (asked === undefined) return;
        asked.cancel();
        passedOn.delete(message.id);
        return answer(message.id, message.answer);
      }
      case "update":
        if (situation.status !== "mirror") return;
        if (message.update.type === "workspace") mirrored = message.update.state;
        if (message.update.type === "live-text") for (const piece of message.update.pieces) live.add(piece);
        else tell(message.update);
        return;
      default:
        return assertNever(message);
    }
  };

  const failAll = (failure: Failure): void => {
    for (const { id } of early) answer(id, { ok: false, error: failure });
    early = [];
  };

  const becomeOwner = async (): Promise<void> => {
    generation += 1;
    const mine = generation;
    situation = { status: "opening" };
    for (const [id, { command, cancel }] of passedOn) {
      cancel();
      early.push({ id, command });
    }
    passedOn.clear();
    try {
      const workspace = await deps.openWorkspace(listener);
      if (mine !== generation) return workspace.close();
      situation = { status: "owner", workspace };
      queueState();
      drainEarly();
    } catch (cause) {
      const failure = unexpectedFailure(cause, "Opening the workspace");
      tell({ type: "notice", failure });
      failAll(failure);
    }
  };

  const becomeMirror = (): void => {
    generation += 1;
    if (situation.status === "owner") situation.workspace.close();
    situation = { status: "mirror" };
    channel.send({ type: "ask-state" });
    drainEarly();
  };

  const pulse = (): void => {
    tell({ type: "pulse" });
    clock.after(pulseMs, pulse);
  };

  port.listen(onPageMessage);
  channel.listen((message) => void onTabMessage(message));
  pulse();
  return { becomeOwner: () => void becomeOwner(), becomeMirror };
};
