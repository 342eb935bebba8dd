import type { Locator, Page } from "@playwright/test";

/** The dock over the composer, and one card of it. */
export interface Approvals {
  readonly dock: Locator;
  readonly cards: Locator;
  /** The card whose headline contains the words. */
  readonly card: (headline: string | RegExp) => Card;
  /** The card that stands first. */
  readonly first: Card;
}

export interface Card {
  readonly group: Locator;
  readonly approve: Locator;
  readonly edit: Locator;
  readonly reject: Locator;
  readonly allowFor: Locator;
  readonly reason: Locator;
  readonly showAll: Locator;
  /** Opens what is folded, because nothing unseen can be approved, and approves. */
  readonly approveOnce: () => Promise<void>;
  readonly rejectBecause: (reason: string) => Promise<void>;
}

const createCard = (group: Locator): Card => {
  const approve = group.getByRole("button", { name: "Approve once" });
  const reject = group.getByRole("button", { name: "Reject", exact: true });
  const reason = group.getByRole("textbox", { name: /reason/i });
  const showAll = group.getByRole("button", { name: /^Show all/ });
  return {
    group,
    approve,
    edit: group.getByRole("button", { name: "Edit", exact: true }),
    reject,
    allowFor: group.getByRole("button", { name: "Allow for…" }),
    reason,
    showAll,
    approveOnce: async () => {
      await approve.waitFor();
      if (await showAll.isVisible()) await showAll.click();
      await approve.click();
    },
    rejectBecause: async (text) => {
      await reject.click();
      await reason.fill(text);
      await reject.click();
    },
  };
};

export const createApprovals = (page: Page): Approvals => {
  const dock = page.getByRole("region", { name: "Approvals" });
  // Forms inside a card hold groups of fields of their own; only a card says its role itself.
  const cards = dock.locator('[role="group"]');
  return {
    dock,
    cards,
    card: (headline) => createCard(dock.getByRole("group", { name: headline })),
    first: createCard(cards.first()),
  };
};
