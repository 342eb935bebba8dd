import type { AppState } from "../../store/app-state.ts";
import { useApp } from "../../store/use-app.ts";
import { announcement } from "./announcement.ts";

const textOf = ({ workspace, session }: AppState): string => announcement(workspace?.approvals ?? [], session?.run);

/** The one polite voice of the page; the transcript itself is silent. */
export const Announcer = () => (
  <p className="sr" role="status" aria-label="Announcements">
    {useApp(textOf)}
  </p>
);
