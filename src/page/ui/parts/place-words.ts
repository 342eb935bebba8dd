import type { OutsideOrigin } from "../../../kernel/origin.ts";

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
