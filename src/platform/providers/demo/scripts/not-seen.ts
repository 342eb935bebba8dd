import type { AttachedBlock } from "../../../../kernel/conversation/message.ts";
import { type Script, say } from "../script.ts";

const kilobytes = (bytes: number): string =>
  bytes < 1_000 ? `${bytes} bytes` : `${(bytes / 1_000).toFixed(bytes < 10_000 ? 1 : 0)} KB`;

/** Code marks keep whatever the file's name holds from being read as markup. */
const quoted = (name: string): string => `\`${name.replace(/[`\s]+/g, " ").trim()}\``;

const nameOf = (name: string | undefined, kind: string): string =>
  name === undefined || name.trim() === "" ? `a ${kind} without a name` : quoted(name);

const described = (block: AttachedBlock): string => {
  if (block.type === "document") {
    const pages = block.pages === undefined ? "" : block.pages === 1 ? "1 page, " : `${block.pages} pages, `;
    return `- ${nameOf(block.name, "document")}: PDF, ${pages}${kilobytes(block.bytes)}`;
  }
  const { name, mediaType, width, height, bytes } = block;
  const kind = mediaType.slice("image/".length).toUpperCase();
  return `- ${nameOf(name, "picture")}: ${kind}, ${width} × ${height} pixels, ${kilobytes(bytes)}`;
};

const counted = (count: number, one: string): string => (count === 1 ? `a ${one}` : `${count} ${one}s`);

const admission = (attached: readonly AttachedBlock[]): string => {
  const documents = attached.filter(({ type }) => type === "document").length;
  const pictures = attached.length - documents;
  const what = [
    ...(pictures === 0 ? [] : [counted(pictures, "picture")]),
    ...(documents === 0 ? [] : [counted(documents, "document")]),
  ].join(" and ");
  const [cannot, model] =
    documents === 0 ? ["see", "with eyes"] : pictures === 0 ? ["read it", "that reads PDF"] : ["see or read", "that can"];
  const them = attached.length === 1 ? "it" : "them";
  return `You sent ${what}, and I can't ${cannot === "read it" ? `read ${them}` : cannot}: I'm a script. This is all I know of ${them}:

${attached.map(described).join("\n")}

A model ${model} is shown ${them} with your message.

`;
};

/** Does what the script does, after it has said that the files are not seen. */
export const notSeen =
  (script: Script): Script =>
  (scene) =>
    scene.calls.length > 0 ? script(scene) : [say(admission(scene.pictures)), ...script(scene)];
