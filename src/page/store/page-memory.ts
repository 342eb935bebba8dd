import type { SessionId } from "../../kernel/base/ids.ts";
import { isJsonObject, type JsonValue, parseUntrustedJson } from "../../kernel/base/json.ts";
import type { Reference } from "../../kernel/conversation/message.ts";
import { type FileDraft, type InspectorTab, inspectorTabs, type Theme } from "./app-state.ts";

/** What `localStorage` offers. Every method may throw: storage can be refused or full. */
export interface KeyValueStore {
  getItem(key: string): string | null;
  setItem(key: string, value: string): void;
}

/** The person's own small choices, kept beside the workspace. Where storage is refused they last until reload. */
export interface PageMemory {
  readonly theme: () => Theme;
  readonly drafts: () => Readonly<Record<string, string>>;
  readonly references: () => Readonly<Record<string, readonly Reference[]>>;
  readonly fileDrafts: () => Readonly<Record<string, FileDraft>>;
  readonly tabOf: (sessionId: SessionId) => InspectorTab | undefined;
  readonly lastSession: () => string | undefined;
  readonly keepTheme: (theme: Theme) => void;
  readonly keepDrafts: (drafts: Readonly<Record<string, string>>) => void;
  readonly keepReferences: (references: Readonly<Record<string, readonly Reference[]>>) => void;
  /** Beside those that another tab keeps. False where it cannot be kept. */
  readonly keepFileDraft: (path: string, draft: FileDraft | undefined) => boolean;
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

const draftsIn = (value: JsonValue): Record<string, FileDraft> => {
  const drafts: Record<string, FileDraft> = {};
  if (!isJsonObject(value)) return drafts;
  for (const [path, draft] of Object.entries(value)) {
    if (!isJsonObject(draft)) continue;
    const { base, text } = draft;
    if (typeof text === "string" && (base === null || typeof base === "string")) drafts[path] = { text, base };
  }
  return drafts;
};

const referenceIn = (value: JsonValue): readonly Reference[] => {
  if (!isJsonObject(value)) return [];
  const { id, kind, label, type } = value;
  return type === "entity" && typeof id === "string" && typeof kind === "string" && typeof label === "string"
    ? [{ type, id, kind, label }]
    : [];
};

const referencesIn = (value: JsonValue): Record<string, readonly Reference[]> =>
  Object.fromEntries(
    Object.entries(isJsonObject(value) ? value : {}).flatMap(([key, list]): [string, readonly Reference[]][] =>
      Array.isArray(list) ? [[key, list.flatMap(referenceIn)]] : [],
    ),
  );

/** The newest keys only, so that sessions that are gone do not fill the storage. */
const newest = <Value>(record: Readonly<Record<string, Value>>): Record<string, Value> =>
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
  const write = (name: string, value: string): boolean => {
    try {
      storage.setItem(`vivarium.${name}`, value);
      return true;
    } catch {
      // Storage is refused or full: the choice lasts until reload.
      return false;
    }
  };
  const readStrings = (name: string): Record<string, string> => {
    const parsed = parseUntrustedJson(read(name) ?? "{}");
    return parsed.ok ? strings(parsed.value) : {};
  };
  const fileDrafts = (): Record<string, FileDraft> => {
    const parsed = parseUntrustedJson(read("file-drafts") ?? "{}");
    return parsed.ok ? draftsIn(parsed.value) : {};
  };
  const tabs = readStrings("tabs");

  return {
    theme: () => themes.find((theme) => theme === read("theme")) ?? "system",
    drafts: () => readStrings("drafts"),
    references: () => {
      const parsed = parseUntrustedJson(read("references") ?? "{}");
      return parsed.ok ? referencesIn(parsed.value) : {};
    },
    fileDrafts,
    tabOf: (sessionId) => inspectorTabs.find((tab) => tab === tabs[sessionId]),
    lastSession: () => read("last-session"),
    keepTheme: (theme) => void write("theme", theme),
    keepDrafts: (drafts) => void write("drafts", JSON.stringify(newest(drafts))),
    keepReferences: (references) => void write("references", JSON.stringify(newest(references))),
    keepFileDraft: (path, draft) => {
      const { [path]: _before, ...others } = fileDrafts();
      return write("file-drafts", JSON.stringify(draft === undefined ? others : { ...others, [path]: draft }));
    },
    keepTab: (sessionId, tab) => {
      delete tabs[sessionId];
      if (tab !== undefined) tabs[sessionId] = tab;
      write("tabs", JSON.stringify(newest(tabs)));
    },
    keepLastSession: (sessionId) => void write("last-session", sessionId),
  };
};
