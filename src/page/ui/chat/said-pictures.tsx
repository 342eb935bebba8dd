import type { ReactNode } from "react";
import type { ImageBlock } from "../../../kernel/message.ts";
import { StoredPicture } from "../parts/stored-picture.tsx";

/** What the person showed with a message. */
export const SaidPictures = ({ pictures }: { readonly pictures: readonly ImageBlock[] }): ReactNode =>
  pictures.length === 0 ? null : (
    <div className="pics">
      {pictures.map((picture, place) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: a message may show one picture twice, and its pictures never move
        <StoredPicture key={place} picture={picture} />
      ))}
    </div>
  );
