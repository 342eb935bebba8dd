import type { SessionRow } from "../../../kernel/conversation/session.ts";
import type { AppState } from "../app-state.ts";

/** The session in which the person calls tools by hand; undefined before the first call. */
export const handSession = ({ workspace }: Pick<AppState, "workspace">): SessionRow | undefined =>
  workspace?.sessions.find(({ model }) => model?.provider === "by-hand");
