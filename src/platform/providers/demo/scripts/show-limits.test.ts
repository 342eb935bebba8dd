import { expect, test } from "vitest";
import { createDemoWorld } from "../demo-world.fake.ts";

test("showing the limits looks into the same four folders twice and says what may be seen on the calls", async () => {
  const demo = await createDemoWorld(() => ({ type: "approve" }));
  await demo.say("Show the limits");
  expect(demo.calls()).toEqual(Array.from({ length: 8 }, () => "list"));
  expect(demo.answer()).toContain("from cache");
  expect(demo.answer()).toContain("Switch something on");
});
