import type { Locator, Page } from "@playwright/test";

/** The right side: files and timeline; and the ruler below. */
export interface Inspector {
  readonly filesTab: Locator;
  readonly timelineTab: Locator;
  readonly tree: Locator;
  readonly file: (name: string) => Locator;
  readonly ruler: Locator;
  readonly backToNow: Locator;
}

export const createInspector = (page: Page): Inspector => {
  const tree = page.getByRole("tree");
  return {
    filesTab: page.getByRole("tab", { name: "Files" }),
    timelineTab: page.getByRole("tab", { name: "Timeline" }),
    tree,
    file: (name) => tree.getByRole("treeitem", { name }),
    ruler: page.getByRole("slider", { name: "Run ruler" }),
    backToNow: page.getByRole("button", { name: "Back to now" }).first(),
  };
};
