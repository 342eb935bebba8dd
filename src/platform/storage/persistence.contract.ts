import fc from "fast-check";
import { describe, expect, test } from "vitest";
import type { Persistence } from "../../kernel/contracts/persistence.ts";

const bytes = (text: string): Uint8Array => new TextEncoder().encode(text);

/** What every persistence promises. `open`: an empty one. */
export const persistenceContract = (name: string, open: () => Promise<Persistence>): void => {
  describe(`${name} as persistence`, () => {
    test("gives back what was written, in the order of the keys asked for", async () => {
      const kept = await open();
      expect(
        await kept.write({
          put: [
            ["a", bytes("1")],
            ["b", bytes("2")],
          ],
        }),
      ).toEqual({ ok: true, value: null });
      expect(await kept.read(["b", "none", "a", "b"])).toEqual({
        ok: true,
        value: [bytes("2"), undefined, bytes("1"), bytes("2")],
      });
    });

    test("replaces, removes, and does not mind what is not there", async () => {
      const kept = await open();
      await kept.write({
        put: [
          ["a", bytes("1")],
          ["b", bytes("2")],
        ],
      });
      await kept.write({ put: [["a", bytes("3")]], remove: ["b", "none"] });
      expect(await kept.read(["a", "b"])).toEqual({ ok: true, value: [bytes("3"), undefined] });
    });

    test("lists the keys of a prefix by code unit", async () => {
      const kept = await open();
      await kept.write({ put: ["b/2", "b/10", "a", "b", "B/1"].map((key) => [key, bytes(key)] as const) });
      expect(await kept.list("b/")).toEqual({ ok: true, value: ["b/10", "b/2"] });
      expect(await kept.list("")).toEqual({ ok: true, value: ["B/1", "a", "b", "b/10", "b/2"] });
      expect(await kept.list("none")).toEqual({ ok: true, value: [] });
    });

    test("keeps every key and all bytes apart", async () => {
      await fc.assert(
        fc.asyncProperty(
          fc.uniqueArray(fc.tuple(fc.string({ unit: "grapheme" }), fc.uint8Array({ maxLength: 40 })), {
            selector: ([key]) => key,
            maxLength: 12,
          }),
          async (pairs) => {
            const kept = await open();
            await kept.write({ put: [...pairs, ["a/b", bytes("slash")], ["a_b", bytes("low")], ["__proto__", bytes("proto")]] });
            const keys = pairs.map(([key]) => key).filter((key) => !["a/b", "a_b", "__proto__"].includes(key));
            const found = await kept.read([...keys, "a/b", "a_b", "__proto__"]);
            const expected = keys.map((key) => pairs.find(([other]) => other === key)?.[1]);
            expect(found.ok && found.value.map((value) => value && [...value])).toEqual(
              [...expected, bytes("slash"), bytes("low"), bytes("proto")].map((value) => value && [...value]),
            );
          },
        ),
        { numRuns: 30 },
      );
    });
  });
};
