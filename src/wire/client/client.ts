import type { Clock } from "../../kernel/base/clock.ts";
import type { Failure } from "../../kernel/base/failure.ts";
import { assertNever } from "../../kernel/base/result.ts";
import type { Answer, Command } from "../protocol/command.ts";
import { protocolVersion } from "../protocol/command.ts";
import type { Port } from "../protocol/port.ts";
import { type AnyAnswer, liveTextPerReceipt, type ToPage, type ToWorker, type Update } from "../protocol/update.ts";

/** How the worker is, as the page sees it. */
export type ConnectionState =
  | { readonly status: "starting" }
  | { readonly status: "ready" }
  | { readonly status: "restarting"; readonly reason: string }
  | { readonly status: "failed"; readonly failure: Failure };

/** The page's side of the wire. */
export interface Client {
  /** Answered once, always: with a failure when the worker dies before it answers. */
  readonly send: <C extends Command>(command: C) => Promise<Answer<C["type"]>>;
  readonly onUpdate: (listener: (update: Update) => void) => void;
  readonly onConnection: (listener: (state: ConnectionState) => void) => void;
  readonly setVisible: (visible: boolean) => void;
  /** Tells the worker whether the browser has a network. */
  readonly setOnline: (online: boolean) => void;
  /** Starts the worker. Listeners are set before. */
  readonly start: () => void;
}

/** A running worker: its port, and the way to end it. */
export interface RunningWorker {
  readonly port: Port<ToWorker, ToPage>;
  readonly terminate: () => void;
}

export interface ClientDeps {
  readonly clock: Clock;
  /** How fast the Demo model writes; 1 is a human pace, 0 is at once. */
  readonly demoPace: number;
  /** Starts a worker; `onError` hears an uncaught error in it, or that it could not be loaded. */
  readonly startWorker: (onError: (message: string) => void) => RunningWorker;
}

/** A worker that says nothing for this long is dead: it pulses every second. */
const silenceMs = 4_000;
const tickMs = 500;
/** A worker that dies this often without ever having been ready is not started again. */
const maxFailedStarts = 3;

const diedFailure: Failure = {
  type: "unexpected",
  message:
    "The agent's worker stopped unexpectedly and was started again. Everything that was saved is there; a run that was under way can be resumed.",
};

export const createClient = ({ clock, demoPace, startWorker }: ClientDeps): Client => {
  let worker: RunningWorker | undefined;
  let nextId = 1;
  let failedStarts = 0;
  let ready = false;
  /** Batches that came from this worker. */
  let liveTexts = 0;
  let visible = true;
  let online = true;
  let lastHeardAt = 0;
  let lastTickAt = 0;
  // Only who waits is remembered, never what was asked: a command may hold a key.
  const open = new Map<number, (answer: AnyAnswer) => void>();
  let onUpdate: (update: Update) => void = () => {};
  let onConnection: (state: ConnectionState) => void = () => {};

  const launch = (): void => {
    ready = false;
    liveTexts = 0;
    lastHeardAt = clock.monotonic();
    const running = startWorker((message) => {
      if (worker === running && !ready) restart(message);
    });
    worker = running;
    running.port.listen((message) => {
      if (worker === running) receive(running, message);
    });
    running.port.send({ type: "hello", protocolVersion, demoPace });
    running.port.send({ type: "visibility", visible });
    running.port.send({ type: "connectivity", online });
  };

  const restart = (reason: string): void => {
    worker?.terminate();
    worker = undefined;
    for (const resolve of open.values()) resolve({ ok: false, error: diedFailure });
    open.clear();
    if (!ready) failedStarts += 1;
    if (failedStarts >= maxFailedStarts) {
      const message = `The agent's worker could not be started (${reason}). Your data is untouched. Reload the page; if that does not help, use a current browser.`;
      return onConnection({ status: "failed", failure: { type: "unexpected", message } });
    }
    onConnection({ status: "restarting", reason });
    launch();
  };

  const receive = (running: RunningWorker, message: ToPage): void => {
    lastHeardAt = clock.monotonic();
    switch (message.type) {
      case "answer": {
        const asked = open.get(message.id);
        open.delete(message.id);
        return asked?.(message.answer);
      }
      case "update":
        return hear(running, message.update);
      default:
        return assertNever(message);
    }
  };

  const countLiveText = (running: RunningWorker): void => {
    liveTexts += 1;
    if (liveTexts % liveTextPerReceipt === 0) running.port.send({ type: "live-text-received" });
  };

  const hear = (running: RunningWorker, update: Update): void => {
    if (update.type === "pulse") return;
    if (update.type === "hello") {
      if (update.protocolVersion !== protocolVersion) {
        const text = "This page and its worker come from two versions of Vivarium. Nothing is lost: reload the page.";
        return onConnection({ status: "failed", failure: { type: "unexpected", message: text } });
      }
      ready = true;
      failedStarts = 0;
      return onConnection({ status: "ready" });
    }
    if (update.type === "live-text") countLiveText(running);
    onUpdate(update);
  };

  /** Notices a silent worker; a page that was itself asleep gives it time to speak first. */
  const tick = (): void => {
    const now = clock.monotonic();
    if (now - lastTickAt > tickMs * 4) lastHeardAt = now;
    lastTickAt = now;
    if (worker !== undefined && now - lastHeardAt > silenceMs) restart("it did not answer for 4 seconds");
    clock.after(tickMs, tick);
  };

  return {
    send: <C extends Command>(command: C): Promise<Answer<C["type"]>> =>
      new Promise((resolve) => {
        if (worker === undefined) return resolve({ ok: false, error: diedFailure });
        const id = nextId++;
        // The protocol pairs every command type with its answer; the map forgets which one it was.
        open.set(id, resolve as (answer: AnyAnswer) => void);
        worker.port.send({ type: "command", id, command });
      }),
    onUpdate: (listener) => {
      onUpdate = listener;
    },
    onConnection: (listener) => {
      onConnection = listener;
    },
    setVisible: (value) => {
      visible = value;
      worker?.port.send({ type: "visibility", visible });
    },
    setOnline: (value) => {
      online = value;
      worker?.port.send({ type: "connectivity", online });
    },
    start: () => {
      lastTickAt = clock.monotonic();
      launch();
      tick();
    },
  };
};
