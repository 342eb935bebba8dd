/** One way to answer. */
export interface QuestionOption {
  readonly label: string;
  readonly description?: string;
}

/** What the agent asks the person. Free text is always possible beside the options. */
export interface UserQuestion {
  readonly question: string;
  /** A few words that name the matter. */
  readonly header?: string;
  /** Labels differ. Empty: only free text is asked for. */
  readonly options: readonly QuestionOption[];
  /** Whether several options can be chosen. */
  readonly multiSelect: boolean;
}

/** What the person answers: labels of options, words of their own, or both. */
export interface QuestionReply {
  readonly chosen: readonly string[];
  /** Empty: none. */
  readonly text: string;
}

/** Why a reply does not answer the question; undefined where it does. */
export const findReplyProblem = ({ options, multiSelect }: UserQuestion, { chosen, text }: QuestionReply): string | undefined => {
  const labels = new Set(options.map(({ label }) => label));
  const unknown = chosen.find((label) => !labels.has(label));
  if (unknown !== undefined) return `“${unknown}” is none of the options.`;
  if (new Set(chosen).size < chosen.length) return "An option is chosen twice.";
  if (chosen.length > 1 && !multiSelect) return "Only one option can be chosen.";
  return chosen.length === 0 && text.trim() === "" ? "Choose an option, or write an answer." : undefined;
};

/** The answer in one line. */
export const replyWords = ({ chosen, text }: QuestionReply): string =>
  [...chosen, ...(text.trim() === "" ? [] : [text.trim()])].join(", ");
