import fc from "fast-check";
import { expect, test } from "vitest";
import { columns, defaultLayout, layoutFromText } from "./layout-memory.ts";

test("a stored layout comes back as it was", () => {
  const layout = { railPx: 260, inspectorPx: 600, isInspectorOpen: false };
  expect(layoutFromText(JSON.stringify(layout))).toEqual(layout);
});

test("every text, however damaged, gives widths that the columns allow", () => {
  const field = fc.option(fc.oneof(fc.double(), fc.string(), fc.boolean()), { nil: undefined });
  const stored = fc.record({ railPx: field, inspectorPx: field, isInspectorOpen: field }).map((value) => JSON.stringify(value));
  fc.assert(
    fc.property(fc.oneof(fc.string(), stored), (text) => {
      const { railPx, inspectorPx } = layoutFromText(text);
      expect(railPx).toBeGreaterThanOrEqual(columns.rail.least);
      expect(railPx).toBeLessThanOrEqual(columns.rail.most);
      expect(inspectorPx).toBeGreaterThanOrEqual(columns.inspector.least);
      expect(inspectorPx).toBeLessThanOrEqual(columns.inspector.most);
    }),
  );
});

test("what cannot be read is the default", () => {
  expect(["", "[]", "{}", "null", '{"railPx":"wide"}'].map(layoutFromText)).toEqual(Array(5).fill(defaultLayout));
});
