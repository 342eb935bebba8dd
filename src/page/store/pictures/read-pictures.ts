import type { AttachedBlock } from "../../../kernel/conversation/message.ts";
import type { PictureFile } from "../../../kernel/conversation/picture.ts";
import type { AppActions } from "../app-state.ts";
import type { PictureSource } from "./attachment.ts";

/** The files of pictures and documents that the log names; those that are gone are left out. */
export const readPictures = async (
  send: AppActions["send"],
  pictures: readonly AttachedBlock[],
): Promise<readonly PictureFile[]> => {
  const files: PictureFile[] = [];
  for (const block of pictures) {
    const { hash, name } = block;
    const answer = await send({ type: "read-picture", hash });
    if (!answer.ok || answer.value.type === "missing") continue;
    const pages = block.type === "document" && block.pages !== undefined ? { pages: block.pages } : {};
    files.push({ bytes: answer.value.bytes, ...(name === undefined ? {} : { name }), ...pages });
  }
  return files;
};

/** A file that was sent before, to be attached again. */
export const sourceOf = ({ bytes, name }: PictureFile): PictureSource => ({
  name: name ?? "File",
  size: bytes.byteLength,
  arrayBuffer: async () => Uint8Array.from(bytes).buffer,
});
