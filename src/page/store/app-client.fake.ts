import { runId, sessionId } from "../../kernel/base/ids.ts";
import { packFiles } from "../../kernel/files/packed-files.ts";
import { emptySnapshot } from "../../kernel/log/workspace-snapshot.fake.ts";
import { noUsage } from "../../kernel/model/usage.ts";
import type { Answer, Command, CommandAnswers, CommandType } from "../../wire/protocol/command.ts";
import type { Update, WorkspaceState } from "../../wire/protocol/update.ts";
import type { AppClient } from "./app-client.ts";
import type { Connection } from "./app-state.ts";

type Answers = {
  readonly [Type in CommandType]?: (command: Extract<Command, { type: Type }>) => Promise<Answer<Type>> | Answer<Type>;
};

/** A client without a worker: it answers as told, and speaks when told. */
export interface FakeClient extends AppClient {
  readonly sent: readonly Command[];
  readonly say: (update: Update) => void;
  readonly connect: (connection: Connection) => void;
}

const defaultAnswers: Partial<CommandAnswers> = {
  "open-session": { entries: [], unreadable: 0 },
  "create-session": { sessionId: sessionId("made") },
  "send-message": { runId: runId("run") },
  "plan-undo": { steps: [], files: [] },
  "read-draft-pictures": { pictures: [] },
  "read-content": { type: "missing" },
  "read-diff": { type: "text", hunks: [], added: 0, removed: 0 },
  "list-files": { files: packFiles([]) },
  "read-graph": { nodes: [], links: [], entities: 0, relations: 0, communities: 0, moments: [], unreadable: [], forbidden: [] },
  "read-state": { values: [] },
  "read-state-history": { transitions: [], total: 0 },
};

export const fakeWorkspace = (more: Partial<WorkspaceState> = {}): WorkspaceState => ({
  ...emptySnapshot,
  role: "owner",
  sessions: [
    {
      sessionId: sessionId("s"),
      title: "Portugal by train",
      createdAt: 1,
      updatedAt: 2,
      status: "running",
      level: "ask-risky",
      usage: noUsage,
      fingerprint: "mrrwa",
    },
  ],
  ...more,
});

export const createFakeClient = (answers: Answers = {}): FakeClient => {
  const sent: Command[] = [];
  let onUpdate: (update: Update) => void = () => {};
  let onConnection: (connection: Connection) => void = () => {};
  return {
    sent,
    send: async <C extends Command>(command: C): Promise<Answer<C["type"]>> => {
      sent.push(command);
      // The table pairs every command type with its answer; indexing by a type variable forgets which one it is.
      const answer = answers[command.type] as ((command: C) => Promise<Answer<C["type"]>> | Answer<C["type"]>) | undefined;
      if (answer !== undefined) return answer(command);
      return { ok: true, value: (defaultAnswers[command.type] ?? null) as CommandAnswers[C["type"]] };
    },
    onUpdate: (listener) => {
      onUpdate = listener;
    },
    onConnection: (listener) => {
      onConnection = listener;
    },
    say: (update) => onUpdate(update),
    connect: (connection) => onConnection(connection),
  };
};
