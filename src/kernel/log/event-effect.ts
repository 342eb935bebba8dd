import type { WorkspaceEffect } from "./effect.ts";
import type { Event } from "./event.ts";

/** What an event did to the workspace, where it did something. */
export const effectOf = (event: Event): WorkspaceEffect | undefined => ("effect" in event ? event.effect : undefined);
