import type { Event } from "../../kernel/log/event.ts";
import type { RevertedPart } from "../../kernel/log/history.ts";
import { entityIdAt } from "../../kernel/memory/graph.ts";

const maxNotedPaths = 20;

/** How the next run learns of an undo: the files no longer are what its history says. */
export const undoNote = ({ effect, undone, rewoundTo }: Extract<Event, { readonly type: "effects-undone" }>): string => {
  const paths = effect.files.filter(({ before, after }) => (after ?? before)?.kind === "file").map(({ path }) => path);
  const more = paths.length > maxNotedPaths ? ` and ${paths.length - maxNotedPaths} more` : "";
  const what =
    rewoundTo !== undefined
      ? "put all files back as they were at an earlier moment"
      : undone.length > 0
        ? "took back earlier changes"
        : "brought changes back that were taken back";
  return `[The person ${what}. Changed by that: ${paths.slice(0, maxNotedPaths).join(", ")}${more}. Read a file again before you rely on it.]`;
};

/** How the next run learns that a part of an earlier change is gone. */
const revertNote = ({ path }: RevertedPart): string =>
  `[The person took back a part of an earlier change in ${path}. Read the file again before you rely on it.]`;

/** How the next run learns of what the person changed in the knowledge graph, or that a part of an earlier change is gone. */
export const changeNotes = ({ by, effect, reverted }: Extract<Event, { readonly type: "files-changed" }>): readonly string[] => {
  if (reverted !== undefined) return [revertNote(reverted)];
  const ids = by === "person" ? effect.files.flatMap(({ path }) => entityIdAt(path) ?? []) : [];
  if (ids.length === 0) return [];
  const more = ids.length > maxNotedPaths ? ` and ${ids.length - maxNotedPaths} more` : "";
  return [
    `[The person changed the knowledge graph: ${ids.slice(0, maxNotedPaths).join(", ")}${more}. Ask it again before you rely on what it said.]`,
  ];
};

/** How the next answer learns that files are not as the branch left them. */
export const keptNote = (kept: readonly string[]): string => {
  const more = kept.length > maxNotedPaths ? ` and ${kept.length - maxNotedPaths} more` : "";
  return `[These files are not as this conversation left them, because they were changed elsewhere since: ${kept.slice(0, maxNotedPaths).join(", ")}${more}. Read a file again before you rely on it.]`;
};
