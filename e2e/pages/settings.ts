import type { Locator, Page } from "@playwright/test";

/** Settings: the model, its key, and the connection. */
export interface Settings {
  readonly link: Locator;
  readonly provider: Locator;
  readonly baseUrl: Locator;
  readonly key: Locator;
  readonly model: Locator;
  readonly check: Locator;
  readonly allowOrigin: Locator;
}

export const createSettings = (page: Page): Settings => ({
  link: page.getByRole("link", { name: "Settings" }),
  provider: page.getByRole("combobox", { name: "Provider" }),
  baseUrl: page.getByRole("textbox", { name: "Base URL" }),
  key: page.getByLabel("API key", { exact: true }),
  model: page.getByRole("combobox", { name: "Model" }),
  check: page.getByRole("button", { name: "Check connection" }),
  allowOrigin: page.getByRole("button", { name: /^Allow this page to talk to/ }),
});
