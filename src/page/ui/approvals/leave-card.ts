import { type RefObject, useLayoutEffect, useRef } from "react";
import { focusMessage } from "../parts/focus-message.ts";

/** Where the keyboard goes when its card goes: to the next question, else to the message box. */
export const leaveCard = (card: HTMLElement | null): void => {
  if (card === null || !card.contains(card.ownerDocument.activeElement)) return;
  const others = [...card.ownerDocument.querySelectorAll<HTMLElement>("[data-approval]")].filter((other) => other !== card);
  if (others[0] === undefined) focusMessage(card.ownerDocument);
  else others[0].focus();
};

/** The element of a card. It goes by itself too, answered in another tab or ended with its run; the keyboard must not be left nowhere. */
export const useLeftCard = <Element extends HTMLElement>(): RefObject<Element | null> => {
  const card = useRef<Element>(null);
  useLayoutEffect(() => {
    const here = card.current;
    return () => leaveCard(here);
  }, []);
  return card;
};
