import type { Locator, Page } from "@playwright/test";

/** What one does with the branches of the open session. */
export interface Branches {
  readonly edit: Locator;
  readonly regenerate: Locator;
  /** While an earlier moment is shown. */
  readonly forkHere: Locator;
  /** Which branch is taken at a place, as "Branch 2 of 2". */
  readonly picker: (name: string) => Locator;
  readonly before: Locator;
  readonly after: Locator;
  /** Says a message anew. */
  readonly sayAnew: (text: string) => Promise<void>;
}

export const createBranches = (page: Page): Branches => {
  const edit = page.getByRole("button", { name: "Edit", exact: true });
  return {
    edit,
    regenerate: page.getByRole("button", { name: "Regenerate" }),
    forkHere: page.getByRole("button", { name: "Fork here" }).first(),
    picker: (name) => page.getByRole("group", { name }),
    before: page.getByRole("button", { name: "Branch before" }),
    after: page.getByRole("button", { name: "Branch after" }),
    sayAnew: async (text) => {
      // By key: rows take no pointer while the list moves to them.
      await edit.last().press("Enter");
      const field = page.getByRole("textbox", { name: "Edit message" });
      await field.fill(text);
      await field.press("Enter");
    },
  };
};
