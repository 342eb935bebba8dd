/** Text of one answer, about a million tokens: several times what any model writes. Beyond it the server is broken. */
export const maxAnswerChars = 4 * 1024 * 1024;

/** The answer is longer than any model writes; the stream is given up. */
export class AnswerTooLongError extends Error {
  constructor() {
    super(`The answer passed ${maxAnswerChars} characters.`);
    this.name = "AnswerTooLongError";
  }
}

/** The server says, as data of a stream that had begun, that it cannot go on. `message` is its words, `code` its name for it. */
export class ErrorInStream extends Error {
  readonly code: string;
  /** What it would have been answered with before the stream; only where nothing of the answer was told. */
  readonly status: number | undefined;
  constructor(message: string, code: string, status?: number) {
    super(message);
    this.name = "ErrorInStream";
    this.code = code;
    this.status = status;
  }
}
