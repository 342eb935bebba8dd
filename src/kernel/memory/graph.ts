/**
 * The knowledge graph of a workspace: one file of JSON for each entity, with its facts and the relations that leave it. So a change
 * of the graph is previewed, approved, committed with its entry, undone and branched as files are, and carries their origins.
 */
export const graphFolder = "/.graph";

/** Since when something counts, and until when. */
export interface Validity {
  /** When it was taken in; milliseconds since 1970. */
  readonly from: number;
  /** When it ceased to count, and what took its place: a value or an entity's id; absent: nothing. Absent as a whole: it counts. */
  readonly superseded?: { readonly at: number; readonly by?: string };
  /** The words it was drawn from, or why somebody says so. */
  readonly evidence?: string;
}

export interface GraphFact extends Validity {
  readonly key: string;
  readonly value: string;
}

/** An arrow to another entity, which need not be there. */
export interface GraphRelation extends Validity {
  readonly kind: string;
  /** The id of an entity, or of one that was merged into another. */
  readonly to: string;
  /** What it was called where it was first named: what is shown while it is not there. */
  readonly name: string;
  /** What going along it costs, 0 or more. */
  readonly weight: number;
}

export interface GraphEntity {
  /** As `entityIdOf` makes it of its first label. */
  readonly id: string;
  readonly kind: string;
  readonly label: string;
  /** Labels of entities that were merged into this one. */
  readonly aliases: readonly string[];
  /** Of one key at most one counts. */
  readonly facts: readonly GraphFact[];
  /** Of one kind and target at most one counts. */
  readonly relations: readonly GraphRelation[];
}

/** A change of the graph. Entities are named by id or label. */
export type GraphEdit =
  /** Makes it, or changes what is given. */
  | { readonly type: "put-entity"; readonly name: string; readonly kind?: string; readonly label?: string }
  /** Another value of the same key is superseded by this one. */
  | {
      readonly type: "set-fact";
      readonly entity: string;
      readonly key: string;
      readonly value: string;
      readonly evidence?: string;
    }
  | { readonly type: "end-fact"; readonly entity: string; readonly key: string }
  /** `from` is made where it is not there; `to` need not be. */
  | {
      readonly type: "relate";
      readonly from: string;
      readonly kind: string;
      readonly to: string;
      readonly weight?: number;
      readonly evidence?: string;
    }
  | { readonly type: "end-relation"; readonly from: string; readonly kind: string; readonly to: string }
  /** All that is known of `gone` is known of `keep`, and its name leads there. */
  | { readonly type: "merge"; readonly keep: string; readonly gone: string }
  /** With every relation to it. */
  | { readonly type: "remove-entity"; readonly entity: string }
  /** No agent may say it or be told it from here on; `allow` takes that back. Of what is there nothing goes. */
  | { readonly type: "forbid" | "allow"; readonly what: ForbiddenPart };

/** What is forbidden: an entity, the value of a fact, or a relation. Entities are named by id or label. */
export type ForbiddenPart =
  | { readonly type: "entity"; readonly entity: string }
  | { readonly type: "fact"; readonly entity: string; readonly key: string; readonly value: string }
  | { readonly type: "relation"; readonly from: string; readonly kind: string; readonly to: string };

/** Sizes in UTF-16 units, and counts of one entity. */
export const graphLimits = {
  labelChars: 120,
  kindChars: 60,
  keyChars: 80,
  valueChars: 2_000,
  evidenceChars: 500,
  facts: 500,
  relations: 2_000,
  entities: 20_000,
} as const;

/** Four bytes a character and the ending stay below what a file name may have. */
const maxIdChars = 60;

/** The id of a name: its letters, digits and marks in lower case, others as one hyphen. Empty where it has none of them. */
export const entityIdOf = (name: string): string =>
  [
    ...name
      .normalize("NFKC")
      .toLowerCase()
      .normalize("NFC")
      .replace(/[^\p{L}\p{N}\p{M}]+/gu, "-"),
  ]
    .slice(0, maxIdChars)
    .join("")
    .replace(/^-|-$/g, "");

export const entityPath = (id: string): string => `${graphFolder}/${id}.json`;

/** The id whose file stands at a path; undefined where the path is not one of the graph's. */
export const entityIdAt = (path: string): string | undefined => {
  if (!path.startsWith(`${graphFolder}/`) || !path.endsWith(".json")) return undefined;
  const id = path.slice(graphFolder.length + 1, -".json".length);
  return id !== "" && entityIdOf(id) === id ? id : undefined;
};

export const isCurrent = ({ superseded }: Validity): boolean => superseded === undefined;

/** A kind of relation as it stands in a sentence: `works-for` reads "works for". */
export const kindWords = (kind: string): string => kind.replace(/[-_]+/g, " ");
