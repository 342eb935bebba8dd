import type { Command, CommandAnswers } from "../../wire/protocol/command.ts";

export type { Command } from "../../wire/protocol/command.ts";

/** What a command is answered with when it works. */
export type AnswerValue<C extends Command> = CommandAnswers[C["type"]];
