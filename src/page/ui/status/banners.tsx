import { Archive, DatabaseZap, HardDrive, LoaderCircle, MonitorX, TriangleAlert, WifiOff } from "lucide-react";
import { useState } from "react";
import type { AppState } from "../../store/app-state.ts";
import { useActions, useApp } from "../../store/use-app.ts";
import { useClock } from "../../store/use-now.ts";
import { answeringModel } from "../../store/views/answering-model.ts";
import { backupDueDays } from "../../store/views/backup-words.ts";
import { Button } from "../parts/button.tsx";
import { Note } from "../parts/note.tsx";

const workspaceOf = (state: AppState) => state.workspace;
const connectionOf = (state: AppState) => state.connection;
const blockedOf = (state: AppState) => state.blocked;
const onlineOf = (state: AppState) => state.online;
const providerOf = (state: AppState) => answeringModel(state)?.provider;

const isSessionOf = (state: AppState): boolean => state.route.type === "session";

const reload = (): void => window.location.reload();

const ConnectionBanner = () => {
  const connection = useApp(connectionOf);
  if (connection.status === "restarting")
    return (
      <Note icon={LoaderCircle}>
        The worker stopped answering ({connection.reason}) and is started again from the log. What was stored is safe.
      </Note>
    );
  if (connection.status === "failed")
    return (
      <Note icon={TriangleAlert} actions={<Button onClick={reload}>Reload</Button>}>
        {connection.failure.message}
      </Note>
    );
  return null;
};

const StorageBanner = () => {
  const workspace = useApp(workspaceOf);
  const { go } = useActions();
  if (workspace === undefined) return null;
  const { storage } = workspace;
  switch (storage.status) {
    case "saved":
      return null;
    case "unsaved":
      return (
        <Note icon={HardDrive} actions={<Button onClick={() => go({ type: "storage" })}>Export</Button>}>
          Nothing is saved. {storage.reason} Until then everything works and is gone when this tab closes.
        </Note>
      );
    case "full":
      return (
        <Note icon={DatabaseZap} actions={<Button onClick={() => go({ type: "storage" })}>Make room</Button>}>
          {storage.message}
        </Note>
      );
    case "lost":
      return (
        <Note icon={TriangleAlert} actions={<Button onClick={reload}>Reload</Button>}>
          {storage.message}
        </Note>
      );
  }
};

const BlockedBanner = () => {
  const blocked = useApp(blockedOf);
  if (blocked === undefined) return null;
  return (
    <Note icon={MonitorX} actions={<Button onClick={reload}>Try again</Button>}>
      {blocked}
    </Note>
  );
};

const MirrorBanner = () => {
  const workspace = useApp(workspaceOf);
  const isSession = useApp(isSessionOf);
  const { send, notify } = useActions();
  // In a session the same words stand where the message box was.
  if (workspace?.role !== "mirror" || isSession) return null;
  const takeOver = async (): Promise<void> => {
    const taken = await send({ type: "take-over" });
    if (!taken.ok) notify({ tone: "error", text: taken.error.message });
  };
  return (
    <Note icon={MonitorX} actions={<Button onClick={() => void takeOver()}>Take over</Button>}>
      Open in another tab, which does the work; this one follows it live.
    </Note>
  );
};

const OfflineBanner = () => {
  const online = useApp(onlineOf);
  const provider = useApp(providerOf);
  if (online) return null;
  return (
    <Note icon={WifiOff}>
      {provider === "demo" || provider === "replay"
        ? "Offline. This model and everything here still work."
        : "Offline. Reading, replay and files all work; a model on the network cannot answer until the connection is back."}
    </Note>
  );
};

/** Said once until the page is loaded again; it stands over the start and the sessions, not over the pages of settings. */
const BackupBanner = () => {
  const workspace = useApp(workspaceOf);
  const isSession = useApp(isSessionOf);
  const { go } = useActions();
  const [isPutOff, setPutOff] = useState(false);
  const clock = useClock();
  const days = workspace === undefined || workspace.role === "mirror" ? undefined : backupDueDays(workspace, clock.now());
  if (days === undefined || isPutOff || !isSession) return null;
  return (
    <Note
      icon={Archive}
      actions={
        <>
          <Button onClick={() => go({ type: "storage" })}>Make a backup</Button>
          <Button tone="quiet" onClick={() => setPutOff(true)}>
            Not today
          </Button>
        </>
      }
    >
      {workspace?.lastBackup === undefined
        ? `Everything of ${days} days is in this browser only.`
        : `The last backup is ${days} days old, and things changed since.`}
    </Note>
  );
};

/** What is the matter with the machine, worst first. */
export const Banners = () => (
  <section aria-label="State of the page" className="banners">
    <ConnectionBanner />
    <BlockedBanner />
    <StorageBanner />
    <MirrorBanner />
    <OfflineBanner />
    <BackupBanner />
  </section>
);
