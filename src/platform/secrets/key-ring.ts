import type { JsonValue } from "../../kernel/base/json.ts";
import { formsOfKey } from "./key-forms.ts";

/** Takes keys out of a text that comes in pieces. */
export interface StreamScrubber {
  /** What may be shown by now: an ending that could become a key is kept back. */
  readonly push: (piece: string) => string;
  /** What was kept back; the text is over, or something else follows. */
  readonly rest: () => string;
}

/**
 * Keys of this tab: in memory only, each for one origin. Nothing here can be listed, stored or sent but the origins.
 *
 * Scrubbing replaces the keys that are held, of 8 characters or more, in the forms of key-forms.ts, and nothing else: what
 * only looks like a secret is the person's data and stays as it is.
 */
export interface KeyRing {
  readonly give: (origin: string, key: string) => void;
  readonly forget: (origin: string) => void;
  readonly forgetAll: () => void;
  readonly keyFor: (origin: string) => string | undefined;
  readonly origins: () => readonly string[];
  /** By origin, the key's prefix and its last four characters, which do not let anybody use it; "key" for a short one. */
  readonly hints: () => Readonly<Record<string, string>>;
  readonly scrub: (text: string) => string;
  /** The value with every text in it scrubbed, names of fields included; the same value where none holds a key. */
  readonly scrubJson: <Value extends JsonValue>(value: Value) => Value;
  readonly createStreamScrubber: () => StreamScrubber;
  /** The origin whose key stands somewhere in a value, in plain or in another form. */
  readonly originIn: (value: unknown) => string | undefined;
}

const hidden = "[key removed]";

/** How many characters at the end of a text begin one of the forms. */
const openEnding = (text: string, forms: readonly string[]): number => {
  let longest = 0;
  for (const form of forms) {
    const first = form.charAt(0);
    let at = text.indexOf(first, Math.max(0, text.length - form.length + 1));
    while (at >= 0 && text.length - at > longest) {
      if (form.startsWith(text.slice(at))) longest = text.length - at;
      else at = text.indexOf(first, at + 1);
    }
  }
  return longest;
};

const textsIn = function* (value: unknown): Generator<string> {
  if (typeof value === "string") yield value;
  // The bytes of a picture hold no text.
  else if (typeof value === "object" && value !== null && !ArrayBuffer.isView(value))
    for (const [name, inner] of Object.entries(value)) {
      yield name;
      yield* textsIn(inner);
    }
};

/** A key under 24 characters would be known by a large part of it. */
const minHintedLength = 24;

const hintOf = (key: string): string => {
  if (key.length < minHintedLength) return "key";
  const prefix = /^(?:sk-ant-|sk-or-|sk-proj-|sk-|gsk_|xai-|hf_)/u.exec(key)?.[0] ?? "";
  return `${prefix}…${key.slice(-4)}`;
};

export const createKeyRing = (): KeyRing => {
  const keys = new Map<string, { readonly key: string; readonly forms: readonly string[] }>();
  let forms: readonly string[] = [];
  const changed = (): void => {
    forms = [...keys.values()].flatMap((held) => held.forms).sort((a, b) => b.length - a.length);
  };

  const scrub = (text: string): string => {
    let clean = text;
    for (const form of forms) if (clean.includes(form)) clean = clean.replaceAll(form, hidden);
    return clean;
  };
  const scrubJson = (value: JsonValue): JsonValue => {
    if (typeof value === "string") return scrub(value);
    if (typeof value !== "object" || value === null) return value;
    if (Array.isArray(value)) return value.map(scrubJson);
    return Object.fromEntries(Object.entries(value).map(([name, inner]) => [scrub(name), scrubJson(inner)]));
  };
  const originIn = (value: unknown): string | undefined => {
    if (forms.length === 0) return undefined;
    const texts = [...textsIn(value)];
    const holds = (one: readonly string[]): boolean => one.some((form) => texts.some((text) => text.includes(form)));
    return [...keys].find(([, held]) => holds(held.forms))?.[0];
  };

  return {
    give: (origin, key) => {
      keys.set(origin, { key, forms: formsOfKey(key) });
      changed();
    },
    forget: (origin) => {
      keys.delete(origin);
      changed();
    },
    forgetAll: () => {
      keys.clear();
      changed();
    },
    keyFor: (origin) => keys.get(origin)?.key,
    origins: () => [...keys.keys()],
    hints: () => Object.fromEntries([...keys].map(([origin, { key }]) => [origin, hintOf(key)])),
    scrub,
    // Scrubbing changes texts only, so what comes out has the type of what went in.
    scrubJson: <Value extends JsonValue>(value: Value) => (originIn(value) === undefined ? value : (scrubJson(value) as Value)),
    originIn,
    createStreamScrubber: () => {
      let kept = "";
      return {
        push: (piece) => {
          if (forms.length === 0 && kept === "") return piece;
          const clean = scrub(kept + piece);
          const open = openEnding(clean, forms);
          kept = clean.slice(clean.length - open);
          return clean.slice(0, clean.length - open);
        },
        rest: () => {
          const rest = scrub(kept);
          kept = "";
          return rest;
        },
      };
    },
  };
};
