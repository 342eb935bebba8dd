import type { JsonObject } from "../../../kernel/base/json.ts";

/** What a text relates, as arguments of `relate`, each with the sentence that says so. */
export interface Told {
  readonly entities: readonly JsonObject[];
  readonly relations: readonly JsonObject[];
}

const name = String.raw`\p{Lu}[\p{L}\p{N}’'-]*(?:\s+(?:(?:of|von|van|de)\s+)?\p{Lu}[\p{L}\p{N}’'-]*)*`;
const names = new RegExp(name, "gu");
const kindOf = new RegExp(String.raw`^(?:The\s+)?(${name}), an? (\p{Ll}+(?: \p{Ll}+)?), `, "u");
/** Words that stand at the beginning of a sentence and name nobody. */
const noNames =
  /^(?:In|On|At|The|A|An|There|This|That|Then|When|Every|Most|Some|Such|From|For|By|With|As|But|And|It|They|We|You|I)$/u;
const pronouns = /^(?:She|He|It|They)\s+/u;
const articles = /\b(?:the|a|an|his|her|their|its|had|has|have)\b\s*/gu;
const year = /\b(?:in|from|since)\s+(1[0-9]{3}|20[0-9]{2})\b/u;
const joints = /^(?:,|and|, and|or|with)?$/u;
const prepositions = /^(?:with|to|from|in|at|for|under|by|of|on|after)$/u;
const maxVerbWords = 5;

interface Named {
  readonly text: string;
  readonly at: number;
  readonly end: number;
}

/** Names in a sentence, in order. One word at its beginning counts as a name only where the text has it elsewhere too. */
const namesIn = (sentence: string): readonly Named[] =>
  [...sentence.matchAll(names)].flatMap((match): readonly Named[] => {
    const words = match[0].split(/\s+/u);
    const skipped = noNames.test(words[0] ?? "") ? (words[0]?.length ?? 0) + 1 : 0;
    const text = match[0].slice(skipped).trim();
    return text === "" ? [] : [{ text, at: match.index + skipped, end: match.index + match[0].length }];
  });

const sentencesOf = (text: string): readonly string[] =>
  text
    .split(/\n\s*\n/u)
    .filter((part) => !part.startsWith("#"))
    .flatMap((part) => part.replace(/\s+/gu, " ").split(/(?<=[.!?])\s+(?=\p{Lu})/u))
    .map((sentence) => sentence.trim())
    .filter((sentence) => sentence !== "");

const verbOf = (between: string): string | undefined => {
  const words = between
    .replace(year, "")
    .replace(articles, "")
    .replace(/[^\p{L}\s-]/gu, "")
    .trim();
  const count = words === "" ? 0 : words.split(/\s+/u).length;
  return count > 0 && count <= maxVerbWords && words === words.toLowerCase() ? words.replace(/\s+/gu, " ") : undefined;
};

/** The longest name of the text that ends as a short one does: "Merian" is Maria Sibylla Merian where only one ends so. */
const wholeNames = (sentences: readonly string[]): ((short: string) => string) => {
  const all = [...new Set(sentences.flatMap(namesIn).map(({ text }) => text))];
  return (short) => {
    const longer = all.filter((one) => one.endsWith(` ${short}`) && !one.includes(" of "));
    return longer.length === 1 ? (longer[0] ?? short) : short;
  };
};

interface Reading {
  readonly whole: (short: string) => string;
  subject: string | undefined;
  readonly entities: JsonObject[];
  readonly relations: JsonObject[];
}

/** "X verb Y": of a list of names the verb is said of each; a preposition alone goes on with the verb that was there. */
const relate = (reading: Reading, sentence: string, plain: string, found: readonly Named[]): void => {
  const when = year.exec(plain)?.[1];
  const [first, ...others] = found;
  if (first === undefined) return;
  const says = pronouns.test(plain) && reading.subject !== undefined;
  const subject = says ? reading.subject : reading.whole(first.text);
  if (subject === undefined) return;
  reading.subject = subject;
  let [verb, end] = ["", says ? (pronouns.exec(plain)?.[0].length ?? 0) : first.end];
  const facts: Record<string, string> = {};
  for (const one of says ? found.filter(({ at }) => at >= end) : others) {
    const between = plain.slice(end, one.at).trim().replace(articles, "").replace(year, "").trim();
    const lone = prepositions.test(between);
    const said = lone && verb !== "" ? `${verb.split(" ")[0]} ${between}` : joints.test(between) ? verb : (verbOf(between) ?? "");
    end = one.end;
    if (said === "") break;
    verb = said;
    const to = reading.whole(one.text);
    if (to === subject) continue;
    reading.relations.push({ from: subject, kind: verb.replace(/\s+/gu, "-"), to, evidence: sentence.slice(0, 480) });
    if (when !== undefined && Object.keys(facts).length === 0) facts[`${verb} ${to}`] = when;
  }
  if (Object.keys(facts).length > 0) reading.entities.push({ name: subject, facts, evidence: sentence.slice(0, 480) });
};

/**
 * Reads plain sentences, without understanding them: "X, a painter, verb Y in 1699" says a kind, a relation and a date. What is said
 * in other ways is passed over. One for each sentence, in order.
 */
export const toldIn = (text: string): readonly Told[] => {
  const sentences = sentencesOf(text);
  const whole = wholeNames(sentences);
  let before: string | undefined;
  return sentences.map((sentence) => {
    const reading: Reading = { whole, subject: before, entities: [], relations: [] };
    const kind = kindOf.exec(sentence);
    const plain = kind === null ? sentence : `${kind[1]} ${sentence.slice(kind[0].length)}`;
    if (kind !== null && kind[1] !== undefined && kind[2] !== undefined)
      reading.entities.push({ name: reading.whole(kind[1]), kind: kind[2], evidence: sentence.slice(0, 480) });
    relate(reading, sentence, plain, namesIn(plain));
    before = reading.subject;
    return { entities: reading.entities, relations: reading.relations };
  });
};
