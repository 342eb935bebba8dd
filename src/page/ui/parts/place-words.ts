import type { Origin, OutsideOrigin } from "../../../kernel/rules/origin.ts";

/** A place outside in words, as the end of "From …". */
export const placeWords = (origin: OutsideOrigin): string => {
  switch (origin.type) {
    case "web":
      return `the page ${origin.origin}`;
    case "tool-server":
      return `the tool server ${origin.server}`;
    case "import":
      return `the import ${origin.name}`;
    case "memory":
      return `the memory ${origin.memoryId}`;
    case "outside":
      return `the result of ${origin.tool}`;
  }
};

/** "From the import letter.zip and the page a.example". */
export const fromWords = (origins: readonly OutsideOrigin[]): string => `From ${origins.map(placeWords).join(" and ")}`;

/** Any place of an entry's text in words. */
export const originWords = (origin: Origin): string => {
  if (origin.type === "user") return "you";
  if (origin.type === "model") return "the model";
  return origin.type === "file" ? `the file ${origin.path}` : placeWords(origin);
};
