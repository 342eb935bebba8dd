import type { Result } from "../../../kernel/base/result.ts";
import type { DocumentHeader } from "../../../kernel/conversation/document.ts";
import type { ImageHeader, PictureFile } from "../../../kernel/conversation/picture.ts";

/** A file as the browser gives it, or anything else that has bytes. */
export interface PictureSource {
  readonly name: string;
  readonly size: number;
  /** Rejects where the file cannot be read. */
  readonly arrayBuffer: () => Promise<ArrayBuffer>;
}

/** A picture or document as it is sent: no larger than a model takes; a picture without what its file told beside it. */
export type PreparedPicture = PictureFile &
  (ImageHeader | DocumentHeader) & {
    readonly bytes: Uint8Array<ArrayBuffer>;
    readonly name: string;
    /** What was done to it, where that can be seen. */
    readonly note?: string;
  };

/** Makes a picture or document ready to be sent. The error is the rest of a sentence that begins with its name: cause, effect, next step. */
export type PreparePicture = (source: PictureSource) => Promise<Result<PreparedPicture, string>>;

/** A picture or document in a message that is being written. */
export type Attachment = { readonly id: string; readonly name: string } & (
  | { readonly status: "preparing" }
  | { readonly status: "ready"; readonly picture: PreparedPicture }
);
