/** What a reminder is about. `turn-budget`: the run is nearly over. `todo`: the list of tasks is old. `repeated-call`: the same again. */
export type ReminderName = "turn-budget" | "todo" | "repeated-call";

/** A note of the engine to the model: part of one request, and nothing that anybody said. */
export interface Reminder {
  readonly about: ReminderName;
  readonly text: string;
}

const opening = "<system-reminder>";
const closing = "</system-reminder>";
const tag = /<(?=\s*\/?\s*system-reminder)/giu;

/** Text that cannot be taken for a reminder, nor end one: what looks like its tags no longer is one. The same text where it has none. */
export const withoutReminderTags = (text: string): string => text.replace(tag, "&lt;");

/** A reminder as the model reads it. */
export const reminderText = ({ text }: Reminder): string => `${opening}\n${withoutReminderTags(text.trim())}\n${closing}`;

/** Whether a text of a request is a reminder and no words of the person. */
export const isReminder = (text: string): boolean => text.startsWith(opening) && text.endsWith(closing);
