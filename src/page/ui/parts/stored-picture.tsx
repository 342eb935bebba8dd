import { ImageOff } from "lucide-react";
import type { CSSProperties, ReactNode } from "react";
import type { ImageBlock } from "../../../kernel/conversation/message.ts";
import { pictureName } from "../../store/views/said-words.ts";
import { Icon } from "./icon.tsx";
import { PictureButton } from "./picture-button.tsx";
import { useAnswer } from "./use-answer.ts";

const [maxWidth, maxHeight, minEdge] = [280, 190, 40];

/** The room that a picture takes before its bytes are there, so that nothing moves when they come. */
const roomFor = ({ width, height }: ImageBlock): CSSProperties => {
  const scale = Math.min(1, maxWidth / width, maxHeight / height);
  return { width: Math.max(minEdge, Math.round(width * scale)), height: Math.max(minEdge, Math.round(height * scale)) };
};

const Gone = ({ name, why }: { readonly name: string; readonly why: string }): ReactNode => (
  <span className="picgone">
    <Icon of={ImageOff} size={16} />
    <span>
      {name}
      <span className="meta"> {why}</span>
    </span>
  </span>
);

/** A picture of the log, by its hash: small, and large when it is pressed. */
export const StoredPicture = ({ picture }: { readonly picture: ImageBlock }): ReactNode => {
  const asked = useAnswer({ type: "read-picture", hash: picture.hash }, picture.hash);
  const name = pictureName(picture);
  if (asked.status === "failed") return <Gone name={name} why="could not be read" />;
  if (asked.status === "ready" && asked.value.type === "missing")
    return <Gone name={name} why="is not in the workspace any more" />;
  return (
    <span className="picroom" style={roomFor(picture)}>
      {asked.status === "ready" && asked.value.type === "picture" && (
        <PictureButton picture={{ ...picture, bytes: asked.value.bytes, mediaType: asked.value.mediaType }} />
      )}
    </span>
  );
};
