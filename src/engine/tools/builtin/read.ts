import * as z from "zod/mini";
import type { Hash } from "../../../kernel/base/canonical.ts";
import type { Failure } from "../../../kernel/base/failure.ts";
import { loadPart } from "../../../kernel/base/load-part.ts";
import { ok, type Result } from "../../../kernel/base/result.ts";
import type { CallScope } from "../../../kernel/contracts/gate.ts";
import type { Caller, Tool, ToolOutput } from "../../../kernel/contracts/tool.ts";
import { artifactAt } from "../../../kernel/files/artifact.ts";
import type { Origin } from "../../../kernel/rules/origin.ts";
import { countLines, decodeText } from "../../files/text/text-content.ts";
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

/** Where the outputs are that were too long to be shown whole. */
export interface ArtifactBook {
  /** What a call of this session gave back; undefined where none did. */
  readonly artifactIn: (
    about: Pick<CallScope, "sessionId">,
    hash: Hash,
  ) => Promise<Result<{ readonly bytes: Uint8Array; readonly origins: readonly Origin[] } | undefined, Failure>>;
}

export const noArtifacts: ArtifactBook = { artifactIn: async () => ok(undefined) };

/** Outputs can be one endless line; pieces of this length count as lines of their own. */
const artifactLine = /[^\n]{1000}(?=[^\n])/g;

const withoutMark = (text: string): string => (text.startsWith("\uFEFF") ? text.slice(1) : text);

const linesTold = (name: string, text: string, offset: number, limit: number): ReturnType<typeof answer> => {
  const total = countLines(text);
  if (total === 0) return answer(`${name} is empty.`);
  if (offset > total) return refusal(`${name} has ${total} lines, so there is nothing at line ${offset}.`);
  const lines = linesFrom(text, offset, limit);
  const isWhole = offset === 1 && lines.length === total;
  const header = isWhole ? "" : `[Lines ${offset}-${offset + lines.length - 1} of ${total}]\n`;
  return answer(header + lines.join("\n"));
};

const readArtifact = async (
  { artifactIn }: ArtifactBook,
  hash: Hash,
  caller: Caller | undefined,
  { offset, limit }: { readonly offset: number; readonly limit: number },
): Promise<Result<ToolOutput, Failure>> => {
  const found = caller === undefined ? ok(undefined) : await artifactIn(caller.scope, hash);
  if (!found.ok) return found;
  if (found.value === undefined) return refusal("No output of this session is kept under that name.");
  const text = new TextDecoder().decode(found.value.bytes).replace(artifactLine, "$&\n");
  const told = linesTold("The output", text, offset, limit);
  return told.ok && found.value.origins.length > 0 ? ok({ ...told.value, origins: found.value.origins }) : told;
};

export const createReadTool = (seen: SeenFiles, artifacts: ArtifactBook = noArtifacts): Tool =>
  defineTool({
    name: "read",
    description:
      "Reads a file of the workspace. Every line of a text comes with its number and a tab before it. Long files come in parts: " +
      "use offset and limit for the rest. Pictures (PNG, JPEG, GIF, WebP) and PDF documents are shown to you. An output that was too long is read in the same way, under the name that stands in it.",
    access: "read",
    pure: true,
    timeoutMs: toolTimeoutMs,
    schema,
    headline: ({ file_path }) => ({ verb: "Read", object: file_path }),
    paths: ({ file_path }) => [file_path],
    run: async ({ file_path, offset, limit }, { caller, files }) => {
      const artifact = artifactAt(file_path);
      if (artifact !== undefined) return readArtifact(artifacts, artifact, caller, { offset, limit });
      const bytes = await files.readFile(file_path);
      seen.note(caller, file_path, bytes);
      const decoded = decodeText(bytes);
      // A document may be plain text by its bytes.
      if (decoded === undefined || decoded.startsWith("%PDF-")) {
        const part = await loadPart(() => import("./read-attached.ts"), "what shows pictures and documents");
        return part.ok ? part.value.readAttached(file_path, bytes) : part;
      }
      return linesTold(file_path, withoutMark(decoded), offset, limit);
    },
  });
