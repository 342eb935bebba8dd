import { linesOf, outcomeSentence, pathsOf, plural } from "../results.ts";
import { argument, isDone, lastCall } from "../scene.ts";
import { call, type Script, say, think } from "../script.ts";

interface Change {
  readonly from: string;
  readonly to: string;
  readonly file: string;
}

const quoted = String.raw`["“'\x60](?:.+?)["”'\x60]`;
const changePattern = new RegExp(
  String.raw`\b(?:change|replace|swap)\s+(?:the word\s+)?(${quoted}|.+?)\s+(?:to|with|by|for|into)\s+(${quoted}|.+?)\s+in\s+(?:the file\s+|file\s+)?(\S+)`,
  "is",
);

const unquote = (text: string): string => text.trim().replace(/^["“'`](.*)["”'`]$/s, "$1");

const changeOf = (said: string): Change | undefined => {
  const [, from = "", to = "", file = ""] = changePattern.exec(said) ?? [];
  const change = { from: unquote(from), to: unquote(to), file: unquote(file.replace(/[.,!?]+$/, "")) };
  return change.from === "" || change.file === "" ? undefined : change;
};

const help =
  'I need to know what, into what, and where. Say for example **Change "rain water" to "soft water" in /plants/ferns.md**. Nothing was changed.';

/** Replaces a text in a file: finds the file, reads it, edits it. */
export const changeFile: Script = (scene) => {
  const change = changeOf(scene.said);
  if (change === undefined) return [say(help)];
  const { from, to, file } = change;
  const glob = lastCall(scene, "glob");
  const read = lastCall(scene, "read");
  const edit = lastCall(scene, "edit");
  if (read === undefined && glob === undefined) {
    if (file.startsWith("/")) return [say(`I read \`${file}\` first.`), call("read", { file_path: file })];
    const name = file.replace(/[*?[\]{}()!\\]/g, "");
    return [say(`I look for \`${name}\` first.`), call("glob", { pattern: `**/${name}`, path: "/" })];
  }
  if (read === undefined) {
    const [path, ...others] = pathsOf(glob);
    if (path === undefined) return [say(`There is no file \`${file}\`, so nothing was changed.`)];
    const which = others.length > 0 ? ` (${plural(others.length, "other file")} of that name left alone)` : "";
    return [say(`Found \`${path}\`${which}. I read it before I change it.`), call("read", { file_path: path })];
  }
  const path = argument(read, "file_path");
  if (!isDone(read)) return [say(`${outcomeSentence(read, "Read", `\`${path}\``)} Nothing was changed.`)];
  if (edit !== undefined)
    return [say(`${outcomeSentence(edit, "Changed", `“${from}” to “${to}” in \`${path}\``)} It can be undone.`)];
  const count = linesOf(read).join("\n").split(from).length - 1;
  if (count === 0) return [say(`“${from}” does not occur in \`${path}\`, letter for letter. Nothing was changed.`)];
  return [
    think(`It occurs ${count === 1 ? "once" : `${count} times`}. The edit must name it exactly.`),
    say(`“${from}” is there ${count === 1 ? "once" : `${count} times`}. I change it.`),
    call("edit", { file_path: path, old_string: from, new_string: to, ...(count > 1 ? { replace_all: true } : {}) }),
  ];
};
