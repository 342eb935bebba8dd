/** Counts the commits of a tab, and ends it at one of them: it goes on no further, as a tab does that the system killed. */
export interface Doom {
  /** For the tab's store: asked at each commit. */
  readonly point: () => Promise<void>;
  /** Resolves when the tab has ended; never where no commit was the last one. */
  readonly death: Promise<void>;
  readonly commits: () => number;
}

/** `isLast`: whether the tab ends at this commit, counted from 1. Absent: it lives. */
export const createDoom = (isLast: (commit: number) => boolean = () => false): Doom => {
  let commits = 0;
  let died = (): void => {};
  const death = new Promise<void>((resolve) => {
    died = resolve;
  });
  return {
    death,
    commits: () => commits,
    point: () => {
      commits += 1;
      if (!isLast(commits)) return Promise.resolve();
      died();
      return new Promise(() => {});
    },
  };
};
