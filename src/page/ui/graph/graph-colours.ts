/** As many communities have a colour of their own; those beyond share the last. */
const communityColours = 8;

export const communityToken = (community: number): string => `--graph-${Math.min(community, communityColours - 1)}`;

/** Colours of the page as the browser works them out for an element: what a canvas needs. */
export interface GraphColours {
  readonly of: (token: string) => string;
  readonly font: string;
}

export const coloursOf = (element: HTMLElement): GraphColours => {
  const probe = document.createElement("span");
  probe.hidden = true;
  element.append(probe);
  const known = new Map<string, string>();
  const of = (token: string): string => {
    const before = known.get(token);
    if (before !== undefined) return before;
    element.append(probe);
    probe.style.color = `var(${token})`;
    const colour = getComputedStyle(probe).color;
    probe.remove();
    known.set(token, colour);
    return colour;
  };
  const { fontFamily } = getComputedStyle(element);
  probe.remove();
  return { of, font: fontFamily };
};
