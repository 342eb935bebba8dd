import * as z from "zod/mini";
import type { ClockDep } from "../../../kernel/base/clock.ts";
import { abortedFailure, type Failure } from "../../../kernel/base/failure.ts";
import { err, ok, type Result } from "../../../kernel/base/result.ts";
import type { SyncTool } from "../../../kernel/contracts/tool.ts";
import { compileGlob, type GlobMatcher } from "../../files/search/glob-pattern.ts";
import { type GrepResult, grepFiles } from "../../files/search/grep.ts";
import { createLineMatcher } from "../../files/search/line-matcher.ts";
import { quoted } from "../../files/text/visible-text.ts";
import { answer, toolTimeoutMs } from "./answers.ts";
import { globArgument } from "./glob.ts";
import { defineTool, pathArgument } from "./schema.ts";

const schema = z.object({
  pattern: z
    .string()
    .check(z.minLength(1), z.maxLength(10_000))
    .check(z.describe("A regular expression in RE2 syntax, matched within single lines.")),
  path: z.prefault(pathArgument, "/").check(z.describe("The folder or file to search.")),
  glob: z.optional(globArgument).check(z.describe("Searches only files of this name, such as *.md or src/**/*.ts.")),
  context: z
    ._default(z.int().check(z.minimum(0), z.maximum(20)), 0)
    .check(z.describe("Lines shown before and after each match.")),
  max_results: z
    ._default(z.int().check(z.minimum(1), z.maximum(1_000)), 200)
    .check(z.describe("Matches at which the search ends.")),
});

/** A pattern without a slash is about the name alone, in whichever folder. */
const acceptsOf = (glob: string | undefined): Result<{ readonly accepts?: GlobMatcher }, Failure> => {
  if (glob === undefined) return ok({});
  const negation = glob.startsWith("!") ? "!" : "";
  const compiled = compileGlob(glob.includes("/") ? glob : `${negation}**/${glob.slice(negation.length)}`);
  return compiled.ok ? ok({ accepts: compiled.value }) : err({ type: "invalid-input", message: compiled.error });
};

const format = ({ groups, hits, ended, linesCut }: GrepResult, context: number): string => {
  const blocks = groups.map(({ path, lines }) =>
    lines
      .map(({ number, text, isHit }) =>
        context === 0 ? `${path}:${number}:${text}` : `${path}:${number}${isHit ? ">" : " "} ${text}`,
      )
      .join("\n"),
  );
  const trailers = [
    ...(ended === "results" ? [`(results truncated at ${hits})`] : []),
    ...(ended === "time" ? ["(the search took too long and ended early; name a folder or a glob)"] : []),
    ...(linesCut > 0 ? [`(${linesCut} very long lines were searched only at their beginning)`] : []),
  ];
  const found = blocks.length === 0 ? ["No matches found."] : [blocks.join(context === 0 ? "\n" : "\n--\n")];
  return [...found, ...trailers].join("\n");
};

export const createGrepTool = (deps: ClockDep): SyncTool =>
  defineTool({
    name: "grep",
    description:
      "Searches the lines of text files for a regular expression. Leaves out binary files, names that start with a dot, and " +
      "folders of tools and builds such as node_modules and dist.",
    access: "read",
    pure: true,
    timeoutMs: toolTimeoutMs,
    schema,
    headline: ({ pattern, path }) => ({
      verb: "Searched",
      object: path === "/" ? `for ${quoted(pattern)}` : `${path} for ${quoted(pattern)}`,
    }),
    paths: ({ path }) => [path],
    run: async ({ pattern, path, glob, context, max_results }, { files, signal }) => {
      const accepts = acceptsOf(glob);
      if (!accepts.ok) return accepts;
      const matcher = await createLineMatcher(pattern);
      if (!matcher.ok) return err({ type: "invalid-input", message: matcher.error });
      const request = { path, matcher: matcher.value, context, maxResults: max_results, ...accepts.value };
      const result = await grepFiles(deps, files, request, signal);
      return signal.aborted ? err(abortedFailure) : answer(format(result, context));
    },
  });
