import { attachedOf, type Block } from "../conversation/message.ts";

/** Where text came from. Labels follow it; those from outside make outward calls ask. */
export type Origin =
  | { readonly type: "user" }
  | { readonly type: "model" }
  | { readonly type: "file"; readonly path: string }
  | { readonly type: "web"; readonly origin: string }
  | { readonly type: "tool-server"; readonly server: string }
  /** A file that was brought in, or attached to a message. */
  | { readonly type: "import"; readonly name: string }
  | { readonly type: "memory"; readonly memoryId: string }
  /** The result of a tool that reaches outside and does not say more of where its text is from. */
  | { readonly type: "outside"; readonly tool: string };

/** The kinds of places for whose text neither the person nor the model vouches. */
export const outsideKinds = ["web", "tool-server", "import", "memory", "outside"] as const satisfies readonly Origin["type"][];
export type OutsideKind = (typeof outsideKinds)[number];
export type OutsideOrigin = Extract<Origin, { readonly type: OutsideKind }>;

const none: readonly OutsideOrigin[] = [];
const others = "others";

/** Places that are told apart; of those beyond, only the kind is kept. */
export const maxOutsideOrigins = 12;

const isFromOutside = (origin: Origin): origin is OutsideOrigin => outsideKinds.some((kind) => kind === origin.type);

/** Those from outside; the same empty list where there are none. */
export const outsideOf = (origins: readonly Origin[]): readonly OutsideOrigin[] => {
  const found = origins.length === 0 ? none : origins.filter(isFromOutside);
  return found.length === 0 ? none : found;
};

/** The place in a word: its address, its name. */
const placeNameOf = (origin: OutsideOrigin): string => {
  switch (origin.type) {
    case "web":
      return origin.origin;
    case "tool-server":
      return origin.server;
    case "import":
      return origin.name;
    case "memory":
      return origin.memoryId;
    case "outside":
      return origin.tool;
  }
};

const othersOf = ({ type }: OutsideOrigin): OutsideOrigin => {
  switch (type) {
    case "web":
      return { type, origin: others };
    case "tool-server":
      return { type, server: others };
    case "import":
      return { type, name: others };
    case "memory":
      return { type, memoryId: others };
    case "outside":
      return { type, tool: others };
  }
};

export const isSameOrigin = (one: Origin, other: Origin): boolean =>
  one.type === other.type &&
  (!isFromOutside(one) || !isFromOutside(other) || placeNameOf(one) === placeNameOf(other)) &&
  (one.type !== "file" || other.type !== "file" || one.path === other.path);

const has = (origins: readonly Origin[], origin: Origin): boolean => origins.some((one) => isSameOrigin(one, origin));

/**
 * The first list with what the second has from outside; the first itself where that is nothing new. A kind is never lost: beyond
 * `maxOutsideOrigins` places, others of it stand together under one name.
 */
export const joinOrigins = (to: readonly Origin[], more: readonly Origin[] | undefined): readonly Origin[] => {
  if (more === undefined || more.length === 0 || more === to) return to;
  let joined: Origin[] | undefined;
  let places = -1;
  for (const origin of more) {
    if (!isFromOutside(origin) || has(joined ?? to, origin)) continue;
    if (places === -1) places = outsideOf(to).length;
    const kept = places < maxOutsideOrigins ? origin : othersOf(origin);
    if (has(joined ?? to, kept)) continue;
    joined ??= [...to];
    joined.push(kept);
    places += 1;
  }
  return joined ?? to;
};

/** What a message has from outside: the files that are attached to it. */
export const originsOfBlocks = (blocks: readonly Block[]): readonly OutsideOrigin[] => {
  const attached = attachedOf(blocks);
  return attached.length === 0
    ? none
    : attached.map(({ name, type }) => ({ type: "import", name: name ?? (type === "image" ? "a picture" : "a document") }));
};

/** What the files of an effect have from outside, before and after. */
export const originsOfFiles = (
  files: readonly {
    readonly before: { readonly origins?: readonly Origin[] } | null;
    readonly after: { readonly origins?: readonly Origin[] } | null;
  }[],
): readonly Origin[] => {
  let origins: readonly Origin[] = none;
  for (const { before, after } of files) origins = joinOrigins(joinOrigins(origins, before?.origins), after?.origins);
  return origins;
};

/** What is from outside among entries of the log. */
export const originsOfEntries = (entries: readonly { readonly origins: readonly Origin[] }[]): readonly Origin[] => {
  let origins: readonly Origin[] = none;
  let last: readonly Origin[] | undefined;
  for (const entry of entries) {
    // Entries that follow each other mostly share one list.
    if (entry.origins === last) continue;
    last = entry.origins;
    origins = joinOrigins(origins, last);
  }
  return origins;
};
