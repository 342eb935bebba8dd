import { memo, type ReactNode } from "react";
import { CopyButton } from "../copy-button.tsx";
import { RevealedText } from "../revealed-text.tsx";

const pieceChars = 4_096;

/** Cuts at the first line end after every 4,096 characters: while text is added at the end, all pieces but the last stay. */
export const codePieces = (text: string): readonly string[] => {
  const pieces: string[] = [];
  for (let from = 0; from < text.length; ) {
    const lineEnd = text.indexOf("\n", from + pieceChars);
    const end = lineEnd < 0 ? text.length : lineEnd + 1;
    pieces.push(text.slice(from, end));
    from = end;
  }
  return pieces;
};

const Piece = memo(({ text }: { readonly text: string }): ReactNode => <RevealedText text={text} />);

/** Machine text of an answer: its language, a way to copy it, and every hidden character made visible. */
export const CodeBlock = ({ language, text }: { readonly language: string; readonly text: string }): ReactNode => {
  const name = language.split(/\s/, 1)[0]?.slice(0, 40) ?? "";
  return (
    <div className="code" dir="ltr">
      <div className="ch">
        <span className="grow trunc">{name === "" ? "text" : name}</span>
        <CopyButton text={text} label={name === "" ? "Copy text" : `Copy ${name}`} />
      </div>
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: a region that scrolls sideways must be reachable by keyboard */}
      <pre tabIndex={0}>
        <code>
          {codePieces(text).map((piece, place) => (
            // biome-ignore lint/suspicious/noArrayIndexKey: pieces never move
            <Piece key={place} text={piece} />
          ))}
        </code>
      </pre>
    </div>
  );
};
