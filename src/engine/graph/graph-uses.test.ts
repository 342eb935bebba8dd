import { expect, test } from "vitest";
import { graphOf } from "./entity-files.ts";
import { nameFinder } from "./graph-uses.ts";

const graph = graphOf([
  { id: "fern-house", kind: "place", label: "Fern house", aliases: ["Glasshouse 2"], facts: [], relations: [] },
  { id: "fern", kind: "plant", label: "Fern", aliases: [], facts: [], relations: [] },
  {
    id: "jun",
    kind: "person",
    label: "Jun",
    aliases: [],
    facts: [],
    relations: [{ kind: "knows", to: "zoë", name: "Zoë", weight: 1, from: 1 }],
  },
  { id: "juni", mergedInto: "jun" },
]);
const find = (text: string): readonly string[] => [...nameFinder(graph)(text)];

test("names are found as whole words in either case, the longer before the shorter, other names and spoken-of ones too", () => {
  expect(find("In the FERN HOUSE a fern stands, says jun.")).toEqual(["fern-house", "fern", "jun"]);
  expect(find("Glasshouse 2, not glasshouse 3")).toEqual(["fern-house"]);
  expect(find("Zoë’s work")).toEqual(["zoë"]);
  expect(find("June has no ferns")).toEqual([]);
  expect(find("")).toEqual([]);
});
