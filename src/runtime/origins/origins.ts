import type { Origin } from "../../kernel/rules/origin.ts";

/** Origins of what the person said, chose or did. */
export const byPerson: readonly Origin[] = [{ type: "user" }];

/** Origins of what follows from the model's words. */
export const byModel: readonly Origin[] = [{ type: "model" }];
