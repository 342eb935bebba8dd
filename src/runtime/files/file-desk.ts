import { createOverlay } from "../../engine/files/overlay/overlay.ts";
import { compileGlob, type GlobMatcher } from "../../engine/files/search/glob-pattern.ts";
import { grepFiles } from "../../engine/files/search/grep.ts";
import { createLineMatcher, type LineMatcher } from "../../engine/files/search/line-matcher.ts";
import { decodeText, maxTextBytes } from "../../engine/files/text/text-content.ts";
import { compareThree } from "../../engine/files/text/three-way.ts";
import type { Hash } from "../../kernel/base/canonical.ts";
import type { Failure } from "../../kernel/base/failure.ts";
import { effectId } from "../../kernel/base/ids.ts";
import { err, ok, type Result } from "../../kernel/base/result.ts";
import type { ThreeWay } from "../../kernel/files/file-merge.ts";
import { type FileSearch, type FilesFound, type LineFound, maxLinesFound } from "../../kernel/files/file-search.ts";
import type { Preview } from "../../kernel/files/preview.ts";
import type { Contents } from "./contents.ts";
import { createPersonFiles, type PersonFiles, type PersonFilesDeps } from "./person-files.ts";
import { previewPage } from "./preview-page.ts";

/** What a person does with the workspace's files, beyond looking at them. */
export interface FileDesk extends PersonFiles {
  readonly bytes: (hash: Hash) => Promise<Result<{ readonly bytes: Uint8Array }, Failure>>;
  /** `null`: nothing. Where the base is not kept any more, everything that differs is in dispute. */
  readonly compareThree: (base: Hash | null, yours: string, theirs: Hash | null) => Promise<Result<ThreeWay, Failure>>;
  /** A page with the files of the workspace that it names. */
  readonly preview: (path: string, html: string) => Promise<Result<Preview, Failure>>;
  /** One search of an id at a time: the one before it is stopped. */
  readonly search: (searchId: string, search: FileSearch) => Promise<Result<FilesFound, Failure>>;
  readonly stopSearch: (searchId: string) => Promise<Result<null, Failure>>;
}

const gone: Failure = {
  type: "not-found",
  message: "This content is not kept any more: the session that wrote it was deleted. The files as they are now are untouched.",
};

type Finder = Pick<LineMatcher, "matches" | "searchedChars">;

const finderOf = async ({ text, isPattern, matchCase }: FileSearch): Promise<Result<Finder, string>> => {
  if (isPattern) return createLineMatcher(matchCase ? text : `(?i)${text}`);
  const wanted = matchCase ? text : text.toLowerCase();
  const matches = matchCase
    ? (line: string): boolean => line.includes(wanted)
    : (line: string): boolean => line.toLowerCase().includes(wanted);
  return ok({ matches, searchedChars: Number.POSITIVE_INFINITY });
};

const acceptsOf = (glob: string | undefined): Result<{ readonly accepts?: GlobMatcher }, Failure> => {
  if (glob === undefined || glob.trim() === "") return ok({});
  const compiled = compileGlob(glob.includes("/") ? glob : `**/${glob}`);
  return compiled.ok
    ? ok({ accepts: compiled.value })
    : err({ type: "invalid-input", message: `${compiled.error} Nothing was searched.` });
};

export const createFileDesk = (deps: PersonFilesDeps & { readonly contents: Contents }): FileDesk => {
  const { clock, contents, random, tree } = deps;
  const running = new Map<string, AbortController>();

  /** Undefined: it is no text, or too large, or not kept. */
  const textOf = async (hash: Hash | null): Promise<string | undefined> => {
    if (hash === null) return "";
    const bytes = await contents.read(hash);
    return bytes === undefined || bytes.byteLength > maxTextBytes ? undefined : decodeText(bytes);
  };

  const search = async (request: FileSearch, signal: AbortSignal): Promise<Result<FilesFound, Failure>> => {
    const [matcher, accepts] = [await finderOf(request), acceptsOf(request.glob)];
    if (!matcher.ok) return err({ type: "invalid-input", message: `${matcher.error} Nothing was searched.` });
    if (!accepts.ok) return accepts;
    const { files } = createOverlay(tree, { effectId: effectId(random.id("effect")), now: clock.now() });
    const grep = { path: "/", matcher: matcher.value, context: 0, maxResults: maxLinesFound, ...accepts.value };
    const { groups, ...result } = await grepFiles({ clock }, files, grep, signal);
    const found = new Map<string, LineFound[]>();
    for (const { path, lines } of groups) {
      const hits = found.get(path) ?? [];
      for (const { number, text } of lines) hits.push({ number, text });
      found.set(path, hits);
    }
    return ok({ files: [...found].map(([path, lines]) => ({ path, lines })), ...result });
  };

  return {
    ...createPersonFiles(deps),
    bytes: async (hash) => {
      const bytes = await contents.read(hash);
      return bytes === undefined ? err(gone) : ok({ bytes });
    },
    compareThree: async (base, yours, theirs) => {
      const [before, now] = [await textOf(base), await textOf(theirs)];
      if (now === undefined || yours.length > maxTextBytes) return ok({ type: "incomparable" });
      return ok({ type: "pieces", pieces: compareThree(before ?? "", yours, now) });
    },
    preview: async (path, html) => ok(await previewPage(tree, path, html)),
    search: async (searchId, request) => {
      running.get(searchId)?.abort();
      const controller = new AbortController();
      running.set(searchId, controller);
      const found = await search(request, controller.signal);
      if (running.get(searchId) === controller) running.delete(searchId);
      return found;
    },
    stopSearch: async (searchId) => {
      running.get(searchId)?.abort();
      return ok(null);
    },
  };
};
