import { raceAbort } from "../base/abort.ts";
import { type Failure, unexpectedFailure } from "../base/failure.ts";
import type {
  AnswerRuling,
  HookedAnswer,
  HookedCall,
  HookPoint,
  HookScope,
  Hooks,
  RequestRuling,
  ToolRuling,
} from "../contracts/hooks.ts";
import type { ModelRequest } from "../contracts/provider.ts";
import type { Event } from "../log/event.ts";

/** What one hook said; or it threw; or the run was stopped before it answered. */
type Heard<Ruling> =
  | { readonly type: "said"; readonly ruling: Ruling }
  | { readonly type: "failed"; readonly failure: Failure }
  | { readonly type: "stopped" };

/** What all hooks of a point came to. `by`: the one that decided. */
type Decided<Ruling> =
  | (Ruling & { readonly by: string })
  | { readonly type: "failed"; readonly failure: Failure }
  | { readonly type: "stopped" };

interface Change {
  readonly by: string;
  readonly note: string;
}

export type DecidedRequest =
  | { readonly type: "proceed"; readonly request: ModelRequest; readonly changes: readonly Change[] }
  | Decided<Extract<RequestRuling, { readonly type: "block" }>>;
export type DecidedAnswer = { readonly type: "accept" } | Decided<Exclude<AnswerRuling, { readonly type: "accept" }>>;
export type DecidedTool = { readonly type: "allow" } | Decided<Exclude<ToolRuling, { readonly type: "allow" }>>;

const pointWords: Readonly<Record<HookPoint, string>> = {
  "before-request": "before a request",
  "on-answer": "on an answer",
  "before-tool": "before a call",
  "after-tool": "after a call",
  "on-entry": "on an entry",
  "on-error": "on a failure",
  "on-compaction": "on a compaction",
};

/** What became of the thing that a hook which broke down should have decided. */
const closedWords: Readonly<Partial<Record<HookPoint, string>>> = {
  "before-request": " The request was not sent.",
  "on-answer": " The answer was not kept and none of its calls ran.",
  "before-tool": " The call did not run and nothing changed.",
};

export const hookFailure = (point: HookPoint, name: string, cause: unknown): Failure => {
  const { message } = unexpectedFailure(cause, `The check “${name}” ${pointWords[point]}`);
  const first = message.replace(/ What was saved before is safe; try again\.$/, "");
  const next = " Correct the check or switch it off, then go on.";
  return { type: "hook-failed", point, hook: name, message: `${first}${closedWords[point] ?? ""}${next}` };
};

/** The entry that tells of a hook which changed what is sent, or broke down where it had nothing to decide. */
export const hookActed = (
  point: HookPoint,
  name: string,
  did: Extract<Event, { readonly type: "hook-acted" }>["did"],
  text: string,
): Event => ({ type: "hook-acted", point, name, did, text });

/** A promise of whatever make: taken for an answer, it would allow everything. */
const isLater = <Ruling>(ruling: Ruling | Promise<Ruling>): ruling is Promise<Ruling> =>
  typeof ruling === "object" && ruling !== null && "then" in ruling;

const hearLater = async <Ruling>(
  point: HookPoint,
  name: string,
  ruling: Promise<Ruling>,
  signal: AbortSignal,
): Promise<Heard<Ruling>> => {
  try {
    const raced = await raceAbort(Promise.resolve(ruling), signal);
    // A ruling that comes with the stop changes nothing any more.
    return raced.type === "aborted" || signal.aborted ? { type: "stopped" } : { type: "said", ruling: raced.value };
  } catch (cause) {
    return { type: "failed", failure: hookFailure(point, name, cause) };
  }
};

/** Most hooks answer at once; only what they promise is raced with the signal. */
const hear = <Ruling>(
  point: HookPoint,
  name: string,
  ask: () => Ruling | Promise<Ruling>,
  signal: AbortSignal,
): Heard<Ruling> | Promise<Heard<Ruling>> => {
  if (signal.aborted) return { type: "stopped" };
  try {
    const ruling = ask();
    if (isLater(ruling)) return hearLater(point, name, ruling, signal);
    return signal.aborted ? { type: "stopped" } : { type: "said", ruling };
  } catch (cause) {
    return { type: "failed", failure: hookFailure(point, name, cause) };
  }
};

export const askBeforeRequest = async (
  hooks: readonly Hooks[],
  asked: ModelRequest,
  scope: HookScope,
  signal: AbortSignal,
): Promise<DecidedRequest> => {
  let request = asked;
  const changes: Change[] = [];
  for (const hook of hooks) {
    const ask = hook.beforeRequest;
    if (ask === undefined) continue;
    const hearing = hear("before-request", hook.name, () => ask(request, scope, signal), signal);
    const heard = hearing instanceof Promise ? await hearing : hearing;
    if (heard.type !== "said") return heard;
    const { ruling } = heard;
    if (ruling.type === "block") return { ...ruling, by: hook.name };
    if (ruling.type !== "modify") continue;
    request = ruling.request;
    changes.push({ by: hook.name, note: ruling.note });
  }
  return { type: "proceed", request, changes };
};

export const askOnAnswer = async (
  hooks: readonly Hooks[],
  answer: HookedAnswer,
  scope: HookScope,
  signal: AbortSignal,
): Promise<DecidedAnswer> => {
  for (const hook of hooks) {
    const ask = hook.onAnswer;
    if (ask === undefined) continue;
    const hearing = hear("on-answer", hook.name, () => ask(answer, scope, signal), signal);
    const heard = hearing instanceof Promise ? await hearing : hearing;
    if (heard.type !== "said") return heard;
    const { ruling } = heard;
    if (ruling.type !== "accept") return { ...ruling, by: hook.name };
  }
  return { type: "accept" };
};

/** A block wins over every question; of several questions the first is asked. */
export const askBeforeTool = async (
  hooks: readonly Hooks[],
  call: HookedCall,
  scope: HookScope,
  signal: AbortSignal,
): Promise<DecidedTool> => {
  let decided: DecidedTool = { type: "allow" };
  for (const hook of hooks) {
    const ask = hook.beforeTool;
    if (ask === undefined) continue;
    const hearing = hear("before-tool", hook.name, () => ask(call, scope, signal), signal);
    const heard = hearing instanceof Promise ? await hearing : hearing;
    if (heard.type !== "said") return heard;
    const { ruling } = heard;
    if (ruling.type === "block") return { ...ruling, by: hook.name };
    if (ruling.type === "ask" && decided.type === "allow") decided = { ...ruling, by: hook.name };
  }
  return decided;
};

/** Tells every hook of a point; gives what broke down. A stop leaves the rest untold. */
export const tellHooks = async (
  hooks: readonly Hooks[],
  point: Exclude<HookPoint, "on-entry">,
  tell: (hook: Hooks) => void | Promise<void>,
  signal: AbortSignal,
): Promise<readonly Event[]> => {
  const events: Event[] = [];
  for (const hook of hooks) {
    const hearing = hear(point, hook.name, () => tell(hook), signal);
    const heard = hearing instanceof Promise ? await hearing : hearing;
    if (heard.type === "stopped") break;
    if (heard.type === "failed") events.push(hookActed(point, hook.name, "failed", heard.failure.message));
  }
  return events;
};
