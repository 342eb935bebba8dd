import type { ImageBlock } from "../../../../kernel/message.ts";
import { type Script, say } from "../script.ts";

const kilobytes = (bytes: number): string =>
  bytes < 1_000 ? `${bytes} bytes` : `${(bytes / 1_000).toFixed(bytes < 10_000 ? 1 : 0)} KB`;

/** Code marks keep whatever the file's name holds from being read as markup. */
const quoted = (name: string): string => `\`${name.replace(/[`\s]+/g, " ").trim()}\``;

const described = ({ name, mediaType, width, height, bytes }: ImageBlock): string => {
  const kind = mediaType.slice("image/".length).toUpperCase();
  return `- ${name === undefined || name.trim() === "" ? "a picture without a name" : quoted(name)}: ${kind}, ${width} × ${height} pixels, ${kilobytes(bytes)}`;
};

const admission = (pictures: readonly ImageBlock[]): string => {
  const what = pictures.length === 1 ? "a picture" : `${pictures.length} pictures`;
  return `You sent ${what}, and I can't see: I'm a script. This is all I know of ${pictures.length === 1 ? "it" : "them"}:

${pictures.map(described).join("\n")}

A model with eyes is shown ${pictures.length === 1 ? "it" : "them"} with your message.

`;
};

/** Does what the script does, after it has said that the pictures are not seen. */
export const notSeen =
  (script: Script): Script =>
  (scene) =>
    scene.calls.length > 0 ? script(scene) : [say(admission(scene.pictures)), ...script(scene)];
