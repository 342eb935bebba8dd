/** Hands a text to the browser as a file to keep. */
export const downloadText = (name: string, text: string, type = "application/x-ndjson"): void => downloadFile(name, text, type);

/** The same for anything. */
export const downloadFile = (name: string, content: BlobPart, type: string): void => {
  const address = URL.createObjectURL(new Blob([content], { type }));
  const link = document.createElement("a");
  link.href = address;
  link.download = name;
  link.click();
  URL.revokeObjectURL(address);
};

/** A title as a file name: letters, digits and dashes, at most 60 characters. */
export const fileNameFrom = (title: string): string => {
  const name = title
    .normalize("NFKD")
    .replace(/[^\p{L}\p{N}]+/gu, "-")
    .replace(/^-+|-+$/g, "")
    .toLowerCase()
    .slice(0, 60);
  return name === "" ? "session" : name;
};
