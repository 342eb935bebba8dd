import { err, ok, type Result } from "../../../kernel/base/result.ts";
import { readAttachedHeader } from "../../../kernel/conversation/document.ts";
import type { PictureSource } from "./attachment.ts";

/** Endings of files that hold text; what they really hold is looked at. */
export const textEndings: readonly string[] = [
  ...[".txt", ".md", ".csv", ".tsv", ".json", ".jsonl", ".yaml", ".yml", ".toml", ".log", ".xml", ".html", ".css"],
  ...[".js", ".jsx", ".ts", ".tsx", ".py", ".rb", ".go", ".rs", ".java", ".c", ".h", ".cpp", ".sh", ".sql"],
];

/** More than this is no part of a message; it belongs in the workspace. */
export const maxTextFileBytes = 100_000;

const kept = "The message is as it was.";

/** Whether a file is to be taken as text, by its name. */
export const isTextFile = ({ name }: Pick<PictureSource, "name">): boolean => {
  const lower = name.toLowerCase();
  return textEndings.some((ending) => lower.endsWith(ending));
};

/** A picture or PDF is one whatever its name says. */
export const isPictureOrDocument = async (source: PictureSource): Promise<boolean> => {
  try {
    return readAttachedHeader(new Uint8Array(await source.arrayBuffer())) !== undefined;
  } catch {
    // It cannot be read; whoever reads it next says so.
    return false;
  }
};

/** Longer than any row of backticks in the text, so that nothing in it ends the block. */
const fenceFor = (text: string): string => {
  const longest = (text.match(/`+/g) ?? []).reduce((most, run) => Math.max(most, run.length), 0);
  return "`".repeat(Math.max(3, longest + 1));
};

/**
 * A text file as it stands in a message: its name, and its text as a block. The error is the rest of a sentence that begins with
 * its name: cause, effect, next step.
 */
export const readTextFile = async (source: PictureSource): Promise<Result<string, string>> => {
  if (source.size > maxTextFileBytes) {
    return err(
      `it has ${Math.ceil(source.size / 1_000)} KB, and a message takes text files of up to ${maxTextFileBytes / 1_000} KB. ${kept} Paste the part that matters.`,
    );
  }
  try {
    const text = new TextDecoder("utf-8", { fatal: true }).decode(await source.arrayBuffer());
    if (text.includes("\0")) return err(`its content is not text. ${kept} Choose another file.`);
    if (text.trim() === "") return err(`the file is empty. ${kept} Choose another one.`);
    const fence = fenceFor(text);
    return ok(`${source.name}\n${fence}\n${text.replace(/\n$/, "")}\n${fence}`);
  } catch {
    // Bytes that are no UTF-8, a folder, or a file that was moved after it was chosen.
    return err(`it could not be read as text. ${kept} Save it as UTF-8 and choose it again.`);
  }
};
