import { focusMessage } from "../parts/focus-message.ts";

/** Where the keyboard goes when its card goes: to the next question, else to the message box. */
export const leaveCard = (card: HTMLElement | null): void => {
  if (card === null || !card.contains(card.ownerDocument.activeElement)) return;
  const others = [...card.ownerDocument.querySelectorAll<HTMLElement>("[data-approval]")].filter((other) => other !== card);
  if (others[0] === undefined) focusMessage(card.ownerDocument);
  else others[0].focus();
};
