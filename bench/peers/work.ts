/** What the scripted model says in one answer: pieces of text, four characters each, and calls of the one tool there is. */
export interface Answer {
  readonly pieces: number;
  readonly calls: number;
}

/** What every library does in its own way. The model waits for nothing. */
export interface Work {
  /** The model's answers by their number, counted from 0. */
  readonly answer: (index: number) => Answer;
  /** The tool `constant`; its input is a path that the library checks. */
  readonly tool: () => Promise<string>;
  /** Hears every piece of text as the library's consumer hears it. */
  readonly onText: (text: string) => void;
  readonly signal: AbortSignal;
}

/** Makes an agent ready. What it gives back runs it once, as a stream, until the consumer's iteration is over. */
export type Peer = (work: Work) => Promise<() => Promise<void>>;

export const piece = "abcd";
export const toolName = "constant";
export const toolDescription = "Gives the same text each time.";
export const instructions = "Be brief.";
export const prompt = "Go on.";
/** Another one in every call: who asks the same again and again looks stuck. */
export const pathOf = (index: number, call: number): string => `/notes/${index}-${call}.md`;
/** More than any run here takes. */
export const maxTurns = 5_000;
