import { type Failure, unexpectedFailure } from "./failure.ts";
import { err, ok, type Result } from "./result.ts";

/** A part of the app that is loaded where it is needed; the failure says what could not be. Asked again, it is tried again. */
export const loadPart = async <Part>(load: () => Promise<Part>, what: string): Promise<Result<Part, Failure>> => {
  try {
    return ok(await load());
  } catch (cause) {
    return err(unexpectedFailure(cause, `Loading ${what}`));
  }
};
