import { err } from "../../kernel/base/result.ts";
import type { Theme } from "./app-state.ts";
import type { KeyValueStore } from "./page-memory.ts";
import type { PreparePicture } from "./pictures/attachment.ts";

/** The parts of the browser's window that the store reads and sets. */
export interface PageWindow {
  readonly hash: () => string;
  /** Goes to a hash: as a step that "back" returns from, or in place of the current one. */
  readonly setHash: (hash: string, how: "push" | "replace") => void;
  readonly onHash: (listener: () => void) => void;
  readonly online: () => boolean;
  readonly onOnline: (listener: () => void) => void;
  readonly setTitle: (title: string) => void;
  readonly setTheme: (theme: Theme) => void;
  readonly nextFrame: (task: () => void) => void;
  readonly preparePicture: PreparePicture;
  readonly storage: KeyValueStore;
}

/** `localStorage` itself throws where storage is refused, so it is only touched when it is used. */
const lazyStorage = (window: Window): KeyValueStore => ({
  getItem: (key) => window.localStorage.getItem(key),
  setItem: (key, value) => window.localStorage.setItem(key, value),
});

/** Loaded when the first picture is attached. */
const preparePicture: PreparePicture = async (source) => {
  try {
    const [{ preparePicture: prepare }, { decodePicture }] = await Promise.all([
      import("./pictures/prepare-picture.ts"),
      import("./pictures/picture-canvas.ts"),
    ]);
    return await prepare(source, decodePicture);
  } catch (cause) {
    const reason = cause instanceof Error ? cause.message : String(cause);
    return err(`it could not be prepared (${reason}). The message is as it was. Try again, or reload the page first.`);
  }
};

export const pageWindow = (window: Window): PageWindow => ({
  hash: () => window.location.hash,
  setHash: (hash, how) => {
    if (how === "push") window.history.pushState(null, "", hash);
    else window.history.replaceState(null, "", hash);
  },
  onHash: (listener) => {
    window.addEventListener("hashchange", listener);
    window.addEventListener("popstate", listener);
  },
  online: () => window.navigator.onLine,
  onOnline: (listener) => {
    window.addEventListener("online", listener);
    window.addEventListener("offline", listener);
  },
  setTitle: (title) => {
    window.document.title = title;
  },
  setTheme: (theme) => {
    const root = window.document.documentElement;
    if (theme === "system") root.removeAttribute("data-theme");
    else root.setAttribute("data-theme", theme);
  },
  nextFrame: (task) => void window.requestAnimationFrame(task),
  preparePicture,
  storage: lazyStorage(window),
});
