import { type ReactNode, useEffect, useMemo, useState } from "react";
import { VList } from "virtua";
import type { Hash } from "../../../kernel/base/canonical.ts";
import { isPdf } from "../../../kernel/conversation/document.ts";
import { readImageHeader } from "../../../kernel/conversation/picture.ts";
import { AskedFailure } from "../parts/asked-failure.tsx";
import { formatBytes } from "../parts/time.ts";
import { useAnswer } from "../parts/use-answer.ts";
import { TextView } from "./content-view.tsx";
import { hexRow, hexRows } from "./hex-rows.ts";
import { largeText, shownTextBytes } from "./large-text.ts";

/** Bytes that are drawn; the file is whole. */
const shownBytes = 1024 * 1024;

const typeOf = (bytes: Uint8Array): string => {
  const image = readImageHeader(bytes);
  if (image !== undefined)
    return `${image.mediaType.replace("image/", "").toUpperCase()} picture, ${image.width} × ${image.height}`;
  if (isPdf(bytes)) return "PDF document";
  if (bytes[0] === 0x50 && bytes[1] === 0x4b) return "ZIP archive";
  if (bytes[0] === 0x1f && bytes[1] === 0x8b) return "GZIP archive";
  return bytes.subarray(0, 8192).includes(0) ? "Binary" : "Text or binary";
};

/** The address of bytes as a picture, while the component stands. */
const usePicture = (bytes: Uint8Array, mediaType: string): string | undefined => {
  const [address, setAddress] = useState<string>();
  useEffect(() => {
    const made = URL.createObjectURL(new Blob([bytes.slice()], { type: mediaType }));
    setAddress(made);
    return () => URL.revokeObjectURL(made);
  }, [bytes, mediaType]);
  return address;
};

const PictureView = ({
  bytes,
  mediaType,
  path,
}: {
  readonly bytes: Uint8Array;
  readonly mediaType: string;
  readonly path: string;
}): ReactNode => {
  const address = usePicture(bytes, mediaType);
  return <div className="bytes-picture">{address !== undefined && <img src={address} alt={path} />}</div>;
};

const HexView = ({ bytes, path }: { readonly bytes: Uint8Array; readonly path: string }): ReactNode => {
  const rows = useMemo(() => hexRows(Math.min(bytes.length, shownBytes)), [bytes]);
  return (
    <VList className="text-rows hex-rows" data={rows} tabIndex={0} role="region" aria-label={`Bytes of ${path}`}>
      {(start) => {
        const { hex, text } = hexRow(bytes, start);
        return (
          <div key={start} className="hex-row">
            <i>{start.toString(16).padStart(6, "0")}</i>
            <span>{hex}</span>
            <span aria-hidden="true">{text}</span>
          </div>
        );
      }}
    </VList>
  );
};

const Bytes = ({
  bytes,
  path,
  sizeBytes,
}: {
  readonly bytes: Uint8Array;
  readonly path: string;
  readonly sizeBytes: number;
}): ReactNode => {
  const image = readImageHeader(bytes);
  // No picture is a text: its head has bytes that no text has.
  const text = useMemo(() => largeText(bytes), [bytes]);
  const shown = text === undefined ? shownBytes : shownTextBytes;
  return (
    <>
      <p className="bytes-type">
        {text === undefined ? typeOf(bytes) : "Text"}, {formatBytes(sizeBytes)}
        {text !== undefined && ", too long for the editor"}
        {image === undefined && sizeBytes > shown && `; the first ${formatBytes(shown)} are shown`}.
      </p>
      {image !== undefined ? (
        <PictureView bytes={bytes} mediaType={image.mediaType} path={path} />
      ) : text !== undefined ? (
        <TextView text={text} path={path} />
      ) : (
        <HexView bytes={bytes} path={path} />
      )}
    </>
  );
};

/** A content that the editor does not take: a picture as one, a long text line by line, anything else byte by byte. */
export const BytesView = ({
  hash,
  path,
  sizeBytes,
}: {
  readonly hash: Hash;
  readonly path: string;
  readonly sizeBytes: number;
}): ReactNode => {
  const asked = useAnswer({ type: "read-bytes", hash }, hash);
  const bytes = asked.status === "ready" && asked.key === hash ? asked.value.bytes : undefined;
  if (asked.status === "failed") return <AskedFailure asked={asked} />;
  if (bytes === undefined) return <p className="doc-note late">Reading the file…</p>;
  return <Bytes bytes={bytes} path={path} sizeBytes={sizeBytes} />;
};
