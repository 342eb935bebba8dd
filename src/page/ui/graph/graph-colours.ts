import type { DifferenceKind, GraphNode } from "../../../kernel/memory/graph-view.ts";
import type { LinkLook, NodeLook } from "../../store/views/graph-looks.ts";

/** As many communities have a colour of their own; those beyond share the last. */
const communityColours = 8;

export const communityToken = (community: number): string => `--graph-${Math.min(community, communityColours - 1)}`;

const differenceTokens: Readonly<Record<DifferenceKind, string>> = { added: "--add", removed: "--del", changed: "--k-approval" };

/** Tokens of the colours of a node. What the agent read has a ring around it; what it only read or named is not filled. */
export interface NodeColours {
  readonly fill: string;
  readonly outline: string;
  readonly ring: string | undefined;
}

export const nodeColours = (
  { community, isKnown }: Pick<GraphNode, "community" | "isKnown">,
  { difference, emphasis, use }: NodeLook,
): NodeColours => {
  const own = difference === undefined ? communityToken(community) : differenceTokens[difference];
  const isFilled = isKnown && (use === undefined || use.wrote);
  return {
    fill: isFilled ? own : "--sheet",
    outline: emphasis === "chosen" ? "--ink" : own,
    ring: use?.read === true ? "--k-read" : undefined,
  };
};

export const linkToken = ({ difference, emphasis, use }: LinkLook): string => {
  if (difference !== undefined) return differenceTokens[difference];
  if (emphasis === "plain" && use !== undefined) return use.wrote ? "--k-write" : "--k-read";
  return emphasis === "chosen" ? "--accent" : emphasis === "faint" ? "--hair" : "--hair-2";
};

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
