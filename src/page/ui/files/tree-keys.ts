import type { TreeRow } from "../../store/views/file-tree.ts";

/** What a key does in the tree. `type` keeps the letters typed so far and, where a name begins with them, goes there. */
export type TreeMove =
  | { readonly type: "go"; readonly index: number }
  | { readonly type: "toggle"; readonly path: string }
  | { readonly type: "press" }
  | { readonly type: "type"; readonly text: string; readonly index: number | undefined };

/** Letters typed within this time belong together. */
const typeAheadMs = 700;

const go = (rows: readonly TreeRow[], index: number): TreeMove => ({
  type: "go",
  index: Math.min(rows.length - 1, Math.max(0, index)),
});

const parentIndex = (rows: readonly TreeRow[], from: number): number => {
  const depth = rows[from]?.node.depth ?? 0;
  for (let index = from - 1; index >= 0; index -= 1) if ((rows[index]?.node.depth ?? 0) < depth) return index;
  return from;
};

const findName = (rows: readonly TreeRow[], from: number, text: string): number | undefined => {
  // One letter again and again goes from name to name; more letters first try the name they are already on.
  const start = text.length === 1 ? 1 : 0;
  for (let step = start; step < rows.length + start; step += 1) {
    const index = (from + step) % rows.length;
    if (rows[index]?.node.name.toLowerCase().startsWith(text)) return index;
  }
  return undefined;
};

/** The tree pattern of the ARIA practices; undefined for keys that mean nothing in a tree. */
export const nextTreeMove = (
  rows: readonly TreeRow[],
  active: number,
  key: string,
  typed: { readonly text: string; readonly at: number },
  now: number,
): TreeMove | undefined => {
  const row = rows[active];
  if (row === undefined) return undefined;
  const { node } = row;
  switch (key) {
    case "ArrowDown":
      return go(rows, active + 1);
    case "ArrowUp":
      return go(rows, active - 1);
    case "Home":
      return go(rows, 0);
    case "End":
      return go(rows, rows.length - 1);
    case "ArrowRight":
      if (node.kind === "file") return undefined;
      return row.open ? go(rows, active + (node.children.length > 0 ? 1 : 0)) : { type: "toggle", path: node.path };
    case "ArrowLeft":
      if (node.kind === "directory" && row.open) return { type: "toggle", path: node.path };
      return go(rows, parentIndex(rows, active));
    case "Enter":
    case " ":
      return { type: "press" };
    default: {
      if ([...key].length !== 1) return undefined;
      const text = (now - typed.at < typeAheadMs ? typed.text : "") + key.toLowerCase();
      return { type: "type", text, index: findName(rows, active, text) };
    }
  }
};
