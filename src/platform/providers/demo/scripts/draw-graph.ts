import type { JsonObject, JsonValue } from "../../../../kernel/base/json.ts";
import { linesOf, outcomeSentence, plural } from "../results.ts";
import { type AnsweredCall, argument, callsOf, isDone, lastCall } from "../scene.ts";
import { call, type Script, say, think } from "../script.ts";

const peoplePaths = ["/plans/volunteer-rota.md", "/plans/spring-reopening.md", "/logs/repairs.md"] as const;
const plantsPath = "/plants/register.csv";

interface Drawn {
  readonly entities: readonly JsonObject[];
  readonly relations: readonly JsonObject[];
}
/** The line as one would quote it. */
const quoted = (line: string): string => line.replace(/^[-|\s]+|[|\s]+$/g, "").replaceAll(" | ", ", ");
const entity = (name: string, kind: string, facts: JsonObject, line: string): JsonObject => ({
  name,
  kind,
  facts,
  evidence: quoted(line),
});
const relation = (from: string, kind: string, to: string, line: string): JsonObject => ({
  from,
  kind,
  to,
  evidence: quoted(line),
});

const shortened = (text: string): string => (text.length > 60 ? `${text.slice(0, 59).trimEnd()}…` : text);

/** "- Mondays: Ada (watering), Jun (labels)": who is there on which day, and for what. */
const fromRota = (line: string): Drawn | undefined => {
  const [, day, names = ""] = /^- (\w+days): (.+)$/.exec(line) ?? [];
  if (day === undefined) return undefined;
  const people = [...names.matchAll(/(\p{Lu}\p{Ll}+) \(([^)]+)\)/gu)];
  return {
    entities: people.map(([, name = ""]) => entity(name, "person", { "comes-on": day }, line)),
    relations: people.flatMap(([, name = "", tasks = ""]) =>
      tasks.split(", ").map((task) => relation(name, "looks-after", task, line)),
    ),
  };
};

/** "| 11 | Repot the Dendrobium bench | Ada | open |": who does which task. */
const fromPlan = (line: string): Drawn | undefined => {
  const [, week, task = "", name = "", state = ""] = /^\| (\d+) \| (.+?) \| (.+?) \| (.+?) \|$/.exec(line) ?? [];
  if (week === undefined) return undefined;
  const does = name === "all" ? [] : [relation(name, "does", task, line)];
  return {
    entities: [entity(task, "task", { week, state }, line)],
    relations: [...does, relation(task, "is-part-of", "Spring reopening", line)],
  };
};

/** "- 2026-03-04, Tomas: humidity under 75 %": who wrote down what. */
const fromRepairs = (line: string): Drawn | undefined => {
  const [, date, name = "", what = ""] = /^- (\d{4}-\d\d-\d\d), (\p{Lu}\p{Ll}+): (.+)$/u.exec(line) ?? [];
  if (date === undefined) return undefined;
  const repair = shortened(what.split(/[.;]/)[0] ?? what);
  return { entities: [entity(repair, "repair", { date }, line)], relations: [relation(name, "noted", repair, line)] };
};

/** "F-01,Dicksonia antarctica,fern,1998,1,2": what grows where. */
const fromRegister = (line: string): Drawn | undefined => {
  const [, name = "", house, since = "", pots = ""] = /^[A-Z]-\d+,([^,]+),(\w+),(\d+),(\d+)/.exec(line) ?? [];
  if (house === undefined) return undefined;
  const place = house === "bog" ? "Bog bench" : `${house.charAt(0).toUpperCase()}${house.slice(1)} house`;
  return {
    entities: [entity(name, "plant", { since, pots }, line), { name: place, kind: "place" }],
    relations: [relation(name, "grows-in", place, line)],
  };
};

/** Places and plants that a line speaks of, by their names in the register. */
const mentions = (from: string, line: string, names: readonly string[]): readonly JsonObject[] =>
  names
    .filter((name) => line.toLowerCase().includes((name.split(" ")[0] ?? name).toLowerCase()))
    .map((name) => relation(from, "concerns", name, line));

const drawn = (reads: readonly AnsweredCall[], read: (line: string) => Drawn | undefined): Drawn => {
  const all = reads.flatMap(linesOf).flatMap((line) => read(line.trim()) ?? []);
  return { entities: all.flatMap(({ entities }) => entities), relations: all.flatMap(({ relations }) => relations) };
};

const registered = (reads: readonly AnsweredCall[]): Drawn =>
  drawn(
    reads.filter((one) => argument(one, "file_path") === plantsPath),
    fromRegister,
  );

const nameOf = ({ name }: JsonObject): string => (typeof name === "string" ? name : "");

/** What the notes say of people and their work, and which plants and places that concerns. */
const peopleIn = (reads: readonly AnsweredCall[]): Drawn => {
  const names = [...new Set(registered(reads).entities.map(nameOf))];
  const people = drawn(
    reads.filter((one) => argument(one, "file_path") !== plantsPath),
    (line) => fromRota(line) ?? fromPlan(line) ?? fromRepairs(line),
  );
  const about = people.entities
    .filter(({ kind }) => kind === "task" || kind === "repair")
    .flatMap((one) => mentions(nameOf(one), typeof one.evidence === "string" ? one.evidence : "", names));
  return { entities: people.entities, relations: [...people.relations, ...about] };
};

const unique = (items: readonly JsonObject[]): readonly JsonObject[] => [
  ...new Map(items.map((item) => [JSON.stringify(item), item])).values(),
];
const relate = ({ entities, relations }: Drawn) =>
  call("relate", { entities: unique(entities) as JsonValue, relations: unique(relations) as JsonValue });

/** Reads who does what in the notes and what grows where, and draws both into one graph, each with the line that says so. */
export const drawGraph: Script = (scene) => {
  const reads = callsOf(scene, "read");
  if (reads.length === 0) {
    return [
      say("I read who does what, and what grows where."),
      ...[...peoplePaths, plantsPath].map((path) => call("read", { file_path: path })),
    ];
  }
  const [plants, people] = [registered(reads), peopleIn(reads)];
  const [first, second] = callsOf(scene, "relate");
  if (plants.entities.length + people.entities.length === 0)
    return [say("The notes name nobody and nothing that I know how to read, so there is nothing to draw.")];
  if (first === undefined && plants.entities.length > 0)
    return [think("First what stays where it is: plants and houses."), say("First the plants and their houses."), relate(plants)];
  if (second === undefined && people.entities.length > 0 && (first === undefined || isDone(first)))
    return [say("Then the people, their tasks, and what these concern."), relate(people)];
  const last = second ?? first;
  if (last !== undefined && !isDone(last)) return [say(outcomeSentence(last, "Drew", "the graph"))];
  const path = lastCall(scene, "path_between");
  if (path === undefined)
    return [
      say("And one question to it: what has Tomas to do with the ferns?"),
      call("path_between", { from: "Tomas", to: "Fern house" }),
    ];
  const count = unique([...plants.relations, ...people.relations]).length;
  return [
    say(
      `The graph holds ${plural(count, "relation")}, each with the line of the notes that says so.${isDone(path) ? `\n\n> ${path.text}` : ""}\n\nIt stands in the inspector, under **Graph**: as a map and as a table, with a slider over how it grew. Choose a name to see what is known of it and where that comes from; you can correct, connect and merge there, and undo all of it.`,
    ),
  ];
};
