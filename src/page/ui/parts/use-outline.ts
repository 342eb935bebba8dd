import { useState } from "react";
import type { AppState } from "../../store/app-state.ts";
import { useApp, useRestedApp } from "../../store/use-app.ts";
import { createOutlineReader, type SessionOutline } from "../../store/views/session-outline.ts";

const noEntries: SessionOutline["entries"] = [];
const liveEntries = (state: AppState): SessionOutline["entries"] => state.session?.entries ?? noEntries;
const entryCount = (state: AppState): number => state.session?.entries.length ?? 0;

/** Fewer entries than this are drawn with every change. */
const manyEntries = 2_000;
const longestRestMs = 500;
/** An outline costs more to draw the longer it is; an answer that streams beside it must not. */
const restMs = (entries: number): number => (entries < manyEntries ? 0 : Math.min(longestRestMs, Math.ceil(entries / 50)));

/**
 * The outline of the open session, live also while an earlier moment is shown. The same object until an entry is added; in a
 * long session at most half a second behind.
 */
export const useOutline = (): SessionOutline => {
  const [read] = useState(createOutlineReader);
  // The array is the same one, grown, so its length tells when to look again.
  useRestedApp(entryCount, restMs);
  return read(useApp(liveEntries));
};
