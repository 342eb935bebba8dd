/**
 * How a session works. `plan`: nothing is changed, the agent looks and answers with a plan. `accept-edits`: writing and editing
 * files is not asked about. Modes compile to rules; what a person's own rules deny or ask stands before them, except that `plan`
 * denies whatever they allow.
 */
export type Mode = "default" | "plan" | "accept-edits";
export const modes: readonly Mode[] = ["default", "plan", "accept-edits"];

const planAddendum = `Plan mode
- The person turned plan mode on: nothing may be changed and nothing outside may be reached. Such calls are refused.
- Look at what you need, then answer with a plan: what you would do, step by step, with the paths of the files, and what could go wrong.
- Do not ask to be let out of plan mode. The person reads the plan, may change it, and tells you to carry it out.`;

/** The instructions of an agent, as its mode completes them. */
export const systemIn = (mode: Mode, system: string): string => {
  if (mode !== "plan") return system;
  return system === "" ? planAddendum : `${system}\n\n${planAddendum}`;
};

/** Whether a system prompt is one of plan mode. */
export const isPlanning = (system: string): boolean => system.endsWith(planAddendum);
