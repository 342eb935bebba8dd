import "./styles/tokens.css";
import "./styles/base.css";
import "./styles/controls.css";
import { type ReactNode, useEffect } from "react";
import { AppFrame } from "./app-frame.tsx";
import { ApprovalsDock } from "./approvals/approvals-dock.tsx";
import { ApprovalsPage } from "./approvals/approvals-page.tsx";
import { ChatPane } from "./chat/chat-pane.tsx";
import { FilesPane } from "./files/files-pane.tsx";
import { Inspector } from "./inspector/inspector.tsx";
import { RunRuler } from "./ruler/run-ruler.tsx";
import { loadFonts } from "./styles/fonts.ts";
import { TimelinePane } from "./timeline/timeline-pane.tsx";

/** The page with all its panes. Only this file knows every one of them. */
export const App = (): ReactNode => {
  useEffect(() => {
    void loadFonts();
  }, []);
  return (
    <AppFrame
      panes={{
        chat: <ChatPane dock={(slot) => <ApprovalsDock {...slot} />} />,
        approvals: <ApprovalsPage />,
        inspector: (onCollapse) => (
          <Inspector files={<FilesPane />} timeline={<TimelinePane />} {...(onCollapse === undefined ? {} : { onCollapse })} />
        ),
        ruler: <RunRuler />,
      }}
    />
  );
};
