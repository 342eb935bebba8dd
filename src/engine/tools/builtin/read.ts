import * as z from "zod/mini";
import type { Tool } from "../../../kernel/contracts/tool.ts";
import { countLines, decodeText } from "../../files/text-content.ts";
import { answer, refusal, toolTimeoutMs } from "./answers.ts";
import { defineTool, pathArgument } from "./schema.ts";
import type { SeenFiles } from "./seen-files.ts";

const longestLine = 2_000;
/** What fits into a result; the rest is read by another call with an offset. */
const maxChars = 40_000;

const schema = z.object({
  file_path: pathArgument.check(z.describe("The file, from / on.")),
  offset: z
    ._default(z.int().check(z.minimum(1), z.maximum(1_000_000_000)), 1)
    .check(z.describe("The first line to read; 1 is the first of the file.")),
  limit: z._default(z.int().check(z.minimum(1), z.maximum(100_000)), 2_000).check(z.describe("How many lines to read.")),
});

const numbered = (line: string, number: number): string => {
  const text = line.endsWith("\r") ? line.slice(0, -1) : line;
  if (text.length <= longestLine) return `${number}\t${text}`;
  return `${number}\t${text.slice(0, longestLine)}… [line cut, it has ${text.length} characters]`;
};

/** Lines from `offset` on, as many as the limit and the size of a result allow. */
const linesFrom = (text: string, offset: number, limit: number): readonly string[] => {
  const lines: string[] = [];
  let chars = 0;
  let start = 0;
  for (let number = 1; start < text.length && lines.length < limit; number += 1) {
    const end = text.indexOf("\n", start);
    const next = end === -1 ? text.length : end;
    if (number >= offset) {
      const line = numbered(text.slice(start, next), number);
      chars += line.length + 1;
      if (lines.length > 0 && chars > maxChars) break;
      lines.push(line);
    }
    start = next + 1;
  }
  return lines;
};

export const createReadTool = (seen: SeenFiles): Tool =>
  defineTool({
    name: "read",
    description:
      "Reads a text file of the workspace. Every line comes with its number and a tab before it. Long files come in parts: " +
      "use offset and limit for the rest.",
    access: "read",
    pure: true,
    timeoutMs: toolTimeoutMs,
    schema,
    headline: ({ file_path }) => ({ verb: "Read", object: file_path }),
    paths: ({ file_path }) => [file_path],
    run: async ({ file_path, offset, limit }, { caller, files }) => {
      const bytes = await files.readFile(file_path);
      seen.note(caller, file_path, bytes);
      const decoded = decodeText(bytes);
      if (decoded === undefined)
        return refusal(`${file_path} is a binary file of ${bytes.length} bytes, so it has no lines to read.`);
      const text = decoded.startsWith("\uFEFF") ? decoded.slice(1) : decoded;
      const total = countLines(text);
      if (total === 0) return answer(`${file_path} is empty.`);
      if (offset > total) return refusal(`${file_path} has ${total} lines, so there is nothing at line ${offset}.`);
      const lines = linesFrom(text, offset, limit);
      const isWhole = offset === 1 && lines.length === total;
      const header = isWhole ? "" : `[Lines ${offset}-${offset + lines.length - 1} of ${total}]\n`;
      return answer(header + lines.join("\n"));
    },
  });
