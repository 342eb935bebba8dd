/** A day as the person's own calendar has it: `2026-11-21`. */
export type LocalDay = string;

/** The day of a moment (milliseconds since 1970) in this machine's time zone. */
export const localDay = (at: number): LocalDay => {
  const date = new Date(at);
  const two = (value: number): string => String(value).padStart(2, "0");
  return `${date.getFullYear()}-${two(date.getMonth() + 1)}-${two(date.getDate())}`;
};
