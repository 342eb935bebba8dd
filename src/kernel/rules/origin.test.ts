import fc from "fast-check";
import { expect, test } from "vitest";
import {
  joinOrigins,
  maxOutsideOrigins,
  type Origin,
  originsOfBlocks,
  originsOfEntries,
  outsideKinds,
  outsideOf,
} from "./origin.ts";

const web = (origin: string): Origin => ({ type: "web", origin });
const model: Origin = { type: "model" };
const origins = fc.array(
  fc.oneof(
    fc.constant<Origin>(model),
    fc.constant<Origin>({ type: "user" }),
    fc.record({ type: fc.constant("file" as const), path: fc.string() }),
    fc.record({ type: fc.constant("web" as const), origin: fc.string() }),
    fc.record({ type: fc.constant("tool-server" as const), server: fc.string() }),
    fc.record({ type: fc.constant("import" as const), name: fc.string() }),
    fc.record({ type: fc.constant("memory" as const), memoryId: fc.string() }),
    fc.record({ type: fc.constant("outside" as const), tool: fc.string() }),
  ),
  { maxLength: 40 },
);

test("only what is from outside is taken over, each place once, and nothing new gives the list itself", () => {
  const list = [model, web("https://a.example")];
  expect(joinOrigins(list, [{ type: "user" }, web("https://a.example")])).toBe(list);
  expect(joinOrigins(list, undefined)).toBe(list);
  expect(joinOrigins([model], [web("https://b.example"), web("https://b.example"), { type: "import", name: "b" }])).toEqual([
    model,
    web("https://b.example"),
    { type: "import", name: "b" },
  ]);
});

test("for any lists a kind is never lost, joining again changes nothing, and the list stays short", () => {
  fc.assert(
    fc.property(origins, origins, (one, other) => {
      const joined = joinOrigins(joinOrigins([model], one), other);
      const kinds = new Set(outsideOf([...one, ...other]).map(({ type }) => type));
      expect(new Set(outsideOf(joined).map(({ type }) => type))).toEqual(kinds);
      expect(joinOrigins(joined, [...one, ...other])).toBe(joined);
      expect(outsideOf(joined).length).toBeLessThanOrEqual(maxOutsideOrigins + outsideKinds.length);
    }),
  );
});

test("attachments of a message are from outside, by their names", () => {
  const picture = { type: "image", hash: "h", mediaType: "image/png", bytes: 1, width: 1, height: 1 } as const;
  expect(originsOfBlocks([{ type: "text", text: "look" }, { ...picture, name: "scan.png" }, picture])).toEqual([
    { type: "import", name: "scan.png" },
    { type: "import", name: "a picture" },
  ]);
});

test("entries give what any of them has", () => {
  const shared = [model];
  expect(originsOfEntries([{ origins: shared }, { origins: shared }])).toEqual([]);
  expect(originsOfEntries([{ origins: shared }, { origins: [model, web("https://a.example")] }, { origins: shared }])).toEqual([
    web("https://a.example"),
  ]);
});
