import type { MemoryNode } from "./node.ts";

/** Phrases with which people leave what they are about, and come back to it. */
const leaves =
  /\b(?:hold on|wait a (?:second|sec|minute|moment)|(?:one|just a) (?:second|sec|minute|moment)|side note|by the way|brb)\b/iu;
const returns = /\b(?:back to|resum(?:e|ing)|where were we|as i was saying|anyway)\b/iu;

/** Without what was only tried out, and without interruptions: from where somebody leaves to before they are back. One that lasts is none. */
export const ofSubject = (said: readonly MemoryNode[]): readonly MemoryNode[] => {
  const kept: MemoryNode[] = [];
  let aside: MemoryNode[] | undefined;
  for (const node of said) {
    if (node.scope === "exploratory") continue;
    if (aside !== undefined && returns.test(node.value)) aside = undefined;
    if (aside === undefined && leaves.test(node.value)) aside = [];
    (aside ?? kept).push(node);
  }
  return [...kept, ...(aside ?? [])];
};
