import type { Token, Tokens } from "marked";
import { Fragment, memo, type ReactNode } from "react";
import { CodeBlock } from "./code-block.tsx";
import { Inline } from "./inline.tsx";
import type { MarkdownBlock } from "./split-blocks.ts";

const maxDepth = 24;
/** A larger table is shown as its source: it would be thousands of cells that nobody reads. */
const maxCells = 2_000;

const Table = ({ token }: { readonly token: Tokens.Table }): ReactNode => {
  if (token.header.length * (token.rows.length + 1) > maxCells) return <PlainText text={token.raw} />;
  const cell = ({ tokens, align }: Tokens.TableCell, Tag: "th" | "td", column: number): ReactNode => (
    <Tag key={column} className={align === "right" ? "r" : undefined} {...(Tag === "th" ? { scope: "col" } : {})}>
      <Inline tokens={tokens} />
    </Tag>
  );
  return (
    <div className="tablewrap">
      <table>
        <thead>
          <tr>{token.header.map((head, column) => cell(head, "th", column))}</tr>
        </thead>
        <tbody>
          {token.rows.map((row, place) => (
            // biome-ignore lint/suspicious/noArrayIndexKey: rows of a table never move
            <tr key={place}>{row.map((data, column) => cell(data, "td", column))}</tr>
          ))}
        </tbody>
      </table>
    </div>
  );
};

const ListItem = ({ item, depth }: { readonly item: Tokens.ListItem; readonly depth: number }): ReactNode => (
  <li className={item.task ? "todo" : undefined}>
    {item.tokens.map((token, place) => (
      // biome-ignore lint/suspicious/noArrayIndexKey: parts of an item never move
      <Fragment key={place}>
        {token.type === "text" || token.type === "checkbox" ? (
          <Inline tokens={[token]} />
        ) : (
          <BlockToken token={token} depth={depth} />
        )}
      </Fragment>
    ))}
  </li>
);

const List = ({ token, depth }: { readonly token: Tokens.List; readonly depth: number }): ReactNode => {
  // biome-ignore lint/suspicious/noArrayIndexKey: items of a list never move
  const items = token.items.map((item, place) => <ListItem key={place} item={item} depth={depth} />);
  return token.ordered ? <ol start={typeof token.start === "number" ? token.start : 1}>{items}</ol> : <ul>{items}</ul>;
};

/**
 * Every heading of an answer stands directly below the session's title: a model that begins with a small heading would else
 * skip levels, which loses people who move by headings. How large it looks still follows the model.
 */
const Heading = ({ token }: { readonly token: Tokens.Heading }): ReactNode => (
  <h2 className={`h-${Math.min(token.depth, 3)}`}>
    <Inline tokens={token.tokens} />
  </h2>
);

const BlockToken = ({ token, depth }: { readonly token: Token; readonly depth: number }): ReactNode => {
  if (depth > maxDepth) return <PlainText text={token.raw} />;
  switch (token.type) {
    case "space":
    case "def":
      return null;
    case "heading":
      return <Heading token={token as Tokens.Heading} />;
    case "paragraph":
    case "text":
      return (
        <p dir="auto">
          <Inline tokens={"tokens" in token ? (token.tokens ?? [token]) : [token]} />
        </p>
      );
    case "code":
      return <CodeBlock language={String(token.lang ?? "")} text={String(token.text)} />;
    case "list":
      return <List token={token as Tokens.List} depth={depth + 1} />;
    case "blockquote":
      return (
        <blockquote>
          {(token.tokens ?? []).map((inner, place) => (
            // biome-ignore lint/suspicious/noArrayIndexKey: parts of a quote never move
            <BlockToken key={place} token={inner} depth={depth + 1} />
          ))}
        </blockquote>
      );
    case "table":
      return <Table token={token as Tokens.Table} />;
    case "hr":
      return <hr />;
    default:
      return <PlainText text={token.raw} />;
  }
};

const PlainText = ({ text }: { readonly text: string }): ReactNode => (
  <p className="plain" dir="auto">
    {text.trim()}
  </p>
);

/** A closed block is drawn once; an open one whenever its source changed. */
export const Block = memo(
  ({ block }: { readonly block: MarkdownBlock }): ReactNode => {
    switch (block.type) {
      case "token":
        return <BlockToken token={block.token} depth={0} />;
      case "code":
        return <CodeBlock language={block.language} text={block.text} />;
      case "plain":
        return <PlainText text={block.raw} />;
    }
  },
  (before, after) => before.block.type === after.block.type && before.block.raw === after.block.raw,
);
