import { type DragEvent, useEffect, useState } from "react";

/** What an area needs to take files that are dropped on it, and whether some hang over it. */
export interface FileDrop {
  readonly over: boolean;
  readonly area: {
    readonly onDragEnter: (event: DragEvent) => void;
    readonly onDragOver: (event: DragEvent) => void;
    readonly onDragLeave: (event: DragEvent) => void;
    readonly onDrop: (event: DragEvent) => void;
  };
}

const carriesFiles = ({ dataTransfer }: Pick<DragEvent, "dataTransfer">): boolean => dataTransfer.types.includes("Files");

/** A file that misses the area would otherwise be opened by the browser in place of the page. */
const usePageKept = (): void => {
  useEffect(() => {
    const keep = (event: globalThis.DragEvent): void => {
      if (event.dataTransfer?.types.includes("Files") !== true || event.defaultPrevented) return;
      event.preventDefault();
      event.dataTransfer.dropEffect = "none";
    };
    window.addEventListener("dragover", keep);
    window.addEventListener("drop", keep);
    return () => {
      window.removeEventListener("dragover", keep);
      window.removeEventListener("drop", keep);
    };
  }, []);
};

/** `onFiles`: undefined while none are taken. What was dropped can be read until it returns. */
export const useFileDrop = (onFiles: ((files: readonly File[], dropped: DataTransfer) => void) | undefined): FileDrop => {
  const [depth, setDepth] = useState(0);
  usePageKept();
  const takes = (event: DragEvent): boolean => onFiles !== undefined && carriesFiles(event);
  return {
    over: depth > 0 && onFiles !== undefined,
    area: {
      // Every element inside tells of its own borders; the count says whether the area as a whole was left.
      onDragEnter: (event) => takes(event) && setDepth((before) => before + 1),
      onDragLeave: (event) => takes(event) && setDepth((before) => Math.max(0, before - 1)),
      onDragOver: (event) => {
        if (!takes(event)) return;
        event.preventDefault();
        event.dataTransfer.dropEffect = "copy";
      },
      onDrop: (event) => {
        setDepth(0);
        if (!takes(event)) return;
        event.preventDefault();
        onFiles?.([...event.dataTransfer.files], event.dataTransfer);
      },
    },
  };
};
