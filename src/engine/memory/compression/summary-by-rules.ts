import { type Message, textOf } from "../../../kernel/conversation/message.ts";
import { compressByStrategies, defaultStackPolicy } from "./compress-by-strategies.ts";
import { compressToBudget, defaultBudgetPolicy, summaryLines } from "./compress-to-budget.ts";
import { type Turn, tokensIn } from "./turn.ts";

/** Characters of a result, and of what was said, that a turn is made from. */
const resultChars = 400;
const saidChars = 1_000;
/** The person's own words count more than what was answered; results count least. */
const importances = { said: 0.8, answered: 0.5, result: 0.2 };
const keptTurns = 4;

/** Messages as turns, a moment apart each: of a conversation only the order is known. What has no text is left out. */
const turnsOf = (messages: readonly Message[]): readonly Turn[] =>
  messages.flatMap((message, at): readonly Turn[] => {
    const results = message.blocks.flatMap((block) => (block.type === "tool-result" ? [block.text.slice(0, resultChars)] : []));
    const whole = textOf(message).trim();
    const said = whole.length > saidChars ? `${whole.slice(0, saidChars)} […]` : whole;
    const text = [said, ...results].filter((part) => part.trim() !== "").join("\n");
    if (text === "") return [];
    const isPersons = message.role === "user" && said !== "";
    const importance = isPersons ? importances.said : results.length > 0 ? importances.result : importances.answered;
    const role = isPersons ? "person" : results.length > 0 ? "result" : "agent";
    return [{ turnId: message.messageId, role, text, at, tags: [], importance }];
  });

const told = ({ role, text }: Turn): string => `${role}: ${text}`;

/** As many of the last lines as there is room for. */
const lastLines = (lines: readonly string[], tokens: number): readonly string[] => {
  let left = tokens;
  const kept: string[] = [];
  for (const line of lines.toReversed()) {
    left -= tokensIn(line);
    if (left < 0) break;
    kept.push(line);
  }
  return kept.reverse();
};

/**
 * What stands for messages, made by rules and no model: `facts`: turns full of names stay, and sentences of the others; `episodes`: what
 * the person said and the last turns stay, the others are told five at a time. At most about `tokens`; the same messages give the
 * same text. Empty where none of them has words.
 */
export const summaryByRules = (strategy: "facts" | "episodes", messages: readonly Message[], tokens: number): string => {
  const turns = turnsOf(messages);
  if (turns.length === 0) return "";
  if (strategy === "facts") {
    const { kept, summaries } = compressToBudget(turns, { ...defaultBudgetPolicy, keepRecent: keptTurns, tokens }, turns.length);
    return [...summaries.map(summaryLines), ...kept.map(told)].join("\n");
  }
  const strategies = defaultStackPolicy.strategies.map((one) =>
    one.type === "temporal" ? { ...one, keepRecent: keptTurns } : one,
  );
  const { episodes, kept } = compressByStrategies(turns, { maxTurns: 0, strategies });
  return lastLines([...episodes.map(({ summary }) => `- ${summary}`), ...kept.map(told)], tokens).join("\n");
};
