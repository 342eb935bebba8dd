import type { Extension } from "@codemirror/state";

type Load = () => Promise<Extension>;

const javascript =
  (options: { readonly jsx?: boolean; readonly typescript?: boolean }): Load =>
  async () =>
    (await import("@codemirror/lang-javascript")).javascript(options);
const html: Load = async () => (await import("@codemirror/lang-html")).html();
const markdown: Load = async () => (await import("@codemirror/lang-markdown")).markdown();

const byEnding: Readonly<Record<string, Load>> = {
  js: javascript({}),
  mjs: javascript({}),
  cjs: javascript({}),
  jsx: javascript({ jsx: true }),
  ts: javascript({ typescript: true }),
  mts: javascript({ typescript: true }),
  tsx: javascript({ jsx: true, typescript: true }),
  json: async () => (await import("@codemirror/lang-json")).json(),
  css: async () => (await import("@codemirror/lang-css")).css(),
  html,
  htm: html,
  svg: html,
  xml: html,
  md: markdown,
  markdown,
  py: async () => (await import("@codemirror/lang-python")).python(),
};

/** How a file of this name is highlighted; undefined: as plain text. */
export const languageOf = (path: string): Load | undefined => {
  const ending = path
    .slice(path.lastIndexOf("/") + 1)
    .split(".")
    .slice(1)
    .at(-1)
    ?.toLowerCase();
  return ending !== undefined && Object.hasOwn(byEnding, ending) ? byEnding[ending] : undefined;
};
