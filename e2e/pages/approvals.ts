import type { Locator, Page } from "@playwright/test";

/** The dock over the composer, and one card of it. */
export interface Approvals {
  readonly dock: Locator;
  readonly cards: Locator;
  /** The card whose headline contains the words. */
  readonly card: (headline: string | RegExp) => Card;
  /** The card that stands first. */
  readonly first: Card;
  /** Several of one class, answered together. */
  readonly batch: Batch;
}

export interface Batch {
  /** The box that stands for all of the first class. */
  readonly all: Locator;
  readonly approve: Locator;
  readonly reject: Locator;
  readonly reason: Locator;
}

export interface Card {
  readonly group: Locator;
  readonly selected: Locator;
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
    selected: group.getByRole("checkbox", { name: /^Select/ }),
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

const createBatch = (dock: Locator): Batch => {
  const bar = dock.getByRole("region", { name: "Selected questions" });
  return {
    all: dock.getByRole("checkbox", { name: /^Select all/ }).first(),
    approve: bar.getByRole("button", { name: /^Approve selected/ }),
    reject: bar.getByRole("button", { name: /^Reject/ }),
    reason: bar.getByRole("textbox", { name: /reason/i }),
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
    batch: createBatch(dock),
  };
};
