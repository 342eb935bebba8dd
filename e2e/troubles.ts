import type { BrowserContext, Page } from "@playwright/test";

/** Everything a page or its worker complains about. A test fails over it, unless it said beforehand that it causes it. */
export interface Troubles {
  /** Complaints that match belong to the test. */
  readonly expect: (pattern: RegExp) => void;
  /** Complaints that nobody expected. */
  readonly unexpected: () => readonly string[];
  /** Complaints that match, expected or not. */
  readonly matching: (pattern: RegExp) => readonly string[];
}

/** Policy violations reach the console only in some cases, so pages report them by themselves. */
const reportViolations = (): void => {
  addEventListener("securitypolicyviolation", (event) => {
    console.error(`Policy violation: ${event.effectiveDirective} ${event.blockedURI} ${event.sample}`);
  });
};

/** What a driver of software graphics says of its own speed; the page is not asked. */
const driverNote = /GL Driver Message \(OpenGL, Performance/;

const listenTo = (page: Page, complain: (text: string) => void): void => {
  page.on("console", (message) => {
    const isComplaint = message.type() === "error" || message.type() === "warning";
    if (isComplaint && !driverNote.test(message.text()))
      complain(`${message.type()}: ${message.text()} (${message.location().url})`);
  });
  page.on("pageerror", (error) => complain(`uncaught: ${error.message}`));
};

/** Listens to every page of a context, those that open later too. */
export const watchTroubles = async (context: BrowserContext): Promise<Troubles> => {
  const complaints: string[] = [];
  const expected: RegExp[] = [];
  const complain = (text: string): void => void complaints.push(text);
  await context.addInitScript(reportViolations);
  for (const page of context.pages()) listenTo(page, complain);
  context.on("page", (page) => listenTo(page, complain));
  return {
    expect: (pattern) => void expected.push(pattern),
    unexpected: () => complaints.filter((text) => !expected.some((pattern) => pattern.test(text))),
    matching: (pattern) => complaints.filter((text) => pattern.test(text)),
  };
};
