import { expect, test } from "vitest";

const files = import.meta.glob<{ readonly example?: () => Promise<void> }>(["./*.ts", "!./*.test.ts"], { eager: true });
const examples = Object.entries(files).flatMap(([path, { example }]) => (example === undefined ? [] : [{ path, example }]));

test("there is an example for each use", () => {
  expect(examples.map(({ path }) => path)).toEqual([
    "./answer-as-json.ts",
    "./conversation.ts",
    "./one-shot.ts",
    "./stream-and-stop.ts",
  ]);
});

test.each(examples)("$path keeps its promises", async ({ example }) => {
  await expect(example()).resolves.toBeUndefined();
});
