import { Waypoints, X } from "lucide-react";
import type { ReactNode } from "react";
import type { SessionId } from "../../../kernel/base/ids.ts";
import type { Reference } from "../../../kernel/conversation/message.ts";
import { useActions } from "../../store/use-app.ts";
import { useFocusHandOver } from "../parts/focus-message.ts";
import { Icon } from "../parts/icon.tsx";
import { IconButton } from "../parts/icon-button.tsx";
import { RevealedText } from "../parts/revealed-text.tsx";

/** What a message points at; where a session is given it is still written, and each can be taken away. */
export const AskedAbout = ({
  about,
  sessionId,
}: {
  readonly about: readonly Reference[];
  readonly sessionId?: SessionId | undefined;
}): ReactNode => {
  const { refer } = useActions();
  const list = useFocusHandOver<HTMLUListElement>();
  if (about.length === 0) return null;
  return (
    <ul className="about" ref={list} aria-label="Asked about">
      {about.map((one) => (
        <li key={one.id} className="chip k k-graph">
          <Icon of={Waypoints} size={12} />
          <RevealedText text={one.label} />
          {sessionId !== undefined && (
            <IconButton
              small
              icon={X}
              iconSize={12}
              label={`Not about ${one.label}`}
              onClick={() => refer(sessionId, one, false)}
            />
          )}
        </li>
      ))}
    </ul>
  );
};
