/** Keys of this tab: in memory only, each for one origin. Nothing here can be listed, stored or sent but the origins. */
export interface KeyRing {
  readonly give: (origin: string, key: string) => void;
  readonly forget: (origin: string) => void;
  readonly keyFor: (origin: string) => string | undefined;
  readonly origins: () => readonly string[];
  readonly forgetAll: () => void;
  /** By origin, the key's prefix and its last four characters, which do not let anybody use it; "key" for a short one. */
  readonly hints: () => Readonly<Record<string, string>>;
  /** The text without any held key, in plain, URL-encoded or base64 form. */
  readonly scrub: (text: string) => string;
}

const hidden = "[key removed]";

const formsOf = (key: string): readonly string[] => {
  const forms = new Set([key, encodeURIComponent(key)]);
  // btoa refuses characters beyond Latin-1; such a key has no base64 form that a header could carry.
  if ([...key].every((character) => character.charCodeAt(0) <= 0xff)) forms.add(btoa(key)).add(btoa(key).replace(/=+$/u, ""));
  return [...forms];
};

/** A key under 24 characters would be known by a large part of it. */
const minHintedLength = 24;

const hintOf = (key: string): string => {
  if (key.length < minHintedLength) return "key";
  const prefix = /^(?:sk-ant-|sk-or-|sk-proj-|sk-|gsk_|xai-|hf_)/u.exec(key)?.[0] ?? "";
  return `${prefix}…${key.slice(-4)}`;
};

export const createKeyRing = (): KeyRing => {
  const keys = new Map<string, string>();
  return {
    give: (origin, key) => void keys.set(origin, key),
    forget: (origin) => void keys.delete(origin),
    keyFor: (origin) => keys.get(origin),
    origins: () => [...keys.keys()],
    forgetAll: () => keys.clear(),
    hints: () => Object.fromEntries([...keys].map(([origin, key]) => [origin, hintOf(key)])),
    scrub: (text) => {
      let clean = text;
      for (const key of keys.values()) for (const form of formsOf(key)) clean = clean.replaceAll(form, hidden);
      return clean;
    },
  };
};
