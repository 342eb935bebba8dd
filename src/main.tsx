import { createRoot } from "react-dom/client";
import { systemClock } from "./kernel/base/clock.ts";
import { systemRandom } from "./kernel/base/random.ts";
import { createApp } from "./page/store/create-app.ts";
import { pageWindow } from "./page/store/page-window.ts";
import { AppContext } from "./page/store/use-app.ts";
import { App } from "./page/ui/app.tsx";
import { createClient } from "./wire/client/client.ts";
import { demoPaceFrom } from "./wire/client/demo-pace.ts";
import { createWorkerStarter } from "./wire/client/start-worker.ts";

const root = document.getElementById("root");
if (root === null) throw new Error("The page has no element for the app.");

const startWorker = createWorkerStarter();
const client = createClient({ clock: systemClock, demoPace: demoPaceFrom(pageWindow(window).storage), startWorker });
const app = createApp({ client, window: pageWindow(window), clock: systemClock, random: systemRandom });

document.addEventListener("visibilitychange", () => client.setVisible(document.visibilityState === "visible"));
const tellConnectivity = (): void => client.setOnline(navigator.onLine);
tellConnectivity();
addEventListener("online", tellConnectivity);
addEventListener("offline", tellConnectivity);
client.start();

createRoot(root).render(
  <AppContext value={app}>
    <App />
  </AppContext>,
);
