import type { ImageBlock, Said } from "../../../kernel/message.ts";

/** What a picture is called where it needs a word: its file's name. */
export const pictureName = ({ name }: Pick<ImageBlock, "name">): string =>
  name === undefined || name.trim() === "" ? "Picture" : name;

/** What was said as words: the text, or else the names of the pictures. */
export const saidWords = ({ text, pictures = [] }: Pick<Said, "text" | "pictures">): string =>
  text !== "" ? text : pictures.map(pictureName).join(", ");
