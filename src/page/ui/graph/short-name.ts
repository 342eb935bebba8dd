const maxChars = 24;

/** As much of a name as stands on the map. */
export const shortName = (label: string): string => {
  const characters = [...label];
  return characters.length > maxChars
    ? `${characters
        .slice(0, maxChars - 1)
        .join("")
        .trimEnd()}…`
    : label;
};
