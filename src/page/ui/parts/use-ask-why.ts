import type { SessionId } from "../../../kernel/base/ids.ts";
import type { WhySubject } from "../../../kernel/log/why.ts";
import type { AppState } from "../../store/app-state.ts";
import { useActions, useApp } from "../../store/use-app.ts";
import { focusOfSubject } from "../../store/views/why-subject.ts";

const openSession = ({ session }: AppState): SessionId | undefined => session?.sessionId;

/** Opens, beside the open session, why something is there; undefined where no session is open. */
export const useAskWhy = (): ((subject: WhySubject) => void) | undefined => {
  const { go } = useActions();
  const sessionId = useApp(openSession);
  if (sessionId === undefined) return undefined;
  return (subject) => go({ type: "session", sessionId, tab: "why", focus: focusOfSubject(subject) });
};
