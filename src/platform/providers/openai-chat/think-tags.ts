import type { ProviderEvent } from "../../../kernel/contracts/provider.ts";

type Piece = Extract<ProviderEvent, { readonly type: "text-delta" | "thinking-delta" }>;

/** Tells thinking from text where a server leaves the model's own tags in the content: `<think>…</think>` at its very start. */
export interface ThinkTags {
  readonly push: (text: string) => readonly Piece[];
  /** What was held back, because it could have become a tag. */
  readonly end: () => readonly Piece[];
}

const opening = "<think>";
const closing = "</think>";

const pieces = (type: Piece["type"], delta: string): readonly Piece[] => (delta === "" ? [] : [{ type, delta }]);

/** How many characters at the end of a text may be the beginning of the closing tag. */
const openEnd = (text: string): number => {
  for (let length = Math.min(closing.length - 1, text.length); length > 0; length -= 1) {
    if (closing.startsWith(text.slice(-length))) return length;
  }
  return 0;
};

export const createThinkTags = (): ThinkTags => {
  let status: "before" | "thinking" | "closed" | "text" = "before";
  let held = "";

  const begin = (text: string): readonly Piece[] => {
    held += text;
    const visible = held.trimStart();
    if (visible.startsWith(opening)) {
      status = "thinking";
      held = "";
      return think(visible.slice(opening.length));
    }
    if (opening.startsWith(visible)) return [];
    const whole = held;
    status = "text";
    held = "";
    return pieces("text-delta", whole);
  };

  const think = (text: string): readonly Piece[] => {
    const whole = held + text;
    const at = whole.indexOf(closing);
    if (at >= 0) {
      status = "closed";
      held = "";
      return [...pieces("thinking-delta", whole.slice(0, at)), ...speak(whole.slice(at + closing.length))];
    }
    const told = whole.length - openEnd(whole);
    held = whole.slice(told);
    return pieces("thinking-delta", whole.slice(0, told));
  };

  /** The empty lines after the tag belong to it. */
  const speak = (text: string): readonly Piece[] => {
    const visible = status === "closed" ? text.trimStart() : text;
    if (visible !== "") status = "text";
    return pieces("text-delta", visible);
  };

  return {
    push: (text) => {
      if (status === "before") return begin(text);
      return status === "thinking" ? think(text) : speak(text);
    },
    end: () => {
      const rest = held;
      held = "";
      return pieces(status === "thinking" ? "thinking-delta" : "text-delta", rest);
    },
  };
};
