import type { SessionId } from "../../kernel/ids.ts";
import { isJsonObject, type JsonValue, parseUntrustedJson } from "../../kernel/json.ts";
import { type InspectorTab, inspectorTabs, type Theme } from "./app-state.ts";

/** What `localStorage` offers. Every method may throw: storage can be refused or full. */
export interface KeyValueStore {
  getItem(key: string): string | null;
  setItem(key: string, value: string): void;
}

/** The person's own small choices, kept beside the workspace. Where storage is refused they last until reload. */
export interface PageMemory {
  readonly theme: () => Theme;
  readonly drafts: () => Readonly<Record<string, string>>;
  readonly tabOf: (sessionId: SessionId) => InspectorTab | undefined;
  readonly lastSession: () => string | undefined;
  readonly keepTheme: (theme: Theme) => void;
  readonly keepDrafts: (drafts: Readonly<Record<string, string>>) => void;
  readonly keepTab: (sessionId: SessionId, tab: InspectorTab | undefined) => void;
  readonly keepLastSession: (sessionId: SessionId) => void;
}

const themes: readonly Theme[] = ["system", "light", "dark"];
const maxKeptSessions = 200;

const strings = (value: JsonValue): Record<string, string> => {
  const kept: Record<string, string> = {};
  if (isJsonObject(value)) for (const [key, text] of Object.entries(value)) if (typeof text === "string") kept[key] = text;
  return kept;
};

/** The newest keys only, so that sessions that are gone do not fill the storage. */
const newest = (record: Readonly<Record<string, string>>): Record<string, string> =>
  Object.fromEntries(Object.entries(record).slice(-maxKeptSessions));

export const createPageMemory = (storage: KeyValueStore): PageMemory => {
  const read = (name: string): string | undefined => {
    try {
      return storage.getItem(`vivarium.${name}`) ?? undefined;
    } catch {
      // Storage is refused: the page works without its memory.
      return undefined;
    }
  };
  const write = (name: string, value: string): void => {
    try {
      storage.setItem(`vivarium.${name}`, value);
    } catch {
      // Storage is refused or full: the choice lasts until reload.
    }
  };
  const readStrings = (name: string): Record<string, string> => {
    const parsed = parseUntrustedJson(read(name) ?? "{}");
    return parsed.ok ? strings(parsed.value) : {};
  };
  const tabs = readStrings("tabs");

  return {
    theme: () => themes.find((theme) => theme === read("theme")) ?? "system",
    drafts: () => readStrings("drafts"),
    tabOf: (sessionId) => inspectorTabs.find((tab) => tab === tabs[sessionId]),
    lastSession: () => read("last-session"),
    keepTheme: (theme) => write("theme", theme),
    keepDrafts: (drafts) => write("drafts", JSON.stringify(newest(drafts))),
    keepTab: (sessionId, tab) => {
      delete tabs[sessionId];
      if (tab !== undefined) tabs[sessionId] = tab;
      write("tabs", JSON.stringify(newest(tabs)));
    },
    keepLastSession: (sessionId) => write("last-session", sessionId),
  };
};
