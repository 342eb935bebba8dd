import type { Answer, Command } from "../../wire/protocol/command.ts";
import type { Update } from "../../wire/protocol/update.ts";
import type { Connection } from "./app-state.ts";

/** What the page needs of the wire's client. */
export interface AppClient {
  /** Answered once, always: with a failure when the worker dies before it answers. Never rejects. */
  readonly send: <C extends Command>(command: C) => Promise<Answer<C["type"]>>;
  /** Sets the listener for what the worker says by itself, in its order. */
  readonly onUpdate: (listener: (update: Update) => void) => void;
  readonly onConnection: (listener: (connection: Connection) => void) => void;
}
