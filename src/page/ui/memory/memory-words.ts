import type { StateWriter } from "../../../kernel/files/state.ts";
import type { MemoryKind } from "../../../kernel/memory/memory.ts";

export const kindWords: Readonly<Record<MemoryKind, string>> = {
  semantic: "fact",
  episodic: "event",
  working: "at hand",
  "long-term": "fading",
};

export const kindChoices: readonly { readonly value: MemoryKind; readonly label: string }[] = [
  { value: "semantic", label: "A fact or preference, does not fade" },
  { value: "long-term", label: "Learned once, fades unless used" },
  { value: "episodic", label: "Something that happened" },
  { value: "working", label: "At hand just now" },
];

export const writerWords: Readonly<Record<StateWriter, string>> = {
  agent: "by the agent",
  person: "by you",
  sample: "as a sample",
  undo: "by an undo",
  branch: "as its branch has it",
  checkpoint: "from a checkpoint",
  schedule: "by itself, on its schedule",
};

const dates = new Intl.DateTimeFormat(undefined, { day: "numeric", month: "short" });
export const formatDay = (at: number): string => dates.format(at);

export const percent = (strength: number): string => `${Math.round(strength * 100)} %`;
