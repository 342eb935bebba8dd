import type { CDPSession, Page, Worker } from "@playwright/test";

/** Ends the renderer of a page at once, as a crash does: no event runs in it any more. */
export const crashPage = async (page: Page): Promise<void> => {
  const session = await page.context().newCDPSession(page);
  const crashed = page.waitForEvent("crash");
  // The command has no answer: the one who would send it is gone.
  session.send("Page.crash").catch(() => undefined);
  await crashed;
};

/** The agent's worker of a page; waits until it runs. */
export const agentWorker = async (page: Page): Promise<Worker> => {
  const isAgent = (worker: Worker): boolean => worker.url().startsWith("blob:");
  return page.workers().find(isAgent) ?? (await page.waitForEvent("worker", isAgent));
};

/** Ends the agent's worker without a word: neither the page nor the worker gets an event. */
export const killWorker = async (page: Page): Promise<void> => {
  const worker = await agentWorker(page);
  const closed = worker.waitForEvent("close");
  await worker.evaluate(() => self.close());
  await closed;
};

/** Makes the agent's worker busy for good, as a tool that never ends does. */
export const hangWorker = async (page: Page): Promise<void> => {
  const worker = await agentWorker(page);
  worker
    .evaluate(() => {
      for (;;);
    })
    .catch(() => undefined);
};

/** Lets the agent's worker find that so much time has passed, as after a sleep: its timers did not run meanwhile. */
export const passTime = async (page: Page, passedMs: number): Promise<void> => {
  const worker = await agentWorker(page);
  await worker.evaluate((ms) => {
    const real = Date.now.bind(Date);
    Date.now = () => real() + ms;
  }, passedMs);
};

/** A command session for what Playwright has no call for. */
export const commandsTo = (page: Page): Promise<CDPSession> => page.context().newCDPSession(page);
