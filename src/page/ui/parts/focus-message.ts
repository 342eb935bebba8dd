import { type RefObject, useLayoutEffect, useRef } from "react";

/** Puts the keyboard into the message box, where there is one. */
export const focusMessage = (root: Document | null | undefined): void =>
  root?.querySelector<HTMLElement>("textarea[aria-label=Message]")?.focus();

/** A keyboard that rests on something goes to the message box. */
export const handOverFocus = (leaving: HTMLElement | null): void => {
  if (leaving?.contains(leaving.ownerDocument.activeElement) === true) focusMessage(leaving.ownerDocument);
};

/** For a component that goes away by itself: a keyboard that rests on it is not left nowhere. Its element lasts as long as it. */
export const useFocusHandOver = <Kind extends HTMLElement>(): RefObject<Kind | null> => {
  const element = useRef<Kind>(null);
  useLayoutEffect(() => {
    const here = element.current;
    return () => handOverFocus(here);
  }, []);
  return element;
};
