import { type Hit, hitsByPath, hitsOf, literalPattern, outcomeSentence, pathsOf, plural } from "../results.ts";
import { isDone, lastCall } from "../scene.ts";
import { call, type Script, say } from "../script.ts";

const whatPattern =
  /\b(?:find|search|grep|look for|where (?:is|are|does|do))\b[\s:,]*(?:(?:in |through )?(?:the |all |my )*(?:files?|workspace|notes)\b[\s:,]*)?(?:for[\s:]+|mentions? of[\s:]+|about[\s:]+)?(?:the |a |an )?(.*)/is;

const whatOf = (said: string): string => {
  const what = whatPattern.exec(said)?.[1] ?? "";
  const quoted = /["“'`]([^"”'`]+)["”'`]/.exec(what)?.[1];
  const plain = what.replace(/\b(?:in|from) (?:the |all |my )*(?:files?|workspace|notes)\b.*$/is, "").replace(/[\s.!?]+$/, "");
  return (quoted ?? plain).trim().slice(0, 100);
};

const table = (hits: readonly Hit[]): string =>
  ["| File | Lines |", "|---|---|", ...hitsByPath(hits).map(([path, count]) => `| \`${path}\` | ${count} |`)].join("\n");

const quotes = (hits: readonly Hit[]): string =>
  hits
    .slice(0, 5)
    .map(({ path, line, text }) => `- \`${path}:${line}\` ${text.slice(0, 120)}`)
    .join("\n");

/** Searches contents and names for what was asked. */
export const searchFiles: Script = (scene) => {
  const what = whatOf(scene.said);
  if (what === "") return [say('What shall I look for? Say for example **Search the files for "water"**.')];
  const grep = lastCall(scene, "grep");
  const letters = [...what].map((letter) => {
    const [upper, lower] = [letter.toUpperCase(), letter.toLowerCase()];
    return upper === lower || upper.length !== 1 ? literalPattern(letter) : `[${upper}${lower}]`;
  });
  if (grep === undefined) {
    const name = what.replace(/[*?[\]{}()!\\/]/g, "").trim();
    return [
      say(`I look for “${what}” in the contents and in the names of all files.`),
      call("grep", { pattern: letters.join(""), path: "/" }),
      ...(name === "" ? [] : [call("glob", { pattern: `**/*${name}*`, path: "/" })]),
    ];
  }
  if (!isDone(grep)) return [say(outcomeSentence(grep, "Searched", "the search"))];
  const hits = hitsOf(grep);
  const names = pathsOf(lastCall(scene, "glob"));
  const named = names.length === 0 ? "" : `\n\nIn names: ${names.map((path) => `\`${path}\``).join(", ")}.`;
  if (hits.length === 0) return [say(`No line in any file has “${what}”.${named} Nothing was changed.`)];
  const total = `**${plural(hits.length, "line")}** with “${what}” in ${plural(hitsByPath(hits).length, "file")}.`;
  return [say(`${total}\n\n${table(hits)}\n\nThe first ones:\n\n${quotes(hits)}${named}`)];
};
