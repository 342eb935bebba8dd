import "../../src/page/ui/styles/tokens.css";
import "../../src/page/ui/styles/base.css";
import "../../src/page/ui/styles/controls.css";
import { createRoot } from "react-dom/client";
import { systemClock } from "../../src/kernel/base/clock.ts";
import { messageId } from "../../src/kernel/base/ids.ts";
import { systemRandom } from "../../src/kernel/base/random.ts";
import { createFakeClient, fakeWorkspace } from "../../src/page/store/app-client.fake.ts";
import { createApp } from "../../src/page/store/create-app.ts";
import { pageWindow } from "../../src/page/store/page-window.ts";
import { AppContext } from "../../src/page/store/use-app.ts";
import { ApprovalsDock } from "../../src/page/ui/approvals/approvals-dock.tsx";
import { ApprovalsPage } from "../../src/page/ui/approvals/approvals-page.tsx";
import { ChatPane } from "../../src/page/ui/chat/chat-pane.tsx";
import { TipProvider } from "../../src/page/ui/parts/tooltip.tsx";
import { loadFonts } from "../../src/page/ui/styles/fonts.ts";
import { chatScript, waitingApprovals } from "./chat-script.ts";

/** `?state=` asks, answer, empty, error, mirror, page, stream, or scrubbed; `&theme=` light or dark; `&older=` turns before. */
const query = new URLSearchParams(location.search);
const state = query.get("state") ?? "asks";
const script = chatScript(Number(query.get("older") ?? 40), state === "asks" || state === "page");
const diff = {
  type: "text",
  added: 9,
  removed: 7,
  hunks: [
    {
      lines: [
        { sign: " ", number: 6, text: "2,Lisbon-Coimbra,168.50" },
        { sign: "-", number: 7, text: "3,Coimbra-Porto regional,31.20" },
        { sign: "+", number: 7, text: "3,Coimbra-Porto Alfa 10:02,58.40" },
        { sign: " ", number: 8, text: "4,Porto,171.00" },
      ],
    },
  ],
} as const;
const client = createFakeClient({
  "open-session": () =>
    state === "error"
      ? {
          ok: false,
          error: {
            type: "not-found",
            message: "There is no session with this name. It may have been deleted; the others are in the list.",
          },
        }
      : { ok: true, value: { entries: state === "empty" ? [] : script.entries, unreadable: 0 } },
  "read-diff": () => ({ ok: true, value: diff }),
  "plan-undo": ({ effectId }) => ({
    ok: true,
    value: {
      steps: [{ effectId, seq: 41, title: "Edited /notes/plan.md" }],
      files: [{ path: "/notes/plan.md", change: "reverted" }],
    },
  }),
});
if (state === "page") location.hash = "#/approvals";
else if (!location.hash.includes("?")) location.hash = state === "scrubbed" ? "#/s/lisbon?at=330" : "#/s/lisbon";
const app = createApp({ client, window: pageWindow(window), clock: systemClock, random: systemRandom });
document.documentElement.dataset.theme = query.get("theme") ?? "light";
client.connect({ status: "ready" });
const approvals = state === "asks" || state === "page" ? waitingApprovals(script) : [];
client.say({ type: "workspace", state: fakeWorkspace({ approvals, role: state === "mirror" ? "mirror" : "owner" }) });

const stream = (): void => {
  const id = messageId("live");
  const seq = script.entries.length + 1;
  const base = { sessionId: script.sessionId, causes: [], origins: [], at: Date.now(), turn: 5 };
  client.say({ type: "entries", entries: [{ ...base, seq, event: { type: "attempt-started", messageId: id } }] });
  let offset = 0;
  const tick = (): void => {
    const text = offset % 90 === 0 ? "\n\nA **new** paragraph " : "of words ";
    client.say({ type: "live-text", pieces: [{ sessionId: script.sessionId, messageId: id, kind: "text", offset, text }] });
    offset += text.length;
    if (offset < 12_000) systemClock.after(16, tick);
  };
  tick();
};
if (state === "stream") systemClock.after(300, stream);

void loadFonts();
const root = document.getElementById("root");
if (root === null) throw new Error("The story has no element.");
root.style.cssText = "height: 100dvh; display: flex; flex-direction: column";
createRoot(root).render(
  <AppContext value={app}>
    <TipProvider>{state === "page" ? <ApprovalsPage /> : <ChatPane dock={(slot) => <ApprovalsDock {...slot} />} />}</TipProvider>
  </AppContext>,
);
