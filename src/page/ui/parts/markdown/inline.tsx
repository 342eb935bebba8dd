import type { Token, Tokens } from "marked";
import type { ReactNode } from "react";
import { RevealedText } from "../revealed-text.tsx";
import { decodeEntities } from "./decode-entities.ts";
import { imageSource, namesOtherHost, safeLink } from "./safe-link.ts";

/** Deeper than this, the source is shown. */
const maxDepth = 24;

const childrenOf = (token: Token): readonly Token[] => ("tokens" in token ? (token.tokens ?? []) : []);

const Link = ({ token, depth }: { readonly token: Tokens.Link; readonly depth: number }): ReactNode => {
  const link = safeLink(decodeEntities(token.href));
  const inside = <Inline tokens={token.tokens} depth={depth} />;
  if (link === undefined) return inside;
  if (link.isInside) return <a href={link.href}>{inside}</a>;
  return (
    <>
      <a href={link.href} title={link.target} target="_blank" rel="noopener noreferrer">
        {inside}
      </a>
      {namesOtherHost(token.text, link) && <span className="linkhost"> (leads to {link.target})</span>}
    </>
  );
};

const InlineToken = ({ token, depth }: { readonly token: Token; readonly depth: number }): ReactNode => {
  if (depth > maxDepth) return token.raw;
  const inside = <Inline tokens={childrenOf(token)} depth={depth} />;
  switch (token.type) {
    case "strong":
      return <b>{inside}</b>;
    case "em":
      return <em>{inside}</em>;
    case "del":
      return <del>{inside}</del>;
    case "codespan":
      return (
        <code>
          <RevealedText text={String(token.text)} />
        </code>
      );
    case "br":
      return <br />;
    case "link":
      return <Link token={token as Tokens.Link} depth={depth} />;
    case "image":
      return (
        <span className="chip image">
          image from {imageSource(decodeEntities(String(token.href)))}
          {token.text === "" ? "" : `: ${decodeEntities(String(token.text))}`}
        </span>
      );
    case "checkbox":
      return token.checked === true ? "☑ " : "☐ ";
    case "escape":
      return String(token.text);
    case "text":
      return childrenOf(token).length > 0 ? inside : decodeEntities(String(token.text));
    default:
      return token.raw;
  }
};

/** Tokens as React elements. Raw HTML and whatever else is not markdown is shown as its text. */
export const Inline = ({ tokens, depth = 0 }: { readonly tokens: readonly Token[]; readonly depth?: number }): ReactNode =>
  // Tokens of a block never move: a changed block is drawn as a whole.
  // biome-ignore lint/suspicious/noArrayIndexKey: the place is the identity
  tokens.map((token, index) => <InlineToken key={index} token={token} depth={depth + 1} />);
