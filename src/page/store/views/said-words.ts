import type { AttachedBlock, Said } from "../../../kernel/conversation/message.ts";

/** What a picture is called where it needs a word: its file's name. */
export const pictureName = ({ name }: Pick<AttachedBlock, "name">): string =>
  name === undefined || name.trim() === "" ? "Picture" : name;

/** As a picture's. */
export const documentName = ({ name }: Pick<AttachedBlock, "name">): string =>
  name === undefined || name.trim() === "" ? "Document" : name;

const attachedName = (block: AttachedBlock): string => (block.type === "image" ? pictureName(block) : documentName(block));

const counted = (count: number, one: string, many: string): string => (count === 1 ? `a ${one}` : `${count} ${many}`);

/** What is attached, counted: "a picture", "2 documents", "3 pictures and a document". */
export const attachedWords = (attached: readonly AttachedBlock[]): string => {
  const documents = attached.filter(({ type }) => type === "document").length;
  const pictures = attached.length - documents;
  return [
    ...(pictures === 0 ? [] : [counted(pictures, "picture", "pictures")]),
    ...(documents === 0 ? [] : [counted(documents, "document", "documents")]),
  ].join(" and ");
};

/** What was said as words: the text, or else the names of what is attached. */
export const saidWords = ({ text, pictures = [] }: Pick<Said, "text" | "pictures">): string =>
  text !== "" ? text : pictures.map(attachedName).join(", ");
