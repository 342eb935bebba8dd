import { expect, test } from "vitest";
import { loadPart } from "./load-part.ts";

test("a part that cannot be loaded is a failure that names it, and is there once it can be", async () => {
  const loads = [() => Promise.reject(new Error("offline")), async () => 42];
  const load = (): Promise<number> => loads.shift()?.() ?? Promise.reject(new Error("asked too often"));
  expect(await loadPart(load, "the audit")).toMatchObject({
    ok: false,
    error: { type: "unexpected", message: expect.stringContaining("Loading the audit did not work: offline.") },
  });
  expect(await loadPart(load, "the audit")).toEqual({ ok: true, value: 42 });
});
