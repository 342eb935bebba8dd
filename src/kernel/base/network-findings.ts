/** The system under the browser, for commands that differ between them. */
export type OperatingSystem = "macos" | "windows" | "linux" | "other";

/** What the browser tells of itself and of what it allows this page. */
export interface Surroundings {
  /** The origin of this page: what a server's list of allowed origins has to name. */
  readonly pageOrigin: string;
  readonly system: OperatingSystem;
  /** Safari refuses http on this computer to a page that came over https; other browsers trust it. */
  readonly isSafari: boolean;
  /** Chromium's permission to reach this computer and its network from a public page; unknown where there is no such permission. */
  readonly localNetwork: "granted" | "denied" | "prompt" | "unknown";
}

/**
 * What could be found out about a request without a readable answer: a browser hides from a page why it failed. Each fact was
 * measured by a request of its own, without the key unless it says so.
 */
export interface NetworkFindings extends Surroundings {
  /** False: the browser has no network at all. */
  readonly online: boolean;
  /** Whether anything answers at the address, readable or not. */
  readonly answers: boolean;
  /** Whether a page may read what answers there. */
  readonly readable: boolean;
  /** Whether it can be read with the held key too; undefined where no key is held, or where nothing can be read without one. */
  readonly readableWithKey: boolean | undefined;
  /** Whether the host of this page answers; undefined where it is this computer, which says nothing of the network. */
  readonly pageHostAnswers: boolean | undefined;
}
