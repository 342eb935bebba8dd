import { expect, test } from "vitest";
import type { StateRow } from "../../../kernel/files/state.ts";
import { filterState } from "./state-rows.ts";

const row = (tenant: string, key: string, text: string): StateRow => ({
  tenant,
  key,
  value: { text, isCut: false },
  changes: 1,
});
const rows = [row("", "garden/rounds", "3"), row("", "last", '{"note":"dry Ferns"}'), row("north", "ferns", "null")];

const found = (search: string): readonly string[] =>
  filterState(rows, search).flatMap(({ tenant, rows: own }) => own.map(({ key }) => `${tenant}:${key}`));

test("every word is looked for in tenant, key and value, in any case", () => {
  expect(["", "FERNS", "ferns dry", "north", "3 garden", "orchid"].map(found)).toEqual([
    [":garden/rounds", ":last", "north:ferns"],
    [":last", "north:ferns"],
    [":last"],
    ["north:ferns"],
    [":garden/rounds"],
    [],
  ]);
});
