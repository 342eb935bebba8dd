import { maxFileBytes } from "../../../kernel/files/file.ts";
import { maxActsAtOnce, maxBytesAtOnce } from "../../../kernel/files/file-act.ts";

/** A file of the person's that is to be brought in. `name` may hold the folders that it was dropped with. */
export interface BroughtFile {
  readonly name: string;
  readonly size: number;
}

export interface Brought<One extends BroughtFile> {
  readonly taken: readonly One[];
  /** Sentences, one for each reason. */
  readonly refused: readonly string[];
}

const megabytes = (bytes: number): string => `${Math.round(bytes / 1024 / 1024)} MB`;

const namesOf = (files: readonly BroughtFile[]): string => {
  const named = files.slice(0, 3).map(({ name }) => `“${name}”`);
  return files.length > named.length ? `${named.join(", ")} and ${files.length - named.length} more` : named.join(", ");
};

/** Which of these files can be brought in at once, in their order, and why the others cannot. */
export const chooseBrought = <One extends BroughtFile>(files: readonly One[]): Brought<One> => {
  const tooLarge = files.filter(({ size }) => size > maxFileBytes);
  const fitting = files.filter(({ size }) => size <= maxFileBytes);
  let bytes = 0;
  const taken = fitting.filter(({ size }, index) => {
    bytes += size;
    return index < maxActsAtOnce && bytes <= maxBytesAtOnce;
  });
  const beyond = fitting.slice(taken.length);
  return {
    taken,
    refused: [
      ...(tooLarge.length === 0 ? [] : [`Larger than ${megabytes(maxFileBytes)}, so not brought in: ${namesOf(tooLarge)}.`]),
      ...(beyond.length === 0
        ? []
        : [
            `At most ${maxActsAtOnce.toLocaleString("en")} files and ${megabytes(maxBytesAtOnce)} come in at once, so not brought in: ${namesOf(beyond)}. Bring them next.`,
          ]),
    ],
  };
};
