import { expect, type Locator, type Page } from "@playwright/test";
import type { PersonsFile } from "../pictures.ts";

/** Transcript, composer and status line. */
export interface Chat {
  readonly message: Locator;
  readonly send: Locator;
  readonly steer: Locator;
  readonly stop: Locator;
  readonly transcript: Locator;
  readonly turns: Locator;
  /** What the model has written last, without anything that the app says around it. */
  readonly answer: Locator;
  readonly status: Locator;
  readonly newSession: Locator;
  readonly sessions: Locator;
  readonly resume: Locator;
  /** Makes a request again that was given up. */
  readonly tryAgain: Locator;
  /** Ends the wait before the next attempt. */
  readonly tryNow: Locator;
  readonly takeOver: Locator;
  readonly level: Locator;
  /** The pictures and documents of the message that is being written. */
  readonly attached: Locator;
  readonly removePicture: (name: string) => Locator;
  /** Chooses files, as in the browser's own dialog. */
  readonly attach: (files: PersonsFile[] | string) => Promise<void>;
  /** Makes an empty session, from wherever the page is. */
  readonly beginSession: () => Promise<void>;
  /** Types a message and sends it. */
  readonly say: (text: string) => Promise<void>;
  /** Opens everything that is folded in the transcript. */
  readonly openEveryRow: () => Promise<void>;
  /** Takes up a run that was interrupted; does nothing where none is. */
  readonly resumeRun: () => Promise<void>;
  /** Waits until the run under way has ended. */
  readonly untilIdle: () => Promise<void>;
}

export const createChat = (page: Page): Chat => {
  const message = page.getByRole("textbox", { name: "Message", exact: true });
  const send = page.getByRole("button", { name: "Send", exact: true });
  const stop = page.getByRole("button", { name: "Stop", exact: true });
  const newSession = page.getByRole("button", { name: "New session", exact: true });
  const resume = page.getByRole("button", { name: "Resume", exact: true });
  const transcript = page.getByRole("region", { name: "Transcript" });
  let hasSaid = false;
  return {
    message,
    send,
    steer: page.getByRole("button", { name: "Steer", exact: true }),
    stop,
    transcript,
    turns: transcript.getByRole("article"),
    answer: transcript.getByRole("article").last().locator(".prose").last(),
    status: page.getByRole("status", { name: "Status" }),
    newSession,
    sessions: page.getByRole("navigation", { name: "Sessions" }),
    resume,
    tryAgain: page.getByRole("button", { name: "Try again", exact: true }),
    tryNow: page.getByRole("button", { name: "Try again now" }),
    takeOver: page.getByRole("button", { name: "Take over" }),
    attached: page.getByRole("list", { name: "Attached files" }).getByRole("listitem"),
    removePicture: (name) => page.getByRole("button", { name: `Remove “${name}”` }),
    attach: (files) => page.getByLabel("Files to attach").setInputFiles(files),
    level: page.getByRole("combobox", { name: "Ask" }),
    beginSession: async () => {
      // The first screen stands alone; every other page has the list of sessions beside it.
      await page.evaluate(() => {
        location.hash = "#/settings/about";
      });
      await newSession.click();
      await expect(message).toBeVisible();
    },
    say: async (text) => {
      await message.fill(text);
      await send.click();
      hasSaid = true;
    },
    // All at once and without the mouse: each row that opens moves the ones below it.
    openEveryRow: () =>
      transcript.locator("button[aria-expanded=false]").evaluateAll((openers) => {
        for (const opener of openers) if (opener instanceof HTMLElement) opener.click();
      }),
    resumeRun: async () => {
      if (!(await resume.isVisible())) return;
      await resume.click();
      await expect(resume).toBeHidden();
    },
    untilIdle: async () => {
      // The box is emptied when the message is stored; before that there is no run to wait for.
      if (hasSaid) await expect(message).toHaveValue("");
      hasSaid = false;
      await expect(stop).toBeHidden({ timeout: 30_000 });
      await expect(message).toBeVisible();
    },
  };
};
