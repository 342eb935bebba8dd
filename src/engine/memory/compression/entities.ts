import { sentencesOf, wordsIn } from "./turn.ts";

export type EntityKind = "technology" | "organisation" | "location" | "unknown";

export interface NamedEntity {
  readonly name: string;
  readonly kind: EntityKind;
}

/** A lookup of a few names that are common in what people ask an agent; whatever else is named is `unknown`. */
const known: Readonly<Record<Exclude<EntityKind, "unknown">, readonly string[]>> = {
  technology: [
    ..."Android,Angular,Bash,CSS,Docker,Excel,Git,GraphQL,HTML,IndexedDB,Java,JavaScript,JSON,Kubernetes,Linux,Markdown".split(
      ",",
    ),
    ..."MongoDB,MySQL,Node,PostgreSQL,Postgres,Python,React,Redis,Rust,SQL,SQLite,Svelte,TypeScript,Unix,Vue,WebAssembly".split(
      ",",
    ),
  ],
  organisation: [
    ..."Amazon,Anthropic,Apple,Facebook,GitHub,Google,IBM,Intel,Meta,Microsoft,Mozilla,NASA,Netflix,Nvidia,OpenAI,Oracle".split(
      ",",
    ),
    ..."Samsung,Siemens,Sony,Tesla,UNESCO,Wikipedia".split(","),
  ],
  location: [
    ..."Africa,America,Amsterdam,Asia,Australia,Austria,Beijing,Berlin,Brazil,Canada,China,Europe,France,Germany,India".split(
      ",",
    ),
    ..."Italy,Japan,London,Madrid,Moscow,New York,Paris,Rome,San Francisco,Spain,Sweden,Switzerland,Tokyo,Vienna,Zurich".split(
      ",",
    ),
  ],
};

const kindByName = new Map(
  Object.entries(known).flatMap(([kind, names]) => names.map((name) => [name, kind as EntityKind] as const)),
);

const kindOf = (name: string): EntityKind =>
  kindByName.get(name) ??
  name
    .split(" ")
    .map((word) => kindByName.get(word))
    .find((kind) => kind !== undefined) ??
  "unknown";

/** A word without what stands around it: brackets, commas, a possessive. */
const bare = (word: string): string => word.replace(/^[^\p{L}\p{N}]+|(?:['’]s)?[^\p{L}\p{N}+#]*$/gu, "");
const endsRun = (word: string): boolean => /[,;:)\]]$/u.test(word);
const isCapitalised = (word: string): boolean => /^\p{Lu}[\p{L}\p{N}.+#-]+$/u.test(word);

const namesInSentence = (sentence: string): readonly string[] => {
  const names: string[] = [];
  let run: string[] = [];
  const close = (): void => {
    if (run.length > 0) names.push(run.join(" "));
    run = [];
  };
  // Every sentence begins with a capital: its first word says nothing.
  for (const word of wordsIn(sentence).slice(1)) {
    if (!isCapitalised(bare(word))) close();
    else run.push(bare(word));
    if (endsRun(word)) close();
  }
  close();
  return names;
};

/** Every mention: runs of capitalised words of at least two letters, without the first word of a sentence. */
export const mentionsIn = (text: string): readonly string[] => sentencesOf(text).flatMap(namesInSentence);

/** What a text names, each once, in order. */
export const entitiesIn = (text: string): readonly NamedEntity[] =>
  [...new Set(mentionsIn(text))].map((name) => ({ name, kind: kindOf(name) }));
