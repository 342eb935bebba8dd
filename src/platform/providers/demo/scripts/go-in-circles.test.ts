import { expect, test } from "vitest";
import { createDemoWorld } from "../demo-world.fake.ts";

test("going in circles is paused after three fruitless searches", async () => {
  const demo = await createDemoWorld(() => ({ type: "approve" }));
  const paused = await demo.say("Go in circles");
  expect(paused.ending).toMatchObject({ type: "interrupted", reason: { type: "looks-stuck", tool: "glob", times: 3 } });
  expect(demo.calls()).toEqual(["glob", "glob", "glob"]);
});
