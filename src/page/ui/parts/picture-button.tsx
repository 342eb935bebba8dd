import "./picture.css";
import { type ReactNode, useEffect, useState } from "react";
import type { ImageHeader } from "../../../kernel/conversation/picture.ts";
import { pictureName } from "../../store/views/said-words.ts";
import { Button } from "./button.tsx";
import { Dialog } from "./dialog.tsx";
import { formatBytes } from "./time.ts";

/** A picture whose bytes are here. */
export interface ShownPicture extends ImageHeader {
  readonly bytes: Uint8Array;
  readonly name?: string;
}

/** An address for the bytes, as long as something shows them. */
const usePictureUrl = (bytes: Uint8Array, mediaType: string): string | undefined => {
  const [url, setUrl] = useState<string>();
  useEffect(() => {
    const made = URL.createObjectURL(new Blob([Uint8Array.from(bytes)], { type: mediaType }));
    setUrl(made);
    return () => URL.revokeObjectURL(made);
  }, [bytes, mediaType]);
  return url;
};

/** Width and height, and how many bytes: `1,568 × 1,176 · 312 KB`. */
export const pictureFacts = ({ width, height, bytes }: ShownPicture): string =>
  `${width.toLocaleString("en")} × ${height.toLocaleString("en")} · ${formatBytes(bytes.byteLength)}`;

/** A picture, small, that opens large. */
export const PictureButton = ({ picture }: { readonly picture: ShownPicture }): ReactNode => {
  const url = usePictureUrl(picture.bytes, picture.mediaType);
  const [open, setOpen] = useState(false);
  const name = pictureName(picture);
  if (url === undefined) return null;
  return (
    <>
      <button type="button" className="picture" aria-haspopup="dialog" onClick={() => setOpen(true)}>
        <img src={url} alt={name} draggable={false} />
      </button>
      <Dialog
        title={name}
        description={pictureFacts(picture)}
        className="dialog large-picture"
        open={open}
        onOpenChange={setOpen}
      >
        <img src={url} alt={name} width={picture.width} height={picture.height} />
        <div className="acts">
          <Button onClick={() => setOpen(false)}>Close</Button>
        </div>
      </Dialog>
    </>
  );
};
