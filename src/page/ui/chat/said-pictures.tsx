import type { ReactNode } from "react";
import type { AttachedBlock } from "../../../kernel/conversation/message.ts";
import { StoredDocument } from "../parts/document-card.tsx";
import { StoredPicture } from "../parts/stored-picture.tsx";

/** What the person attached to a message, or what a call gave back. */
export const SaidPictures = ({ pictures }: { readonly pictures: readonly AttachedBlock[] }): ReactNode =>
  pictures.length === 0 ? null : (
    <div className="pics">
      {pictures.map((one, place) =>
        one.type === "image" ? (
          // biome-ignore lint/suspicious/noArrayIndexKey: a message may show one picture twice, and its pictures never move
          <StoredPicture key={place} picture={one} />
        ) : (
          // biome-ignore lint/suspicious/noArrayIndexKey: as above
          <StoredDocument key={place} block={one} />
        ),
      )}
    </div>
  );
