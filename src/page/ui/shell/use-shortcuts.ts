import { useEffect, useRef } from "react";
import { isApple } from "../parts/is-apple.ts";
import { type ShortcutId, shortcutFor } from "../parts/shortcuts.ts";

export type ShortcutHandlers = Readonly<Record<ShortcutId, () => void>>;

const isField = (target: EventTarget | null): boolean =>
  target instanceof HTMLElement && (target.isContentEditable || /^(INPUT|TEXTAREA|SELECT)$/.test(target.tagName));

/** Listens to the page's keys. A press that a pane has already used, or that belongs to a composition, is left alone. */
export const useShortcuts = (handlers: ShortcutHandlers): void => {
  const latest = useRef(handlers);
  useEffect(() => {
    latest.current = handlers;
  });
  useEffect(() => {
    const onKeyDown = (event: KeyboardEvent): void => {
      if (event.defaultPrevented || event.isComposing) return;
      const id = shortcutFor(event, isField(event.target), isApple);
      if (id === undefined) return;
      event.preventDefault();
      latest.current[id]();
    };
    window.addEventListener("keydown", onKeyDown);
    return () => window.removeEventListener("keydown", onKeyDown);
  }, []);
};
