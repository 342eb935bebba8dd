import * as z from "zod/mini";
import type { Tool } from "../../../kernel/contracts/tool.ts";
import { answer, refusal, toolTimeoutMs } from "./answers.ts";
import { changedText, elisionText, findElision } from "./change-guards.ts";
import { countBytes, type Replacement, replaceBytes } from "./replace-bytes.ts";
import { defineTool, pathArgument, textArgument } from "./schema.ts";
import type { SeenFiles } from "./seen-files.ts";

const encoder = new TextEncoder();
const replacementOf = (old: string, replacement: string): Replacement => ({
  old: encoder.encode(old),
  replacement: encoder.encode(replacement),
});

const withCrlf = (text: string): string => text.replace(/\r?\n/g, "\r\n");

/**
 * The replacement as asked; for text of several lines that is not there as asked, the same with the line ends of Windows,
 * which `read` does not show.
 */
const findOld = (
  bytes: Uint8Array,
  old: string,
  replacement: string,
): { readonly found: Replacement; readonly count: number } => {
  const asked = replacementOf(old, replacement);
  const count = countBytes(bytes, asked.old);
  if (count > 0 || !old.includes("\n")) return { found: asked, count };
  const converted = replacementOf(withCrlf(old), withCrlf(replacement));
  return { found: converted, count: countBytes(bytes, converted.old) };
};

export const createEditTool = (seen: SeenFiles): Tool =>
  defineTool({
    name: "edit",
    description:
      "Replaces a piece of text in a file. old_string must stand in the file exactly once, unless replace_all is true. " +
      "Everything else in the file stays as it is, to the byte. Where others changed the file since you read it, it is refused and " +
      "you are shown what they changed.",
    access: "write",
    timeoutMs: toolTimeoutMs,
    schema: z.object({
      file_path: pathArgument.check(z.describe("The file, from / on.")),
      old_string: textArgument
        .check(z.minLength(1))
        .check(z.describe("The text to replace, exactly as it stands in the file, without line numbers.")),
      new_string: textArgument.check(z.describe("What shall stand there instead.")),
      replace_all: z._default(z.boolean(), false).check(z.describe("Replaces every occurrence.")),
    }),
    headline: ({ file_path }) => ({ verb: "Edited", object: file_path }),
    paths: ({ file_path }) => [file_path],
    run: async ({ file_path, old_string, new_string, replace_all }, { caller, files }) => {
      if (old_string === new_string) return refusal("old_string and new_string are the same, so there is nothing to change.");
      const bytes = await files.readFile(file_path);
      const known = seen.differsFrom(caller, file_path, bytes);
      seen.note(caller, file_path, bytes);
      if (known !== undefined) return refusal(await changedText(file_path, known, bytes));
      const elision = findElision(old_string, new_string);
      if (elision !== undefined) return refusal(elisionText(elision, file_path));
      const { found, count } = findOld(bytes, old_string, new_string);
      if (count === 0) {
        return refusal(
          `old_string was not found in ${file_path}. It must match the file exactly, white space and line breaks included; ` +
            "read the file again and copy the text from it.",
        );
      }
      if (count > 1 && !replace_all) {
        return refusal(
          `old_string appears ${count} times in ${file_path}. Add more of the text around it so that it stands for one place, ` +
            "or set replace_all to true.",
        );
      }
      const replaced = replaceBytes(bytes, found, count);
      if (!replaced.ok) return refusal(replaced.error);
      await files.writeFile(file_path, replaced.value);
      seen.note(caller, file_path, replaced.value);
      return answer(`Replaced ${count} occurrence(s) in ${file_path}`);
    },
  });
