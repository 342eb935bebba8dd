import type { Locator, Page } from "@playwright/test";

/** The Spending page of Settings: caps, what was spent, prices. */
export interface Spending {
  readonly today: Locator;
  readonly unpriced: Locator;
  readonly table: Locator;
  readonly cap: (label: RegExp) => Locator;
  readonly open: () => Promise<void>;
  /** Writes a cap and leaves its field. */
  readonly setCap: (label: RegExp, dollars: string) => Promise<void>;
  /** Enters the price of a model, in dollars per million tokens. */
  readonly setPrice: (price: { readonly model: string; readonly input: string; readonly output: string }) => Promise<void>;
}

export const createSpending = (page: Page): Spending => {
  const table = page.getByRole("list", { name: "Price table" });
  const cap = (label: RegExp): Locator => page.getByRole("region", { name: "Caps" }).getByRole("textbox", { name: label });
  return {
    today: page.locator(".spent-today"),
    unpriced: page.getByRole("list", { name: "Models without a price" }),
    table,
    cap,
    open: () =>
      page.evaluate(() => {
        location.hash = "#/settings/spending";
      }),
    setCap: async (label, dollars) => {
      await cap(label).fill(dollars);
      await cap(label).press("Enter");
    },
    setPrice: async ({ model, input, output }) => {
      await page.getByRole("button", { name: "Add a price" }).click();
      const form = page.getByRole("form", { name: "Price" });
      await form.getByRole("textbox", { name: "Model" }).fill(model);
      await form.getByRole("textbox", { name: "Input", exact: true }).fill(input);
      await form.getByRole("textbox", { name: /^Output,/ }).fill(output);
      await form.getByRole("button", { name: "Keep this price" }).click();
      await table.getByText(`entered by you`).first().waitFor();
    },
  };
};
