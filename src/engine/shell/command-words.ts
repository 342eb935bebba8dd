/** What an option of a command is called, and whether a value follows it. */
export interface OptionName {
  readonly long: string;
  readonly short?: string;
  readonly takesValue?: boolean;
}

export interface CommandWords {
  /** In their order. */
  readonly options: readonly { readonly name: string; readonly value: string }[];
  readonly operands: readonly string[];
}

/** The words of a command by the usual rules: `-sS`, `-o FILE`, `-oFILE`, `--output FILE`, `--output=FILE`, `--`; or what is not known. */
export const readWords = (
  words: readonly string[],
  known: readonly OptionName[],
): CommandWords | { readonly unknown: string } => {
  const options: { readonly name: string; readonly value: string }[] = [];
  const operands: string[] = [];
  let at = 0;
  const valueFor = (given: string | undefined): string | undefined => {
    if (given !== undefined) return given;
    at += 1;
    return words[at];
  };
  const take = (option: OptionName | undefined, given: string | undefined): boolean => {
    if (option === undefined || (option.takesValue !== true && given !== undefined)) return false;
    const value = option.takesValue === true ? valueFor(given) : "";
    if (value === undefined) return false;
    options.push({ name: option.long, value });
    return true;
  };
  const takeShorts = (letters: string): string | undefined => {
    for (let place = 0; place < letters.length; place += 1) {
      const option = known.find(({ short }) => short === letters[place]);
      const rest = letters.slice(place + 1);
      if (option?.takesValue === true) return take(option, rest === "" ? undefined : rest) ? undefined : `-${letters[place]}`;
      if (!take(option, undefined)) return `-${letters[place]}`;
    }
    return undefined;
  };
  for (; at < words.length; at += 1) {
    const word = words[at] ?? "";
    if (word === "--") {
      operands.push(...words.slice(at + 1));
      break;
    }
    if (word.startsWith("--")) {
      const [name = "", ...value] = word.slice(2).split("=");
      const given = value.length === 0 ? undefined : value.join("=");
      if (
        !take(
          known.find(({ long }) => long === name),
          given,
        )
      )
        return { unknown: `--${name}` };
    } else if (word.startsWith("-") && word.length > 1) {
      const unknown = takeShorts(word.slice(1));
      if (unknown !== undefined) return { unknown };
    } else operands.push(word);
  }
  return { options, operands };
};
