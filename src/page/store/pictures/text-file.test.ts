import fc from "fast-check";
import { expect, test } from "vitest";
import { isTextFile, maxTextFileBytes, readTextFile } from "./text-file.ts";

const fileOf = (name: string, content: string | Uint8Array<ArrayBuffer>, size?: number) => {
  const bytes = typeof content === "string" ? new TextEncoder().encode(content) : content;
  return { name, size: size ?? bytes.byteLength, arrayBuffer: async () => Uint8Array.from(bytes).buffer };
};
const read = async (...file: Parameters<typeof fileOf>): Promise<string> => {
  const result = await readTextFile(fileOf(...file));
  return result.ok ? result.value : result.error;
};

test("files of text are told by their ending, whatever its case", () => {
  expect(["a.md", "B.CSV", "c.svg", "d.png", "md", "e.pdf"].filter((name) => isTextFile({ name }))).toEqual(["a.md", "B.CSV"]);
});

test("a text file stands in the message under its name, in a block that nothing in it ends", async () => {
  expect(await read("a.md", "one\ntwo\n")).toBe("a.md\n```\none\ntwo\n```");
  expect(await read("b.md", "```js\nx\n```")).toBe("b.md\n````\n```js\nx\n```\n````");
  await fc.assert(
    fc.asyncProperty(
      fc.array(fc.constantFrom("`", "``", "a", "\n")).map((pieces) => `x${pieces.join("")}`),
      async (text) => {
        const [, fence = "", ...rest] = (await read("x.txt", text)).split("\n");
        expect(rest.slice(0, -1).some((line) => line.startsWith(fence))).toBe(false);
        expect(rest.at(-1)).toBe(fence);
      },
    ),
  );
});

test("what is no text, empty or too large is refused with cause, effect and next step", async () => {
  expect([
    await read("a.txt", "", 0),
    await read("b.txt", Uint8Array.from([0xff, 0xfe, 0x41])),
    await read("c.txt", "a\0b"),
    await read("d.txt", "x", maxTextFileBytes + 1),
  ]).toEqual([
    "the file is empty. The message is as it was. Choose another one.",
    "it could not be read as text. The message is as it was. Save it as UTF-8 and choose it again.",
    "its content is not text. The message is as it was. Choose another file.",
    "it has 101 KB, and a message takes text files of up to 100 KB. The message is as it was. Paste the part that matters.",
  ]);
});
