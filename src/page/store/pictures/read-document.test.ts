import { expect, test } from "vitest";
import { fakeDeflatedPdf, fakePdf } from "../../../kernel/conversation/document.fake.ts";
import { readDocument } from "./read-document.ts";

const bytesOf = (text: string): Uint8Array<ArrayBuffer> => Uint8Array.from(text, (character) => character.charCodeAt(0));

test("the pages of a document are those that the root of its tree claims", async () => {
  expect(await readDocument(fakePdf(3))).toEqual({ pages: 3, isEncrypted: false });
  const nested = bytesOf(
    "%PDF-1.4 << /Count 4 /Type /Pages >> << /Type/Pages /Kids [] /Count 11 >> << /Count 99 /Type /Outlines >>",
  );
  expect((await readDocument(nested)).pages).toBe(11);
});

test("a tree of pages in a deflated stream is found, also in one that unfolds without measure", async () => {
  expect((await readDocument(await fakeDeflatedPdf(27))).pages).toBe(27);
  expect((await readDocument(await fakeDeflatedPdf(8, 6_000_000))).pages).toBe(8);
});

test.each([
  ["nothing", ""],
  ["no number", "<< /Type /Pages /Count many >>"],
  ["a number that no document has", "<< /Type /Pages /Count 999999 >>"],
  ["none", "<< /Type /Pages /Count 0 >>"],
  ["a stream without an end", "<< /Type /ObjStm >> stream xxxx"],
  ["a stream that is none", "<< /Type /ObjStm >> stream\nxxxx\nendstream"],
  ["the word a thousand times", "/Type /Pages ".repeat(1_000)],
])("a document that tells %s has no number of pages", async (_name, words) => {
  expect(await readDocument(bytesOf(`%PDF-1.7\n${words}`))).toEqual({ pages: undefined, isEncrypted: false });
});

test("a locked document says so", async () => {
  expect(await readDocument(fakePdf(2, "/Encrypt 9 0 R "))).toEqual({ pages: 2, isEncrypted: true });
  expect((await readDocument(fakePdf(2, "/Encrypt << /V 4 >> "))).isEncrypted).toBe(true);
});
