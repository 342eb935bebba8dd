/**
 * The shell over a workspace that stands still. The address chooses what is shown:
 * `?state=empty|offline|mirror|unsaved|restarting|notices|palette|shortcuts|drawer|allow&theme=dark#/s/portugal?tab=files`.
 */
import { createRoot } from "react-dom/client";
import { systemClock } from "../../src/kernel/base/clock.ts";
import { ruleId, sessionId } from "../../src/kernel/base/ids.ts";
import { systemRandom } from "../../src/kernel/base/random.ts";
import type { SessionRow, SessionStatus } from "../../src/kernel/conversation/session.ts";
import { noUsage } from "../../src/kernel/model/usage.ts";
import { createFakeClient, fakeWorkspace } from "../../src/page/store/app-client.fake.ts";
import { createApp } from "../../src/page/store/create-app.ts";
import { createEntryScript } from "../../src/page/store/entries.fake.ts";
import { pageWindow } from "../../src/page/store/page-window.ts";
import { AppContext } from "../../src/page/store/use-app.ts";
import { App } from "../../src/page/ui/app.tsx";

const parameters = new URLSearchParams(window.location.search);
const state = parameters.get("state") ?? "";
const hour = 60 * 60 * 1000;
const noon = new Date().setHours(12, 0, 0, 0);

const row = (id: string, title: string, status: SessionStatus, ageMs: number, fingerprint: string): SessionRow => ({
  sessionId: sessionId(id),
  title,
  createdAt: noon - ageMs,
  updatedAt: noon - ageMs,
  status,
  level: "ask-risky",
  usage: { ...noUsage, inputTokens: 17_400, outputTokens: 800 },
  fingerprint,
});

const sessions: readonly SessionRow[] = [
  row("portugal", "Portugal by train", "waiting", 0, "mrrrrrrrrmwmmmaa"),
  row("flake", "Why the tests flake", "failed", hour, "mrrrrmrrmrrmwmre"),
  row("kiln", "Kiln log, October", "running", 2 * hour, "mrmwmmm"),
  row("fern", "Fern atlas, plate 12", "completed", 48 * hour, "nmrrwwwwwwwmwwwwwwwm"),
  row("reading", "Reading list to graph", "completed", 60 * hour, "mrrmwwwwwwrrwwwwwwm"),
  row("tax", "Tax letter, second draft", "stopped", 70 * hour, "mrmwm"),
  row("hydration", "Hydration table", "interrupted", 80 * hour, "mrwmwmwm"),
  row(
    "postcards",
    "Postcards of Setúbal, and everything that was written on their backs",
    "limit-reached",
    400 * hour,
    "mnrrmwmm",
  ),
  row("choir", "Choir seating, 3 plans", "completed", 500 * hour, "mmmrrmmm"),
];

const approvals = (script: ReturnType<typeof createEntryScript>) =>
  script.entries.flatMap(({ event }) => (event.type === "approval-requested" ? [event.approval] : []));

const script = createEntryScript("portugal");
const client = createFakeClient({
  "open-session": () => ({ ok: true, value: { entries: script.entries, unreadable: 0 } }),
  "read-storage": () => ({
    ok: true,
    value: { usedBytes: 41_300_000, quotaBytes: 6_000_000_000, entries: 1_204, files: 31, unreadable: 2 },
  }),
  "check-connection": ({ baseUrl }) =>
    baseUrl.includes("localhost")
      ? {
          ok: true,
          value: {
            type: "fails",
            failure: {
              type: "network",
              message: `Nothing answers at ${baseUrl}. Nothing was sent. Start the model server, then check again.`,
            },
          },
        }
      : {
          ok: true,
          value: { type: "works", models: ["gpt-large", "gpt-small"], sentence: "The key works. 2 models, answered in 212 ms." },
        },
});
if (state === "allow") localStorage.removeItem("vivarium.origins");
const app = createApp({ client, window: pageWindow(window), clock: systemClock, random: systemRandom });
createRoot(document.getElementById("root") ?? document.body).render(
  <AppContext value={app}>
    <App />
  </AppContext>,
);

client.connect({ status: "ready" });
if (state !== "empty")
  script.user(
    "m1",
    "Regional trains strike on 14 October. Replan day 3 around it, keep the whole trip under €900, and update my notes.",
  );
client.say({
  type: "workspace",
  state: fakeWorkspace({
    sessions: state === "first" ? [] : sessions,
    approvals: approvals(script),
    role: state === "mirror" ? "mirror" : "owner",
    storage: state === "unsaved" ? { status: "unsaved", reason: "this window is private." } : { status: "saved" },
    keyOrigins: state === "key" ? ["https://api.openai.com"] : [],
    keyedOrigins: [],
    rules: [
      {
        ruleId: ruleId("r1"),
        match: { tools: ["write"], folder: "/notes" },
        decision: "allow",
        scope: { type: "session", sessionId: sessionId("portugal") },
        madeBy: "person",
        madeAt: noon,
        sentence: "Allow write in /notes.",
      },
    ],
  }),
});
if (state === "restarting") client.connect({ status: "restarting", reason: "silent for 5 s" });
if (state === "notices") {
  app.actions.notify({
    tone: "error",
    text: "The session could not be renamed: the disk is full. Its old title stays; make room, then try again.",
  });
  app.actions.notify({
    tone: "info",
    text: "Session deleted. Its files are still in the workspace.",
    action: { label: "Show files", run: () => {} },
  });
}
if (state === "offline") app.store.setState({ online: false });
if (state === "palette") app.actions.setPaletteOpen(true);
if (state === "shortcuts") app.actions.setShortcutsOpen(true);
const theme = parameters.get("theme");
if (theme === "dark" || theme === "light") app.actions.setTheme(theme);
/** For a console or a test: what the story is made of. */
Object.assign(window, { story: { app, client, sessions, fakeWorkspace } });
