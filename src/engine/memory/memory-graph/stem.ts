/** What makes two words count as one: the same beginning after common English endings are taken off, or a group of synonyms. */

/** The longer before those that they end with. */
const suffixes = "ization ations ation ingly ments ment ness ings ing edly able ible tion ally ies ied ly er ed es e".split(" ");

const minStemLetters = 3;

/** Takes off one ending, then a plural s, as long as three letters are left. */
export const stemOf = (word: string): string => {
  const suffix = suffixes.find((ending) => word.endsWith(ending) && word.length - ending.length >= minStemLetters);
  const stem = suffix === undefined ? word : word.slice(0, -suffix.length);
  return stem.endsWith("s") && !stem.endsWith("ss") && stem.length > minStemLetters ? stem.slice(0, -1) : stem;
};

const synonymGroups = [
  "database db postgres postgresql mysql sqlite sql",
  "config configuration setting setup option",
  "auth authentication login signin credential",
  "error bug failure crash exception problem",
  "test spec check verify",
  "deploy release ship publish launch",
  "api endpoint route interface",
  "frontend ui client page",
  "backend server service host",
  "file document folder directory",
  "user person customer people",
  "fast speed performance quick latency",
].map((group) => group.split(" ").map(stemOf));

const groupByStem = new Map(synonymGroups.flatMap((group, number) => group.map((stem) => [stem, number] as const)));

/** The number of the group that a stem belongs to. */
export const synonymGroupOf = (stem: string): number | undefined => groupByStem.get(stem);
