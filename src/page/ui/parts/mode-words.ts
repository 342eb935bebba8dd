import { type Mode, modes } from "../../../kernel/conversation/mode.ts";
import type { Choice } from "./segmented.tsx";

/** The modes in plain words. */
export const modeWords: Readonly<Record<Mode, { readonly name: string; readonly says: string }>> = {
  default: { name: "Act", says: "The agent acts, and asks where the level says so." },
  plan: { name: "Plan", says: "Nothing is changed. The agent looks, and answers with a plan." },
  "accept-edits": { name: "Accept edits", says: "Writing and editing files is not asked about. Everything else asks as before." },
};

export const modeChoices: readonly Choice<Mode>[] = modes.map((mode) => ({ value: mode, label: modeWords[mode].name }));
