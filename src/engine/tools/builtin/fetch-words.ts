import type { WebAnswer } from "../../../kernel/contracts/web.ts";

const headOf = ({ status, contentType, bytes, isCut }: WebAnswer): string => {
  const size = isCut ? `the first ${bytes} bytes` : `${bytes} bytes`;
  return `HTTP ${status}, ${contentType === "" ? "no type" : contentType}, ${size}`;
};

const nowhereTold = "another address, which the browser does not tell";
const notFollowed = "It was not followed; call fetch with that address if it is right.";
const noText = "That is no text, so it is not shown.";

/** An answer of the web as a result; `readFetched` is the way back. */
export const fetchedText = (answer: WebAnswer): { readonly text: string; readonly isError: boolean } => {
  const { redirect, status, text } = answer;
  if (redirect !== undefined) {
    const code = status === 0 ? "" : ` ${status}`;
    return { text: `HTTP${code} redirect to ${redirect === "" ? nowhereTold : redirect}. ${notFollowed}`, isError: true };
  }
  if (text === undefined) return { text: `${headOf(answer)}. ${noText}`, isError: true };
  return { text: `${headOf(answer)}\n\n${text}`, isError: status >= 400 };
};

const redirectForm = /^HTTP(?: (\d+))? redirect to (.*)\. It was not followed;/su;
const headForm = /^HTTP (\d+), ([^,\n]*), (the first )?(\d+) bytes(\n\n|\. That is no text)/u;

/** The answer that a result of fetch tells; undefined where it tells none. */
export const readFetched = (told: string): WebAnswer | undefined => {
  const [, code = "0", target = ""] = redirectForm.exec(told) ?? [];
  if (target !== "") {
    return { status: Number(code), contentType: "", bytes: 0, isCut: false, redirect: target === nowhereTold ? "" : target };
  }
  const [head, status, type, isCut, bytes, mark] = headForm.exec(told) ?? [];
  if (head === undefined) return undefined;
  return {
    status: Number(status),
    contentType: type === "no type" ? "" : (type ?? ""),
    bytes: Number(bytes),
    isCut: isCut !== undefined,
    ...(mark === "\n\n" ? { text: told.slice(head.length) } : {}),
  };
};
