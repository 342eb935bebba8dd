import { X } from "lucide-react";
import { lazy, Suspense } from "react";
import type { AppState } from "../../store/app-state.ts";
import { useActions, useApp } from "../../store/use-app.ts";
import { Button } from "../parts/button.tsx";
import { IconButton } from "../parts/icon-button.tsx";
import { Mark } from "../parts/mark.tsx";

const AlertNotices = lazy(async () => ({ default: (await import("./alert-notices.tsx")).AlertNotices }));

const hasAlertsOf = ({ workspace }: AppState): boolean => (workspace?.alerts.length ?? 0) > 0;
const noticesOf = (state: AppState) => state.notices;

/** Short words about what just happened. Errors stay until they are put away. */
export const Notices = () => {
  const notices = useApp(noticesOf);
  const hasAlerts = useApp(hasAlertsOf);
  const { dismissNotice } = useActions();
  return (
    <section className="notices" aria-label="Notices" aria-live="polite">
      {hasAlerts && (
        <Suspense fallback={null}>
          <AlertNotices />
        </Suspense>
      )}
      {notices.map((notice) => (
        <div key={notice.id} className="notice">
          <Mark kind={notice.tone === "error" ? "error" : "done"} />
          <span className="grow">{notice.text}</span>
          {notice.action !== undefined && (
            <Button
              onClick={() => {
                notice.action?.run();
                dismissNotice(notice.id);
              }}
            >
              {notice.action.label}
            </Button>
          )}
          <IconButton small label="Dismiss" icon={X} iconSize={14} onClick={() => dismissNotice(notice.id)} />
        </div>
      ))}
    </section>
  );
};
