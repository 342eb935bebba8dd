import type { Event } from "../../kernel/event.ts";

const maxNotedPaths = 20;

/** How the next run learns of an undo: the files no longer are what its history says. */
export const undoNote = ({ effect, undone }: Extract<Event, { readonly type: "effects-undone" }>): string => {
  const paths = effect.files.filter(({ before, after }) => (after ?? before)?.kind === "file").map(({ path }) => path);
  const more = paths.length > maxNotedPaths ? ` and ${paths.length - maxNotedPaths} more` : "";
  const what = undone.length > 0 ? "took back earlier changes" : "brought changes back that were taken back";
  return `[The person ${what}. Changed by that: ${paths.slice(0, maxNotedPaths).join(", ")}${more}. Read a file again before you rely on it.]`;
};

/** How the next answer learns that files are not as the branch left them. */
export const keptNote = (kept: readonly string[]): string => {
  const more = kept.length > maxNotedPaths ? ` and ${kept.length - maxNotedPaths} more` : "";
  return `[These files are not as this conversation left them, because they were changed elsewhere since: ${kept.slice(0, maxNotedPaths).join(", ")}${more}. Read a file again before you rely on it.]`;
};
