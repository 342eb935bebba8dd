import { err, ok } from "../../kernel/base/result.ts";
import { readImageHeader } from "../../kernel/conversation/picture.ts";
import type { Theme } from "./app-state.ts";
import type { PageWindow } from "./page-window.ts";

export interface FakeWindow extends PageWindow {
  readonly title: () => string;
  readonly theme: () => Theme;
  /** Every hash so far, the way "back" sees them. */
  readonly history: readonly string[];
  readonly visit: (hash: string) => void;
  readonly setOnline: (online: boolean) => void;
  /** Paints: runs what waits for the next frame, and tells how much that was. */
  readonly frame: () => number;
  readonly stored: Map<string, string>;
}

export const createFakeWindow = (hash = "", stored = new Map<string, string>()): FakeWindow => {
  const history = [hash];
  let [title, theme, online]: [string, Theme, boolean] = ["", "system", true];
  let tasks: (() => void)[] = [];
  let onHash = (): void => {};
  let onOnline = (): void => {};
  return {
    stored,
    history,
    title: () => title,
    theme: () => theme,
    visit: (next) => {
      history.push(next);
      onHash();
    },
    setOnline: (value) => {
      online = value;
      onOnline();
    },
    frame: () => {
      const due = tasks;
      tasks = [];
      for (const task of due) task();
      return due.length;
    },
    hash: () => history.at(-1) ?? "",
    setHash: (next, how) => {
      if (how === "replace") history.pop();
      history.push(next);
    },
    onHash: (listener) => {
      onHash = listener;
    },
    online: () => online,
    onOnline: (listener) => {
      onOnline = listener;
    },
    setTitle: (value) => {
      title = value;
    },
    setTheme: (value) => {
      theme = value;
    },
    nextFrame: (task) => void tasks.push(task),
    preparePicture: async ({ name, arrayBuffer }) => {
      const bytes = new Uint8Array(await arrayBuffer());
      const header = readImageHeader(bytes);
      return header === undefined ? err("it is not a picture.") : ok({ ...header, bytes, name });
    },
    storage: { getItem: (key) => stored.get(key) ?? null, setItem: (key, value) => void stored.set(key, value) },
  };
};
