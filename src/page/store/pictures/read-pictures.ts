import type { ImageBlock } from "../../../kernel/message.ts";
import type { PictureFile } from "../../../kernel/picture.ts";
import type { AppActions } from "../app-state.ts";
import type { PictureSource } from "./attachment.ts";

/** The files of pictures that the log names; those that are gone are left out. */
export const readPictures = async (
  send: AppActions["send"],
  pictures: readonly ImageBlock[],
): Promise<readonly PictureFile[]> => {
  const files: PictureFile[] = [];
  for (const { hash, name } of pictures) {
    const answer = await send({ type: "read-picture", hash });
    if (!answer.ok || answer.value.type === "missing") continue;
    files.push({ bytes: answer.value.bytes, ...(name === undefined ? {} : { name }) });
  }
  return files;
};

/** A file that was sent before, to be attached again. */
export const sourceOf = ({ bytes, name }: PictureFile): PictureSource => ({
  name: name ?? "Picture",
  size: bytes.byteLength,
  arrayBuffer: async () => Uint8Array.from(bytes).buffer,
});
