import "./styles/tokens.css";
import "./styles/base.css";
import "./styles/controls.css";
import { lazy, type ReactNode, useEffect } from "react";
import { AppFrame } from "./app-frame.tsx";
import { loadFonts } from "./styles/fonts.ts";

const loadSessionPanes = () => import("./session-panes.tsx");
const SessionChat = lazy(async () => ({ default: (await loadSessionPanes()).SessionChat }));
const SessionInspector = lazy(async () => ({ default: (await loadSessionPanes()).SessionInspector }));
const SessionCall = lazy(async () => ({ default: (await loadSessionPanes()).SessionCall }));
const SessionRuler = lazy(async () => ({ default: (await loadSessionPanes()).SessionRuler }));
const ApprovalsPage = lazy(async () => ({ default: (await import("./approvals/approvals-page.tsx")).ApprovalsPage }));

/** Brings in what comes after the first paint. A piece that does not arrive says so where it is shown. */
const loadTheRest = async (): Promise<void> => {
  await Promise.allSettled([loadSessionPanes().then(({ loadFirstTab }) => loadFirstTab()), loadFonts()]);
};

/** The page with all its panes. Only this file and `session-panes.tsx` know every one of them. */
export const App = (): ReactNode => {
  useEffect(() => {
    void loadTheRest();
  }, []);
  return (
    <AppFrame
      panes={{
        chat: <SessionChat />,
        approvals: <ApprovalsPage />,
        call: (callId) => <SessionCall callId={callId} />,
        inspector: (onCollapse) => <SessionInspector onCollapse={onCollapse} />,
        ruler: <SessionRuler />,
      }}
    />
  );
};
