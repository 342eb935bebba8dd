import type { ToolSpec } from "../../kernel/contracts/tool.ts";
import type { Message } from "../../kernel/conversation/message.ts";
import { type Reminder, reminderText } from "../../kernel/conversation/reminder.ts";
import { type CallBlock, callsOf, isSameCall } from "./repair.ts";
import { shortened } from "./shortened.ts";

/** A run right before a request. */
export interface ReminderMoment {
  /** What is about to be sent. It only grew since the moment before, unless it was shortened. */
  readonly messages: readonly Message[];
  /** Which of the run's turns begins. */
  readonly turn: number;
  readonly maxTurns: number;
  readonly tools: readonly ToolSpec[];
}

/** Decides which notes go with a request. */
export interface Reminders {
  /** In order; asked once for each turn. */
  readonly due: (moment: ReminderMoment) => readonly Reminder[];
}

/** So many turns without a look at the list are many; the hint comes again after as many. */
const todoTurns = 5;
const lastTurns = 2;

const budgetNote: Reminder = {
  about: "turn-budget",
  text: `TURN BUDGET WARNING: ${lastTurns} turns remaining after this one. Bring the work to a state that can be left, and say what is still open.`,
};

const todoNote = (turns: number): Reminder => ({
  about: "todo",
  text: `The list of tasks was not written for ${turns} turns. Where it helps, bring it up to date with todo_write: what is done, what is under way, what no longer matters. Where the work is simple, go on without it. Say nothing of this note to the person.`,
});

const repeatNote = ({ tool, input }: CallBlock): Reminder => ({
  about: "repeated-call",
  text: `You made the same call twice in a row: ${tool} with ${shortened(JSON.stringify(input))}. It gives the same again. Try a different approach, or say what you would need.`,
});

/** Where the messages of a run begin that has had so many turns. */
const startOf = (messages: readonly Message[], turns: number): number => {
  let left = turns;
  for (let place = messages.length; place > 0; place -= 1) {
    if (left === 0) return place;
    if (messages[place - 1]?.role === "assistant") left -= 1;
  }
  return 0;
};

/** The notes of one run. They follow from its messages, so a run that is taken up again is told the same. */
export const createReminders = (history: readonly Message[], turns: number): Reminders => {
  let seen = startOf(history, turns);
  let turnsWithoutTodo = 0;
  let before: readonly CallBlock[] = [];
  let latest: readonly CallBlock[] = [];
  const note = (messages: readonly Message[]): boolean => {
    const { length } = messages;
    let isNew = false;
    // It was shortened; the last turn is still there.
    if (seen > length) seen = startOf(messages, 1);
    for (; seen < length; seen += 1) {
      const message = messages[seen];
      if (message?.role !== "assistant") continue;
      isNew = true;
      [before, latest] = [latest, callsOf(message)];
      turnsWithoutTodo = latest.some(({ tool }) => tool === "todo_write") ? 0 : turnsWithoutTodo + 1;
    }
    return isNew;
  };
  return {
    due: ({ messages, turn, maxTurns, tools }) => {
      const isNew = note(messages);
      const due: Reminder[] = [];
      if (maxTurns - turn === lastTurns) due.push(budgetNote);
      if (!isNew) return due;
      const isDue = turnsWithoutTodo >= todoTurns && turnsWithoutTodo % todoTurns === 0;
      if (isDue && tools.some(({ name }) => name === "todo_write")) due.push(todoNote(turnsWithoutTodo));
      const again = latest.find((call) => before.some((other) => isSameCall(call, other)));
      if (again !== undefined) due.push(repeatNote(again));
      return due;
    },
  };
};

/** The messages with the notes behind the person's last ones; the same messages where there are none. They are not changed. */
export const withReminders = (messages: readonly Message[], reminders: readonly Reminder[]): readonly Message[] => {
  const last = messages.at(-1);
  if (reminders.length === 0 || last?.role !== "user") return messages;
  const notes = reminders.map((reminder) => ({ type: "text" as const, text: reminderText(reminder) }));
  return [...messages.slice(0, -1), { ...last, blocks: [...last.blocks, ...notes] }];
};
