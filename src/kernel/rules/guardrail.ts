import type { Failure } from "../base/failure.ts";
import { isJsonObject, type JsonValue } from "../base/json.ts";
import { err, ok, type Result } from "../base/result.ts";
import { checkModelChoice } from "../model/check-model-choice.ts";
import type { ModelChoice } from "../model/model.ts";

/** What every guardrail has. */
interface GuardrailBase {
  readonly guardrailId: string;
  /** What people know it by; 1 to 60 characters. */
  readonly name: string;
  readonly isOn: boolean;
  /** RE2: linear in the length of the text. It is looked for in each line. Empty, for calls only: whatever the arguments are. */
  readonly pattern: string;
  /** What is said when it acts: to the person, and for answers and calls to the model. Empty: a sentence made from the pattern. */
  readonly text: string;
}

/** Whether the pattern may not be there, or has to be. */
export type PatternRule = "forbid" | "require";

/** A person's own check, written down and compiled to hooks. */
export type Guardrail =
  /** On what the person and the tools say, and the system prompt. `mask` goes with `forbid`: it sends "[…]" in place of every match. */
  | (GuardrailBase & { readonly type: "request"; readonly rule: PatternRule; readonly action: "block" | "mask" })
  /** `forbid` looks at every answer's text; `require` at those that end a run. */
  | (GuardrailBase & { readonly type: "answer"; readonly rule: PatternRule; readonly action: "send-back" | "block" })
  /** On calls of the named tools (none named: all) whose arguments, as JSON, hold the pattern. */
  | (GuardrailBase & { readonly type: "call"; readonly tools: readonly string[]; readonly action: "block" | "ask" })
  /** On calls that reach outside, to a host that is not named here. `pattern` is empty, here and in the next. */
  | (GuardrailBase & { readonly type: "egress"; readonly hosts: readonly string[]; readonly action: "block" | "ask" })
  /** On a call that was made `most` times already in its run, with the same arguments. 1 to 1,000. */
  | (GuardrailBase & { readonly type: "repetition"; readonly most: number; readonly action: "block" | "ask" })
  /**
   * Another model is asked before a call runs, of the named tools (none named: all that change something or reach outside), and
   * may object. `instructions`: what it looks out for, in the person's words. `model`: `null`: the one that the run is answered by.
   */
  | (GuardrailBase & {
      readonly type: "review";
      readonly tools: readonly string[];
      readonly instructions: string;
      readonly model: ModelChoice | null;
      readonly action: "block" | "ask";
    });

export const maxGuardrails = 50;
const maxName = 60;
const maxPattern = 500;
const maxText = 500;
const maxInstructions = 2_000;

const invalid = (what: string): Result<never, Failure> =>
  err({ type: "invalid-input", message: `${what} Nothing was stored; correct it and save again.` });

const isOneOf = <Value extends string>(value: JsonValue | undefined, values: readonly Value[]): value is Value =>
  values.some((one) => one === value);

const patternRules: readonly PatternRule[] = ["forbid", "require"];

const isToolList = (value: JsonValue | undefined): value is readonly string[] =>
  Array.isArray(value) && value.length <= 100 && value.every((name) => typeof name === "string" && /^[\w-]{1,64}$/.test(name));

/** Whether there is such a model is told when it is asked. */
const reviewerFrom = (value: JsonValue | undefined): Result<ModelChoice | null, Failure> => {
  if (value === null) return ok(null);
  const texts = isJsonObject(value) && Object.values(value).every((one) => typeof one === "string");
  return texts && "provider" in value ? checkModelChoice(value as unknown as ModelChoice) : invalid("Choose who reviews.");
};

const isHostList = (value: JsonValue | undefined): value is readonly string[] =>
  Array.isArray(value) &&
  value.length <= 100 &&
  value.every((host) => typeof host === "string" && /^[a-z0-9.-]{1,253}(:\d{1,5})?$|^\[[0-9a-f:]+\](:\d{1,5})?$/i.test(host));

/** One guardrail as somebody sent it or stored it. Whether its pattern can be read is not looked at. */
export const checkGuardrail = (value: JsonValue | undefined): Result<Guardrail, Failure> => {
  if (!isJsonObject(value)) return invalid("A guardrail has to be an object.");
  const { guardrailId, name, isOn, pattern, text, type, rule, action, tools, hosts, most, instructions, model } = value;
  if (typeof guardrailId !== "string" || !/^[\w-]{1,64}$/.test(guardrailId)) return invalid("A guardrail needs an id.");
  if (typeof name !== "string" || name.trim() === "" || name.length > maxName)
    return invalid(`A guardrail needs a name of at most ${maxName} characters.`);
  if (typeof isOn !== "boolean") return invalid("A guardrail has to be on or off.");
  if (typeof pattern !== "string" || pattern.length > maxPattern)
    return invalid(`The pattern may have at most ${maxPattern} characters.`);
  if (typeof text !== "string" || text.length > maxText) return invalid(`The text may have at most ${maxText} characters.`);
  const needsNone = type === "call" || type === "egress" || type === "repetition" || type === "review";
  if (pattern === "" && !needsNone) return invalid("The pattern is missing: without one, nothing can be looked for.");
  const base = { guardrailId, name: name.trim(), isOn, pattern, text: text.trim() };
  switch (type) {
    case "request":
      if (!isOneOf(rule, patternRules) || !isOneOf(action, ["block", "mask"])) break;
      if (rule === "require" && action === "mask") return invalid("What is missing cannot be masked; choose to block.");
      return ok({ ...base, type, rule, action });
    case "answer":
      if (!isOneOf(rule, patternRules) || !isOneOf(action, ["send-back", "block"])) break;
      return ok({ ...base, type, rule, action });
    case "call":
      if (!isToolList(tools) || !isOneOf(action, ["block", "ask"])) break;
      return ok({ ...base, type, tools, action });
    case "egress":
      if (!isOneOf(action, ["block", "ask"])) break;
      if (!isHostList(hosts)) return invalid("Hosts are names such as api.example.com, without a scheme and a path.");
      return ok({ ...base, pattern: "", type, hosts, action });
    case "repetition":
      if (!isOneOf(action, ["block", "ask"])) break;
      if (typeof most !== "number" || !Number.isSafeInteger(most) || most < 1 || most > 1_000)
        return invalid("How often has to be a whole number from 1 to 1,000.");
      return ok({ ...base, pattern: "", type, most, action });
    case "review": {
      if (!isToolList(tools) || !isOneOf(action, ["block", "ask"])) break;
      if (typeof instructions !== "string" || instructions.length > maxInstructions)
        return invalid(`What to look out for may have at most ${maxInstructions.toLocaleString("en-US")} characters.`);
      const reviewer = reviewerFrom(model);
      if (!reviewer.ok) return reviewer;
      return ok({ ...base, pattern: "", type, tools, instructions: instructions.trim(), model: reviewer.value, action });
    }
    default:
  }
  return invalid("This is no guardrail that this version knows.");
};

/** Stored guardrails; those that cannot be read are left out. */
export const guardrailsFrom = (value: JsonValue | undefined): readonly Guardrail[] =>
  (Array.isArray(value) ? value : []).flatMap((one) => {
    const checked = checkGuardrail(one);
    return checked.ok ? [checked.value] : [];
  });
