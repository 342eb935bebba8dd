import { expect, test } from "vitest";
import { ok } from "../../../kernel/base/result.ts";
import type { Tool } from "../../../kernel/contracts/tool.ts";
import { createToolRegistry } from "./registry.ts";

const tool = (name: string): Tool => ({
  name,
  description: `${name}.`,
  inputSchema: { type: "object" },
  access: "read",
  timeoutMs: 1_000,
  parse: ok,
  headline: () => ({ verb: "Called", object: name }),
  paths: () => [],
  run: async () => ok({ text: "", isError: false }),
});

test("specs are sorted by name and hold nothing but what the model sees", () => {
  expect(createToolRegistry([tool("write"), tool("edit")]).specs()).toEqual([
    { name: "edit", description: "edit.", inputSchema: { type: "object" } },
    { name: "write", description: "write.", inputSchema: { type: "object" } },
  ]);
});

test("a tool is found by its exact name only", () => {
  const { find } = createToolRegistry([tool("read")]);
  expect(["read", "Read", "re\u0430d", "read\u200b", "__proto__"].map((name) => find(name)?.name)).toEqual([
    "read",
    undefined,
    undefined,
    undefined,
    undefined,
  ]);
});

test("two tools of one name, or a name no provider takes, stop the start", () => {
  expect(() => createToolRegistry([tool("read"), tool("read")])).toThrow('Two tools are named "read".');
  expect(() => createToolRegistry([tool("read file")])).toThrow("is not 1 to 64 letters");
});
