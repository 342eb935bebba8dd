import type { Turn } from "./turn.ts";

/** A turn of that number: one a minute. */
export const fakeTurn = (number: number, more: Partial<Turn> = {}): Turn => ({
  turnId: `turn-${number}`,
  role: number % 2 === 0 ? "assistant" : "user",
  text: `Turn number ${number} is about subject${number}.`,
  at: number * 60_000,
  tags: [],
  importance: 0.5,
  ...more,
});
