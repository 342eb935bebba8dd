import type { SessionId } from "../../kernel/base/ids.ts";
import { effectOf } from "../../kernel/log/event-effect.ts";
import type { EntryDraft } from "../../kernel/log/log-entry.ts";

/** Topic of rows in which an entry carries a `WorkspaceEffect`. */
export const effectTopic = "effect";

/** Topic of rows in which an entry belongs to the session. */
export const sessionTopic = (sessionId: SessionId | string): string => `s:${sessionId}`;

export const addTopics = (topics: Set<string>, { sessionId, event }: EntryDraft): void => {
  if (sessionId !== undefined) topics.add(sessionTopic(sessionId));
  if (effectOf(event) !== undefined) topics.add(effectTopic);
};
