import { Lexer, Parser, type Token } from "marked";
import { memo, type ReactNode } from "react";
import { flushSync } from "react-dom";
import { createRoot } from "react-dom/client";

const Block = memo(({ raw, token }: { readonly raw: string; readonly token: Token }): ReactNode => {
  // biome-ignore lint/security/noDangerouslySetInnerHtml: the floor does not protect anybody
  return raw === "" ? null : <div dangerouslySetInnerHTML={{ __html: Parser.parse([token]) }} />;
});

export interface BareRenderer {
  /** Draws the text that has come so far, and lays it out. */
  readonly draw: (text: string) => void;
}

/**
 * The floor: reads only the open tail, draws each closed block once, and does nothing else: no store, no links checked, no hidden
 * characters shown, HTML strings put into the page as they are.
 */
export const createBareRenderer = (scroller: HTMLElement): BareRenderer => {
  const container = document.createElement("div");
  container.className = "prose";
  scroller.append(container);
  const root = createRoot(container);
  const closed: Token[] = [];
  let closedChars = 0;
  return {
    draw: (text) => {
      const tokens = Lexer.lex(text.slice(closedChars), { gfm: true });
      const open = tokens.splice(-2);
      for (const token of tokens) {
        closedChars += token.raw.length;
        closed.push(token);
      }
      flushSync(() =>
        root.render(
          [...closed, ...open].map((token, place) => (
            // biome-ignore lint/suspicious/noArrayIndexKey: blocks never move
            <Block key={place} raw={token.raw} token={token} />
          )),
        ),
      );
      scroller.scrollTop = scroller.scrollHeight;
    },
  };
};
