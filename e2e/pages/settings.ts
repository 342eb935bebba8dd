import { expect, type Locator, type Page } from "@playwright/test";

/** Settings: the model, its key, and the connection. */
export interface Settings {
  readonly link: Locator;
  readonly provider: Locator;
  readonly baseUrl: Locator;
  readonly key: Locator;
  readonly model: Locator;
  readonly check: Locator;
  readonly allowOrigin: Locator;
  readonly verdict: Locator;
  /** Writes the address of an OpenAI-compatible endpoint, and allows its origin where that is needed. */
  readonly enter: (baseUrl: string) => Promise<void>;
  /** Puts a model at the end of the list of those that are asked next; `endpoint` is its wire and its address. */
  readonly addFallback: (endpoint: string, model: string) => Promise<void>;
  /** Makes a model on this computer the one that answers, the way a person does it, from wherever the page is. */
  readonly connect: (connection: {
    readonly baseUrl: string;
    readonly model: string;
    readonly key?: string;
    /** OpenAI-compatible where nothing is said. */
    readonly provider?: "Anthropic" | "OpenAI-compatible";
    /** Chat Completions where nothing is said. */
    readonly api?: "Responses";
  }) => Promise<void>;
}

export const createSettings = (page: Page): Settings => {
  const provider = page.getByRole("combobox", { name: "Provider" });
  const baseUrl = page.getByRole("textbox", { name: "Base URL" });
  const key = page.getByLabel("API key", { exact: true });
  const model = page.getByRole("combobox", { name: "Model" });
  const check = page.getByRole("button", { name: "Check connection" });
  const allowOrigin = page.getByRole("button", { name: /^Allow this page to talk to/ });
  const verdict = page.locator(".verdict");
  const write = async (url: string, label: string): Promise<void> => {
    await provider.selectOption({ label });
    await baseUrl.fill(url);
  };
  const enter = async (url: string, label: string): Promise<void> => {
    await page.evaluate(() => {
      location.hash = "#/settings/model";
    });
    await write(url, label);
    if (!(await allowOrigin.isVisible())) return;
    const loaded = page.waitForEvent("load");
    await allowOrigin.click();
    await loaded;
    await write(url, label);
  };
  return {
    link: page.getByRole("link", { name: "Settings" }),
    provider,
    baseUrl,
    key,
    model,
    check,
    allowOrigin,
    verdict,
    enter: (url) => enter(url, "OpenAI-compatible"),
    addFallback: async (endpoint, name) => {
      await page.getByRole("button", { name: "Add one to ask next" }).click();
      await page.getByRole("combobox", { name: "Endpoint" }).selectOption(endpoint);
      await page.getByRole("combobox", { name: "Its name there" }).fill(name);
      await page.getByRole("button", { name: "Add", exact: true }).click();
      await expect(page.getByRole("list", { name: "Asked next" })).toContainText(name);
    },
    connect: async (connection) => {
      await enter(connection.baseUrl, connection.provider ?? "OpenAI-compatible");
      if (connection.api !== undefined) await page.getByRole("radio", { name: connection.api }).click();
      if (connection.key !== undefined) await key.fill(connection.key);
      await model.fill(connection.model);
      await check.click();
      await expect(verdict).toContainText("answers from the next run on");
    },
  };
};
