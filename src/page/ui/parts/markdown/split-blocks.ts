import { Lexer, type Token, type Tokens } from "marked";

/** A piece of markdown between blank lines. `plain`: too large or too deep to be read as markdown, shown as text. */
export type MarkdownBlock =
  | { readonly type: "token"; readonly raw: string; readonly token: Token }
  | { readonly type: "code"; readonly raw: string; readonly language: string; readonly text: string }
  | { readonly type: "plain"; readonly raw: string };

/** Closed blocks in groups, each group the same object as long as it lasts; then what may still grow. */
export interface SplitMarkdown {
  readonly groups: readonly (readonly MarkdownBlock[])[];
  readonly open: readonly MarkdownBlock[];
}

/** Reads a growing text. Only what follows the last closed block is read again. */
export interface BlockSplitter {
  /** `growing`: more text may follow. A text that does not continue the one before is read from its start. */
  readonly read: (text: string, growing: boolean) => SplitMarkdown;
}

/** Reads markdown as tokens, each with its source. */
export type Lex = (text: string) => readonly Token[];
const lexMarkdown: Lex = (text) => Lexer.lex(text, { gfm: true });

const groupSize = 24;
/** A list that grows over this is closed up to its last two items. */
const maxOpenListChars = 4 * 1024;
/** An open block over this many characters is not read as markdown again and again. */
const maxOpenChars = 32 * 1024;
/** A whole text over this is read block by block, so that no single piece is over the limit above. */
const maxWholeChars = 256 * 1024;
const deepQuote = /^(?:[ \t]*(?:>|[-*+][ \t]|\d{1,9}[.)][ \t])){40}/m;
const deepIndent = /^[ \t]{400}/m;
const deepInline = /[[(*_~]{300}|(?:!?\[[^\]\n]{0,4}){300}|(?:[*_]{1,3}[^\s*_\n]{1,4} ?){600}/;

const isTooDeep = (text: string): boolean => deepQuote.test(text) || deepIndent.test(text) || deepInline.test(text);

const blocksOf = (text: string, lex: Lex): readonly MarkdownBlock[] => {
  if (text === "") return [];
  if (isTooDeep(text)) return [{ type: "plain", raw: text }];
  try {
    return lex(text).map((token): MarkdownBlock => {
      if (token.raw.length > maxOpenChars && token.type !== "code") return { type: "plain", raw: token.raw };
      if (token.type !== "code") return { type: "token", raw: token.raw, token };
      return { type: "code", raw: token.raw, language: String(token.lang ?? ""), text: String(token.text) };
    });
  } catch (cause) {
    // The lexer recurses; text nested deeper than the stack is shown as it is.
    if (cause instanceof RangeError) return [{ type: "plain", raw: text }];
    throw cause;
  }
};

/** A fence that is not closed yet, without reading its inside. */
const openFence = (tail: string): MarkdownBlock | undefined => {
  const opening = /^ {0,3}(`{3,}|~{3,})([^\n]*)\n/.exec(tail);
  const fence = opening?.[1] ?? "";
  if (opening === null || tail.indexOf(`\n${fence}`, opening[0].length - 1) >= 0) return undefined;
  return { type: "code", raw: tail, language: (opening[2] ?? "").trim(), text: tail.slice(opening[0].length) };
};

interface SplitList {
  readonly head: MarkdownBlock;
  /** The number that the list goes on with; undefined without numbers. */
  readonly next: number | undefined;
}

/** The part of a long list that is over. What follows begins with an item, so it reads as a list again. */
const splitList = ({ type, ...block }: MarkdownBlock): SplitList | undefined => {
  if (type !== "token" || !("token" in block) || block.token.type !== "list" || block.raw.length <= maxOpenListChars)
    return undefined;
  const list = block.token as Tokens.List;
  const items = list.items.slice(0, -2);
  const raw = items.map((item) => item.raw).join("");
  if (raw === "" || !list.raw.startsWith(raw)) return undefined;
  const next = typeof list.start === "number" ? list.start + items.length : undefined;
  return { head: { type, raw, token: { ...list, raw, items } }, next };
};

/** A list that goes on where a part of it was closed: numbers count on, whatever the source says. */
const goOn = (block: MarkdownBlock, start: number): MarkdownBlock =>
  block.type === "token" && block.token.type === "list" && block.token.ordered === true
    ? { ...block, token: { ...block.token, start } }
    : block;

const isSpace = (block: MarkdownBlock): boolean => block.type === "token" && block.token.type === "space";

export const createBlockSplitter = (lex: Lex = lexMarkdown): BlockSplitter => {
  let known = "";
  let closedChars = 0;
  let groups: (readonly MarkdownBlock[])[] = [];
  /** The number of the item that the open tail begins with, where a list was closed in its middle. */
  let nextNumber: number | undefined;
  let last: { readonly split: SplitMarkdown; readonly growing: boolean } | undefined;

  const reset = (): void => {
    [known, closedChars, groups, nextNumber, last] = ["", 0, [], undefined, undefined];
  };
  /** Looks at what is open and a little before it: comparing all that is closed would cost more the longer the answer is. */
  const continues = (text: string): boolean =>
    text.startsWith(known.slice(Math.max(0, closedChars - 256)), Math.max(0, closedChars - 256));
  const close = (blocks: readonly MarkdownBlock[]): void => {
    for (const block of blocks) {
      closedChars += block.raw.length;
      if (isSpace(block)) continue;
      nextNumber = undefined;
      const group = groups.at(-1);
      if (group === undefined || group.length >= groupSize) groups = [...groups, [block]];
      else groups = [...groups.slice(0, -1), [...group, block]];
    }
  };
  /** Reads what may still change. The last two blocks stay open: "1. a", blank line, "2" may become one list. */
  const advance = (text: string): readonly MarkdownBlock[] => {
    const tail = text.slice(closedChars);
    const fence = openFence(tail);
    if (fence !== undefined) return [fence];
    const [first, ...others] = blocksOf(tail, lex);
    if (first === undefined) return [];
    const blocks = [nextNumber === undefined ? first : goOn(first, nextNumber), ...others];
    const filled = blocks.map((block, index) => (isSpace(block) ? -1 : index)).filter((index) => index >= 0);
    const lastFilled = filled.at(-1);
    const growing = lastFilled === undefined ? undefined : blocks[lastFilled];
    const split = growing === undefined ? undefined : splitList(growing);
    if (split !== undefined) {
      close([...blocks.slice(0, lastFilled), split.head]);
      nextNumber = split.next;
      return advance(text);
    }
    const firstOpen = filled.at(-2) ?? 0;
    close(blocks.slice(0, firstOpen));
    const open = blocks.slice(firstOpen);
    if (text.length - closedChars <= maxOpenChars * 2) return open.filter((block) => !isSpace(block));
    const end = text.lastIndexOf("\n") + 1 || text.length;
    close([{ type: "plain", raw: text.slice(closedChars, Math.max(end, closedChars + 1)) }]);
    return blocksOf(text.slice(closedChars), lex);
  };
  const readLarge = (text: string): readonly MarkdownBlock[] => {
    reset();
    for (let end = maxOpenChars; end < text.length; end += maxOpenChars) advance(text.slice(0, end));
    return advance(text);
  };
  /** The finished text, read as a whole; groups that say the same stay the same objects. */
  const finish = (text: string): SplitMarkdown => {
    if (text.length > maxWholeChars) return { open: readLarge(text), groups };
    const before = groups;
    reset();
    close(blocksOf(text, lex));
    const same = (group: readonly MarkdownBlock[], index: number): boolean =>
      before[index]?.length === group.length && group.every(({ raw }, place) => before[index]?.[place]?.raw === raw);
    return { groups: groups.map((group, index) => (same(group, index) ? (before[index] ?? group) : group)), open: [] };
  };

  return {
    read: (text, growing) => {
      if (last !== undefined && text === known && growing === last.growing) return last.split;
      if (!continues(text) || last?.growing === false) reset();
      const split = growing ? { open: advance(text), groups } : finish(text);
      [known, last] = [text, { split: { groups: growing ? groups : split.groups, open: split.open }, growing }];
      return last.split;
    },
  };
};
