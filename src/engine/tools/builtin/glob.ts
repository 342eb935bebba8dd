import * as z from "zod/mini";
import type { ClockDep } from "../../../kernel/base/clock.ts";
import { abortedFailure } from "../../../kernel/base/failure.ts";
import { err } from "../../../kernel/base/result.ts";
import type { SyncTool } from "../../../kernel/contracts/tool.ts";
import { type GlobResult, globFiles } from "../../files/search/glob.ts";
import { compileGlob } from "../../files/search/glob-pattern.ts";
import { visibleText } from "../../files/text/visible-text.ts";
import { answer, toolTimeoutMs } from "./answers.ts";
import { defineTool, pathArgument } from "./schema.ts";

/** A glob pattern that `compileGlob` accepts. */
export const globArgument = z.string().check((context) => {
  const compiled = compileGlob(context.value);
  if (compiled.ok) return;
  context.issues.push({ code: "custom", message: compiled.error, input: context.value, params: { isSentence: true } });
});

const trailerOf = ({ paths, left, isPartial }: GlobResult): string => {
  if (left > 0) return `(${paths.length} files, truncated, ${left} more)`;
  return isPartial ? `(${paths.length} files; the search took too long and ended early)` : `(${paths.length} files)`;
};

export const createGlobTool = (deps: ClockDep): SyncTool =>
  defineTool({
    name: "glob",
    description:
      "Finds files by name, newest first. * and ? stand for parts of a name, ** for any folders, {a,b} for either: **/*.md " +
      "finds every .md file, *.md only those directly in the folder.",
    access: "read",
    pure: true,
    timeoutMs: toolTimeoutMs,
    schema: z.object({
      pattern: globArgument.check(z.describe("The pattern, relative to path.")),
      path: z.prefault(pathArgument, "/").check(z.describe("The folder to search.")),
    }),
    headline: ({ pattern, path }) => ({
      verb: "Found files",
      object: path === "/" ? visibleText(pattern) : `${visibleText(pattern)} in ${path}`,
    }),
    paths: ({ path }) => [path],
    run: async ({ pattern, path }, { files, signal }) => {
      const matches = compileGlob(pattern);
      if (!matches.ok) return err({ type: "invalid-input", message: matches.error });
      const result = await globFiles(deps, files, { folder: path, pattern, matches: matches.value }, signal);
      if (signal.aborted) return err(abortedFailure);
      if (result.paths.length === 0 && !result.isPartial) return answer("No files matched the pattern.");
      return answer([...result.paths, trailerOf(result)].join("\n"));
    },
  });
