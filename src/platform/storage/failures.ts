import type { Failure } from "../../kernel/base/failure.ts";
import type { Expectation } from "../../kernel/contracts/store.ts";

/** What can be said about the workspace's database when it does not do as asked: cause, effect on the data, next step. */

export const storageFull: Failure = {
  type: "storage-full",
  message:
    "This was not saved: the browser's storage for this page is full. Nothing of it was written and everything saved before is safe. Free space on the disk, or delete sessions that you no longer need (which needs a little room too, so a disk that is quite full has to be helped first); then try again.",
};

export const superseded: Failure = {
  type: "superseded",
  message:
    "This was not saved: another tab has taken over the workspace. Nothing of it was written; go on in that tab, or choose Take over here.",
};

/** Why there is no connection, as the start of a sentence about it. */
export type LossCause = "closed" | "version-change" | "gone" | "unreachable";

const lossSentences: Readonly<Record<LossCause, string>> = {
  closed:
    "The workspace was closed in this tab. Nothing more is saved here and everything saved before is safe; reload the page.",
  "version-change":
    "Another tab opened this workspace with another version of the program. Nothing more is saved in this tab and everything saved before is safe; reload the page.",
  gone: "This page's saved data was removed while the page was open. Nothing more can be saved in this tab; copy from the screen what you still need, then reload the page.",
  unreachable:
    "The connection to the browser's storage was lost and could not be opened again. What was saved before is most likely safe, but nothing more is saved in this tab; reload the page.",
};

export const storageLost = (cause: LossCause): Failure => ({ type: "storage-lost", message: lossSentences[cause] });

export const conflictOn = (expectation: Expectation): Failure => ({
  type: "conflict",
  message:
    expectation.type === "file-version"
      ? `"${expectation.path}" changed while this change was prepared. Nothing was written; look at the file as it is and repeat the change.`
      : expectation.type === "last-seq"
        ? "Something else was stored while this was prepared. Nothing was written; do it again."
        : "The question was answered or withdrawn elsewhere in the meantime. Nothing was written; look at the call again.",
});

export const newerVersion =
  "This workspace was saved by a newer version of the program. It was not opened and nothing in it was changed; reload the page to get that version, or close this tab.";

/** `cause` is what the browser said. */
export const refusedBecause = (cause: string): string =>
  `The browser lets this page store nothing (${cause.replace(/[.\s]+$/u, "")}). What was saved before is as it was; leave private browsing or allow storage for this page, then reload.`;

export const blockedByOtherTab =
  "Another tab still uses this workspace with an older version of the program. Nothing is lost; close or reload the other tabs and this one goes on by itself.";
