import type { SessionRow } from "../../../kernel/conversation/session.ts";
import type { ModelChoice, RemoteProvider } from "../../../kernel/model/model.ts";
import type { AppState } from "../app-state.ts";

/** The row of the session that is open. */
export const openRow = ({ session, workspace }: AppState): SessionRow | undefined =>
  session === undefined ? undefined : workspace?.sessions.find(({ sessionId }) => sessionId === session.sessionId);

/** Who answers the next run of the open session: its own model, else the default one. */
export const answeringModel = (state: AppState): ModelChoice | undefined => openRow(state)?.model ?? state.workspace?.model;

/** One endpoint of one wire, as `AppState.modelLists` names it. */
export const endpointName = (provider: RemoteProvider, baseUrl: string): string => `${provider} ${baseUrl}`;
