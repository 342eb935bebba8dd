/** Regions that F6 walks through, in the order of the page. */
const regionSelector =
  "nav[aria-label=Sessions], main, aside[aria-label=Inspector], [role=slider][aria-label='Run ruler'], nav[aria-label=Panels]";
const focusableSelector =
  "a[href], button:not([disabled]), input:not([disabled]), select:not([disabled]), textarea:not([disabled]), [tabindex='0']";

const isShown = (element: HTMLElement): boolean => element.getClientRects().length > 0;

/** The first thing in a region that can take the focus; in the chat that is the message box, where people want to be. */
const targetIn = (region: HTMLElement): HTMLElement | undefined => {
  if (region.matches("[tabindex]")) return region;
  const inside = [...region.querySelectorAll<HTMLElement>(focusableSelector)].filter(
    (element) => isShown(element) && element.tabIndex >= 0,
  );
  return (
    inside.find((element) => element.matches("textarea[aria-label=Message], [aria-selected=true], [aria-current=page]")) ??
    inside[0]
  );
};

/** Moves the focus to the next region of the page, or the one before; from outside all of them, to the first. */
export const cycleRegion = (root: Document, step: 1 | -1): void => {
  const regions = [...root.querySelectorAll<HTMLElement>(regionSelector)].filter(
    (region) => isShown(region) && targetIn(region) !== undefined,
  );
  const here = regions.findIndex((region) => region.contains(root.activeElement));
  const next = regions[here < 0 ? 0 : (here + step + regions.length) % regions.length];
  if (next !== undefined) targetIn(next)?.focus();
};

/** Focuses the first question that waits on this page; false where none is shown. */
export const focusApprovals = (root: Document): boolean => {
  const dock = [...root.querySelectorAll<HTMLElement>("[aria-label=Approvals]")].find(
    (region) => isShown(region) && region.tagName !== "BUTTON",
  );
  const target = dock?.querySelector<HTMLElement>("[role=group][tabindex], [role=group] button") ?? undefined;
  target?.focus();
  return target !== undefined;
};
