import { expect, test } from "vitest";
import { createPipeline, type Stage } from "./pipeline.ts";

const wrap = (name: string): Stage<string, string> => ({
  name,
  run: async (input, rest) => `${name}(${await rest(`${input}${name}`)})`,
});

test("stages run in their order, around the last; without stages the last runs alone", async () => {
  const last = async (input: string): Promise<string> => `[${input}]`;
  const pipeline = createPipeline([wrap("a"), wrap("b")]);
  expect([pipeline.names, await pipeline.run("-", last)]).toEqual([["a", "b"], "a(b([-ab]))"]);
  expect(await createPipeline<string, string>([]).run("-", last)).toBe("[-]");
});

test("the first that answers or throws ends those behind it", async () => {
  const ran: string[] = [];
  const last = async (): Promise<string> => {
    ran.push("last");
    return "";
  };
  const answers: Stage<string, string> = { name: "answers", run: async () => "known" };
  const throws: Stage<string, string> = { name: "throws", run: () => Promise.reject(new Error("broken")) };
  expect(await createPipeline([answers, throws]).run("", last)).toBe("known");
  await expect(createPipeline([throws, answers]).run("", last)).rejects.toThrow("broken");
  expect(ran).toEqual([]);
});
