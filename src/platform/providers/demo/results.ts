import type { AnsweredCall } from "./scene.ts";
import { isDone } from "./scene.ts";

/** The paths that a `glob` gave, one a line, without its last line that counts them. */
export const pathsOf = (call: AnsweredCall | undefined): readonly string[] =>
  call === undefined || !isDone(call) ? [] : call.text.split("\n").filter((line) => line.startsWith("/"));

/** The lines of a file as `read` gave them, without their numbers. */
export const linesOf = (call: AnsweredCall): readonly string[] =>
  isDone(call)
    ? call.text.split("\n").flatMap((line) => {
        const found = /^\s*\d+\t(.*)$/.exec(line)?.[1];
        return found === undefined ? [] : [found];
      })
    : [];

export interface Hit {
  readonly path: string;
  readonly line: string;
  readonly text: string;
}

/** The lines that a `grep` found: `path:line:text`. */
export const hitsOf = (call: AnsweredCall | undefined): readonly Hit[] =>
  call === undefined || !isDone(call)
    ? []
    : call.text.split("\n").flatMap((row): Hit[] => {
        const found = /^(\/[^:]*):(\d+):(.*)$/.exec(row);
        return found === null ? [] : [{ path: found[1] ?? "", line: found[2] ?? "", text: (found[3] ?? "").trim() }];
      });

/** How many hits each file has, most first. */
export const hitsByPath = (hits: readonly Hit[]): readonly (readonly [string, number])[] => {
  const counts = new Map<string, number>();
  for (const { path } of hits) counts.set(path, (counts.get(path) ?? 0) + 1);
  return [...counts].sort((a, b) => b[1] - a[1] || (a[0] < b[0] ? -1 : 1));
};

/** One sentence on how a call came out, with the reason that the result gave. */
export const outcomeSentence = (call: AnsweredCall, did: string, what: string): string => {
  const { verdict, editedFields } = call;
  const reason = verdict.status === "done" ? "" : verdict.reason.replace(/[\s.]+$/, "");
  switch (verdict.status) {
    case "done":
      return editedFields.length === 0
        ? `${did} ${what}.`
        : `${did} ${what}, with ${editedFields.join(" and ")} as you changed it.`;
    case "rejected":
      return reason === "" ? `You said no to ${what}, so I left it.` : `You said no to ${what}: “${reason}”. I left it.`;
    case "refused":
      return `A rule refused ${what}: ${reason}. I left it.`;
    case "stopped":
      return `${what} was stopped before it was done.`;
    case "failed":
      return `${what} did not work: ${reason}.`;
  }
};

/** Text as a regular expression that finds exactly it. */
export const literalPattern = (text: string): string => text.replace(/[.*+?^${}()|[\]\\]/g, "\\$&");

export const plural = (count: number, one: string, many = `${one}s`): string => `${count} ${count === 1 ? one : many}`;
