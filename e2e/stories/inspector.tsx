/**
 * The inspector and the ruler over a session of some 200 entries:
 * `?theme=dark&open=1&runs=3&files=20000&empty=1#/s/lisbon?tab=timeline&at=30&focus=/notes/plan.md`.
 */

import { createRoot } from "react-dom/client";
import { systemClock } from "../../src/kernel/base/clock.ts";
import { sessionId } from "../../src/kernel/base/ids.ts";
import { systemRandom } from "../../src/kernel/base/random.ts";
import { packFiles } from "../../src/kernel/files/packed-files.ts";
import { noUsage } from "../../src/kernel/model/usage.ts";
import { createFakeClient, fakeWorkspace } from "../../src/page/store/app-client.fake.ts";
import { createApp } from "../../src/page/store/create-app.ts";
import { pageWindow } from "../../src/page/store/page-window.ts";
import { AppContext } from "../../src/page/store/use-app.ts";
import { App } from "../../src/page/ui/app.tsx";
import { inspectorScript } from "./inspector-script.ts";

const query = new URLSearchParams(location.search);
const isOpen = query.has("open");
const isEmpty = query.has("empty");
const story = inspectorScript({ isOpen, runs: Number(query.get("runs") ?? 3), files: Number(query.get("files") ?? 0) });
const entries = isEmpty ? [] : story.script.entries.filter(({ seq }) => seq < 100 || seq > 104 || !query.has("gap"));

let failures = Number(query.get("fail") ?? 0);
/** `?fail=2`: the first two questions for files are not answered. */
const fails = () => {
  failures -= 1;
  if (failures < 0) return undefined;
  const message = "The list of files could not be read from storage. The files are untouched; try again.";
  return { ok: false, error: { type: "storage-lost", message } } as const;
};

const client = createFakeClient({
  "open-session": () => ({ ok: true, value: { entries, unreadable: 0 } }),
  "list-files": ({ at }) =>
    fails() ?? { ok: true, value: { files: packFiles(isEmpty ? [] : story.listAt(at ?? Number.POSITIVE_INFINITY)) } },
  "read-storage": () => ({
    ok: true,
    value: { usedBytes: 41_300_000, quotaBytes: 6_000_000_000, entries: entries.length, files: 12, unreadable: 0 },
  }),
  "read-content": ({ hash }) => ({ ok: true, value: story.content(hash) }),
  "read-diff": ({ before, after }) => ({ ok: true, value: story.diff(before, after) }),
});
if (!location.hash.startsWith("#/s/")) location.hash = "#/s/lisbon?tab=timeline";
const app = createApp({ client, window: pageWindow(window), clock: systemClock, random: systemRandom });
app.actions.setTheme(query.get("theme") === "dark" ? "dark" : "light");
client.connect({ status: "ready" });
client.say({
  type: "workspace",
  state: fakeWorkspace({
    lastSeq: entries.length,
    sessions: [
      {
        sessionId: sessionId("lisbon"),
        title: "Portugal by train",
        createdAt: Date.now(),
        updatedAt: Date.now(),
        status: isOpen ? "waiting" : "completed",
        level: "ask-risky",
        usage: { ...noUsage, inputTokens: 17_400, outputTokens: 800 },
        fingerprint: "mrrrrmwwwweammw",
      },
    ],
  }),
});

const root = document.getElementById("root");
if (root === null) throw new Error("The story has no element.");
createRoot(root).render(
  <AppContext value={app}>
    <App />
  </AppContext>,
);
