import type { JsonObject, JsonValue } from "../../../../kernel/base/json.ts";
import { linesOf, outcomeSentence, plural } from "../results.ts";
import { callsOf, isDone, lastCall } from "../scene.ts";
import { call, type Script, say } from "../script.ts";
import { type Told, toldIn } from "../told-relations.ts";

const textPath = /\/[\w./-]+\.(?:md|txt)\b/gu;
/** As many sentences go into one call: so the graph is seen to grow. */
const sentencesAtOnce = 30;

const joined = (
  told: readonly Told[],
): { readonly entities: readonly JsonObject[]; readonly relations: readonly JsonObject[] } => ({
  entities: told.flatMap(({ entities }) => entities),
  relations: told.flatMap(({ relations }) => relations),
});

const partsOf = (told: readonly Told[]): readonly ReturnType<typeof joined>[] =>
  Array.from({ length: Math.ceil(told.length / sentencesAtOnce) }, (_, part) =>
    joined(told.slice(part * sentencesAtOnce, (part + 1) * sentencesAtOnce)),
  ).filter(({ entities, relations }) => entities.length + relations.length > 0);

/** Reads the texts that are named, and relates who and what their plain sentences speak of, part by part. */
export const growGraph: Script = (scene) => {
  const paths = [...new Set(scene.said.match(textPath) ?? [])];
  if (paths.length === 0) return [say("Name the text files that I should read, such as /texts/letter.md.")];
  const reads = callsOf(scene, "read");
  if (reads.length === 0)
    return [say(`I read ${plural(paths.length, "text")}.`), ...paths.map((path) => call("read", { file_path: path }))];
  const told = reads.filter(isDone).flatMap((read) => toldIn(linesOf(read).join("\n")));
  const parts = partsOf(told);
  const made = callsOf(scene, "relate");
  const last = made.at(-1);
  if (last !== undefined && !isDone(last)) return [say(outcomeSentence(last, "Drew", "the graph"))];
  if (parts.length === 0)
    return [
      say(
        "I read plain sentences only, such as “Ada, a botanist, wrote to Bob in 1849”, and found none in there. A model reads more.",
      ),
    ];
  const next = parts[made.length];
  if (next !== undefined) {
    const words = made.length === 0 ? `${plural(told.length, "sentence")}, in ${plural(parts.length, "part")}.` : "On with it.";
    return [say(words), call("relate", { entities: next.entities as JsonValue, relations: next.relations as JsonValue })];
  }
  const { relations } = joined(told);
  const [from, to] = [relations[0]?.from, relations.at(-1)?.from];
  const path = lastCall(scene, "path_between");
  if (path === undefined && typeof from === "string" && typeof to === "string" && from !== to)
    return [say(`How does ${from} hang together with ${to}?`), call("path_between", { from, to })];
  const way = path === undefined || !isDone(path) ? "" : `\n\n> ${path.text}`;
  return [
    say(
      `${plural(relations.length, "relation")}, each with the sentence that says so.${way}\n\nThey stand in the inspector, under **Graph**. I read by patterns and not by meaning; a model that you add reads more out of it.`,
    ),
  ];
};
