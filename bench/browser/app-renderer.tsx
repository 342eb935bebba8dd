import type { ReactNode } from "react";
import { flushSync } from "react-dom";
import { createRoot } from "react-dom/client";
import { systemClock } from "../../src/kernel/base/clock.ts";
import { messageId } from "../../src/kernel/base/ids.ts";
import { systemRandom } from "../../src/kernel/base/random.ts";
import type { LogEntry } from "../../src/kernel/log/log-entry.ts";
import { createFakeClient, fakeWorkspace } from "../../src/page/store/app-client.fake.ts";
import { createApp } from "../../src/page/store/create-app.ts";
import { createEntryScript, type EntryScript } from "../../src/page/store/entries.fake.ts";
import { pageWindow } from "../../src/page/store/page-window.ts";
import { AppContext } from "../../src/page/store/use-app.ts";
import { ChatPane } from "../../src/page/ui/chat/chat-pane.tsx";
import { TipProvider } from "../../src/page/ui/parts/tooltip.tsx";

export interface AppRenderer {
  /** A frame: the piece arrives as live text, what the log has stored of it arrives every sixth time, and both are drawn. */
  readonly draw: (piece: string) => void;
}

const answer = messageId("answer");
/** Frames between two stored pieces: the log follows within 100 ms. */
const storeEvery = 6;

const olderTurns = (script: EntryScript, count: number): void => {
  for (let index = 0; index < count; index += 1) {
    const id = `older_${index}`;
    script.user(`said_${index}`, `What about number ${index}?`);
    script.startRun(`run_${index}`);
    script.startTurn(1);
    script.startMessage(id);
    script.write(id, 0, `Number **${index}** is as good as any other.`);
    script.endMessage(id);
    script.endRun({ type: "completed", reason: { type: "end-turn" } });
  }
};

/** The chat of the app with `older` turns and an answer that has begun, fed by a client that says what it is told. */
export const createAppRenderer = async (element: HTMLElement, begun: string, older: number): Promise<AppRenderer> => {
  const script = createEntryScript("bench");
  olderTurns(script, older);
  script.user("said_last", "Write a long answer.");
  script.startRun("run_last");
  script.startTurn(1);
  script.startMessage(answer);
  if (begun !== "") script.write(answer, 0, begun);
  const client = createFakeClient({
    "open-session": () => ({ ok: true, value: { entries: [...script.entries], unreadable: 0 } }),
  });
  let frameTask: (() => void) | undefined;
  const window = {
    ...pageWindow(globalThis.window),
    nextFrame: (task: () => void) => {
      frameTask = task;
    },
  };
  location.hash = "#/s/bench";
  const app = createApp({ client, window, clock: systemClock, random: systemRandom });
  client.connect({ status: "ready" });
  client.say({ type: "workspace", state: fakeWorkspace() });
  createRoot(element).render(
    <AppContext value={app}>
      <TipProvider>
        <ChatPane dock={(): ReactNode => null} />
      </TipProvider>
    </AppContext>,
  );
  await new Promise((resolve) => setTimeout(resolve, 500));

  let [shown, stored, frames] = [begun.length, begun.length, 0];
  let waiting = "";
  const storePieces = (): void => {
    const before = script.entries.length;
    script.write(answer, stored, waiting);
    stored += waiting.length;
    waiting = "";
    const entries: readonly LogEntry[] = script.entries.slice(before);
    client.say({ type: "entries", entries });
  };
  return {
    draw: (piece) => {
      client.say({
        type: "live-text",
        pieces: [{ sessionId: script.sessionId, messageId: answer, kind: "text", offset: shown, text: piece }],
      });
      shown += piece.length;
      waiting += piece;
      frames += 1;
      if (frames % storeEvery === 0) storePieces();
      const task = frameTask;
      frameTask = undefined;
      if (task === undefined) throw new Error("Nothing was to be drawn.");
      flushSync(task);
    },
  };
};
