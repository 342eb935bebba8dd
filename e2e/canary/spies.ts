import type { BrowserContext, Page } from "@playwright/test";

/** Where a text was seen. Of the one command that may hold a key, `page-to-worker` hears only that it was sent. */
export type SpiedWay = "worker-to-page" | "page-to-worker" | "between-tabs" | "clipboard" | "console";

export interface Spies {
  readonly heard: (way: SpiedWay) => readonly string[];
}

/** Listens inside every page before its first script runs, and keeps nothing there: what it hears leaves the page at once. */
const listenInside = (): void => {
  const scope = globalThis as unknown as {
    Worker: typeof Worker;
    canarySpy: (way: string, text: string) => void;
    capturedWorkers: Worker[];
  };
  const tell = (way: string, value: unknown): void => {
    if (scope.canarySpy !== undefined) scope.canarySpy(way, typeof value === "string" ? value : JSON.stringify(value));
  };
  scope.capturedWorkers = [];
  const Native = scope.Worker;
  scope.Worker = class extends Native {
    constructor(address: string | URL, options?: WorkerOptions) {
      super(address, options);
      scope.capturedWorkers.push(this);
      this.addEventListener("message", ({ data }) => tell("worker-to-page", data));
    }
    override postMessage(message: unknown): void {
      const { command } = message as { command?: { type: string } };
      tell("page-to-worker", command?.type === "give-key" ? "give-key" : message);
      super.postMessage(message);
    }
  };
  if (typeof BroadcastChannel !== "undefined")
    new BroadcastChannel("vivarium").addEventListener("message", ({ data }) => tell("between-tabs", data));
  if (typeof Clipboard !== "undefined")
    Clipboard.prototype.writeText = async (text) => {
      tell("clipboard", text);
    };
  addEventListener("copy", () => tell("clipboard", String(getSelection())));
};

const listenToConsole = (page: Page, tell: (text: string) => void): void => {
  page.on("console", async (message) => {
    tell(`${message.text()} ${JSON.stringify(message.location())}`);
    for (const argument of message.args()) tell(String(argument));
  });
  page.on("pageerror", (error) => tell(`${error.message} ${error.stack ?? ""}`));
  page.on("dialog", (dialog) => tell(dialog.message()));
};

/** Hears what passes between the parts of the app, in every tab of a context that opens from now on. */
export const plantSpies = async (context: BrowserContext): Promise<Spies> => {
  const heard = new Map<SpiedWay, string[]>();
  const tell = (way: SpiedWay, text: string): void => void heard.set(way, [...(heard.get(way) ?? []), text]);
  await context.exposeFunction("canarySpy", tell);
  await context.addInitScript(listenInside);
  for (const page of context.pages()) listenToConsole(page, (text) => tell("console", text));
  context.on("page", (page) => listenToConsole(page, (text) => tell("console", text)));
  return { heard: (way) => heard.get(way) ?? [] };
};
