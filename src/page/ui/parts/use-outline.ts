import { useState } from "react";
import type { AppState } from "../../store/app-state.ts";
import { useApp } from "../../store/use-app.ts";
import { createOutlineReader, type SessionOutline } from "../../store/views/session-outline.ts";

const noEntries: SessionOutline["entries"] = [];
const liveEntries = (state: AppState): SessionOutline["entries"] => state.session?.entries ?? noEntries;
const entryCount = (state: AppState): number => state.session?.entries.length ?? 0;

/** The outline of the open session, live also while an earlier moment is shown. The same object until an entry is added. */
export const useOutline = (): SessionOutline => {
  const [read] = useState(createOutlineReader);
  // The count as well: the array may be the same one, grown.
  useApp(entryCount);
  return read(useApp(liveEntries));
};
