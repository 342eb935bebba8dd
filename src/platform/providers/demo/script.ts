import type { Failure } from "../../../kernel/base/failure.ts";
import type { JsonObject } from "../../../kernel/base/json.ts";
import type { Scene } from "./scene.ts";

/** What the demo model does in one turn, one thing after the other. A turn with a call goes on when the result is there. */
export type Step =
  | { readonly type: "think"; readonly text: string }
  | { readonly type: "say"; readonly text: string }
  | { readonly type: "call"; readonly tool: string; readonly input: JsonObject }
  | { readonly type: "fail"; readonly failure: Failure };

/**
 * Decides the next turn from the conversation alone, so a script goes on after a reload where it was. It must come to a turn
 * without calls, whatever the results are.
 */
export type Script = (scene: Scene) => readonly Step[];

export const think = (text: string): Step => ({ type: "think", text });
export const say = (text: string): Step => ({ type: "say", text });
export const call = (tool: string, input: JsonObject): Step => ({ type: "call", tool, input });
export const fail = (failure: Failure): Step => ({ type: "fail", failure });
