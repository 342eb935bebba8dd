/** A part that nobody needs for the first answer, loaded when it is first asked. */
export const lazily = <Part>(load: () => Promise<Part>): (() => Promise<Part>) => {
  let part: Promise<Part> | undefined;
  return () => {
    if (part !== undefined) return part;
    part = load();
    // A piece that did not arrive is asked for again.
    part.catch(() => {
      part = undefined;
    });
    return part;
  };
};
