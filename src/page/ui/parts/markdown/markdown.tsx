import "./markdown.css";
import { memo, type ReactNode, useState } from "react";
import { Block } from "./block.tsx";
import { createBlockSplitter, type MarkdownBlock } from "./split-blocks.ts";

const Group = memo(({ blocks, apart }: { readonly blocks: readonly MarkdownBlock[]; readonly apart: boolean }): ReactNode => {
  // biome-ignore lint/suspicious/noArrayIndexKey: closed blocks never move
  const drawn = blocks.map((block, place) => <Block key={place} block={block} />);
  return apart ? <div className="grown">{drawn}</div> : drawn;
});

/**
 * Markdown as React elements; no HTML string exists on the way. While `growing`, only the open tail is read and drawn again.
 * Shows nothing from elsewhere: images are named, not loaded, and raw HTML is text.
 */
export const Markdown = memo(({ text, growing }: { readonly text: string; readonly growing: boolean }): ReactNode => {
  const [splitter] = useState(createBlockSplitter);
  // Only of what was seen to grow does the browser know the height without drawing it; a finished text is drawn whole.
  const [grew] = useState(growing);
  const { groups, open } = splitter.read(text, growing);
  return (
    <div className="prose">
      {groups.map((blocks, place) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: groups never move
        <Group key={place} blocks={blocks} apart={grew} />
      ))}
      {open.map((block, place) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: open blocks come after all closed ones and keep their order
        <Block key={`open-${place}`} block={block} />
      ))}
    </div>
  );
});
