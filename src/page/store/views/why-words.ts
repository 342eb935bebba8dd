import type { WhyDeed, WhyRoot, WhyStep, WhySubject } from "../../../kernel/log/why.ts";
import { kindWords } from "../../../kernel/memory/graph.ts";

const writers: Readonly<Record<Extract<WhyDeed, { readonly type: "change" }>["by"], string>> = {
  agent: "The agent changed",
  person: "You changed",
  sample: "The samples brought",
  schedule: "By itself, on its schedule, the workspace changed",
  undo: "You undid or brought back",
  branch: "The branch that you chose has",
  checkpoint: "A checkpoint brought back",
};

const count = (total: number, one: string, many: string): string => `${total} ${total === 1 ? one : many}`;

/** A file as people know it: a memory and an entity are files with names that nobody reads. */
const itemWords = (path: string): string => {
  if (path.startsWith("/.memory/")) return "what is remembered";
  if (path.startsWith("/.graph/")) return `“${path.slice("/.graph/".length, -".json".length)}” in the graph`;
  return path.startsWith("/.state/") ? "a value of the state" : path;
};

const changeWords = ({ by, paths, total }: Extract<WhyDeed, { readonly type: "change" }>, root: WhyRoot | undefined): string => {
  const named = [...new Set(paths.map(itemWords))];
  const more = total > paths.length ? ` and ${total - paths.length} more` : "";
  const verb = root === "import" ? "You brought in" : writers[by];
  return `${verb} ${named.join(", ")}${more}`;
};

/** What happened at a step, as one sentence without its stop. */
export const deedWords = ({ deed, root }: Pick<WhyStep, "deed" | "root">): string => {
  switch (deed.type) {
    case "said":
      return { person: "You said", task: "A helper was told", engine: "A check told the model" }[deed.by];
    case "answer":
      return deed.model === undefined ? "The model answered" : `${deed.model.replace(/^t/u, "T")} answered`;
    case "call":
      return `${deed.headline.verb} ${deed.headline.object}${deed.isDone ? "" : ", which did not work"}`;
    case "recalled":
      return `${count(deed.items, "memory", "memories")} went with the request`;
    case "summary":
      return "A summary took the place of what was said before";
    case "change":
      return changeWords(deed, root);
  }
};

/** Why the chain ends at a step. */
export const rootWords: Readonly<Record<WhyRoot, string>> = {
  person: "It begins here, with you.",
  import: "It begins here, with a file from outside.",
  page: "It begins here, with a page that was fetched.",
  outside: "It begins here, with what came from outside.",
  sample: "It begins here, with the samples of this workspace.",
  schedule: "It begins here, by itself.",
  engine: "It begins here, with a check of this workspace.",
  lost: "What is behind this is no longer in the log: its session was deleted.",
};

/** What is asked about, for its heading. */
export const subjectWords = (subject: WhySubject): string => {
  switch (subject.type) {
    case "memory":
      return "A memory";
    case "entity":
      return "An entity of the graph";
    case "fact":
      return `A fact of the graph: ${kindWords(subject.key)}`;
    case "relation":
      return `A relation of the graph: ${subject.from} ${kindWords(subject.kind)} ${subject.to}`;
    case "sentence":
      return "Words of an answer";
    case "lines":
      return subject.from === subject.to
        ? `Line ${subject.from} of ${subject.path}`
        : `Lines ${subject.from} to ${subject.to} of ${subject.path}`;
    case "state":
      return `The value of ${subject.key}`;
    case "event":
      return `Event ${subject.seq}`;
  }
};

/** The sentences of a text, as a person would choose among them; at most 40. Code and lists count by the line. */
export const sentencesOf = (text: string): readonly string[] =>
  text
    .split(/\n+|(?<=[.!?。!?])\s+/u)
    .map((sentence) => sentence.trim())
    .filter((sentence) => /[\p{L}\p{N}]/u.test(sentence))
    .slice(0, 40);
