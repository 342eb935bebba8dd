import type { Locator, Page } from "@playwright/test";

/** The first screen: three ways in. */
export interface Welcome {
  readonly watchItWork: Locator;
  readonly pasteKey: Locator;
  readonly localModel: Locator;
}

export const createWelcome = (page: Page): Welcome => ({
  watchItWork: page.getByRole("button", { name: /^Watch it work/ }),
  pasteKey: page.getByRole("button", { name: /^Paste a key/ }),
  localModel: page.getByRole("button", { name: /^Local model/ }),
});
