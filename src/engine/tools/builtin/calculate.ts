import { Parser } from "expr-eval-fork";
import { err, ok, type Result } from "../../../kernel/base/result.ts";

/** Without anything that is not the same every time, that keeps something, or that makes functions. */
const parser = new Parser({ operators: { assignment: false, fndef: false } });
delete parser.functions.random;

const words = (value: unknown): Result<string, string> => {
  if (typeof value === "number" && !Number.isFinite(value)) return err("The result is not a finite number.");
  if (typeof value === "function") return err("That is a function, not a value. Call it with arguments in brackets.");
  return ok(typeof value === "string" ? value : JSON.stringify(value));
};

/** The value of an expression as text, or why it has none. */
export const calculate = (expression: string): Result<string, string> => {
  try {
    return words(parser.evaluate(expression));
  } catch (cause) {
    if (cause instanceof RangeError) return err("The expression is nested too deeply.");
    // The parser reports what it cannot read by throwing.
    return err(cause instanceof Error ? `It cannot be calculated: ${cause.message}.` : "It cannot be calculated.");
  }
};
