/** One step of a pipeline: it may answer itself, or let the rest do so and look at what comes back. */
export interface Stage<Input, Output> {
  readonly name: string;
  readonly run: (input: Input, rest: (input: Input) => Promise<Output>) => Promise<Output>;
}

export interface Pipeline<Input, Output> {
  readonly names: readonly string[];
  readonly run: (input: Input, last: (input: Input) => Promise<Output>) => Promise<Output>;
}

/** Stages around `last`, the first outermost. What one throws ends those behind it and goes to those before it. Without stages `last` runs as it is. */
export const createPipeline = <Input, Output>(stages: readonly Stage<Input, Output>[]): Pipeline<Input, Output> => ({
  names: stages.map(({ name }) => name),
  run: (input, last) =>
    stages.reduceRight<(input: Input) => Promise<Output>>((rest, stage) => (given) => stage.run(given, rest), last)(input),
});
