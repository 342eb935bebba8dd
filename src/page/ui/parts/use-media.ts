import { useCallback, useSyncExternalStore } from "react";

/** Whether a media query holds, followed while it changes. */
export const useMedia = (query: string): boolean => {
  const subscribe = useCallback(
    (listener: () => void) => {
      const list = window.matchMedia(query);
      list.addEventListener("change", listener);
      return () => list.removeEventListener("change", listener);
    },
    [query],
  );
  return useSyncExternalStore(subscribe, () => window.matchMedia(query).matches);
};

export type PageSize = "wide" | "medium" | "narrow";

/** Three columns from 1200 px, drawers from 768 px, one column below. Sizes are in CSS pixels, so zoom counts. */
export const usePageSize = (): PageSize => {
  const wide = useMedia("(min-width: 1200px)");
  const medium = useMedia("(min-width: 768px)");
  return wide ? "wide" : medium ? "medium" : "narrow";
};
