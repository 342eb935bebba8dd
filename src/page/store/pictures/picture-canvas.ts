import type { ImageType } from "../../../kernel/conversation/message.ts";

export interface PixelSize {
  readonly width: number;
  readonly height: number;
}

/** A picture that was decoded whole, turned upright. `close` frees it. */
export interface DecodedPicture extends PixelSize {
  /** Draws it at a size. A browser that cannot write a format writes another one: the bytes say which. */
  readonly encode: (size: PixelSize, mediaType: ImageType, quality: number) => Promise<Uint8Array<ArrayBuffer>>;
  readonly close: () => void;
}

/** Undefined where the bytes cannot be decoded. */
export type DecodePicture = (bytes: Uint8Array<ArrayBuffer>, mediaType: ImageType) => Promise<DecodedPicture | undefined>;

const draw = (bitmap: ImageBitmap, { width, height }: PixelSize, mediaType: ImageType): OffscreenCanvas => {
  const canvas = new OffscreenCanvas(width, height);
  const context = canvas.getContext("2d");
  if (context === null) throw new Error("This browser has no canvas to draw on.");
  if (mediaType === "image/jpeg") {
    // JPEG has no transparency; what is clear would become black.
    context.fillStyle = "#fff";
    context.fillRect(0, 0, width, height);
  }
  context.imageSmoothingQuality = "high";
  context.drawImage(bitmap, 0, 0, width, height);
  return canvas;
};

/** The browser's own decoder and encoders. */
export const decodePicture: DecodePicture = async (bytes, mediaType) => {
  // A damaged picture is all that this can fail with.
  const bitmap = await createImageBitmap(new Blob([bytes], { type: mediaType })).catch(() => undefined);
  if (bitmap === undefined) return undefined;
  return {
    width: bitmap.width,
    height: bitmap.height,
    encode: async (size, type, quality) => {
      const blob = await draw(bitmap, size, type).convertToBlob({ type, quality });
      return new Uint8Array(await blob.arrayBuffer());
    },
    close: () => bitmap.close(),
  };
};
