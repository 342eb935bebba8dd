import { type CommandContext, type CustomCommand, defineCommand } from "just-bash/browser";
import { FileSystemError } from "../../kernel/contracts/file-system.ts";
import { bytesOf, textOf } from "./byte-text.ts";
import { type CommandWords, type OptionName, readWords } from "./command-words.ts";
import type { ShellReply, ShellRequest, ShellWeb } from "./shell-web.ts";

interface Said {
  readonly stdout: string;
  readonly stderr: string;
  readonly exitCode: number;
}

const known: readonly OptionName[] = [
  { long: "silent", short: "s" },
  { long: "show-error", short: "S" },
  { long: "fail", short: "f" },
  { long: "location", short: "L" },
  { long: "head", short: "I" },
  { long: "include", short: "i" },
  { long: "get", short: "G" },
  { long: "compressed" },
  { long: "remote-name", short: "O" },
  { long: "output", short: "o", takesValue: true },
  { long: "request", short: "X", takesValue: true },
  { long: "header", short: "H", takesValue: true },
  { long: "data", short: "d", takesValue: true },
  { long: "data-raw", takesValue: true },
  { long: "data-binary", takesValue: true },
  { long: "data-urlencode", takesValue: true },
  { long: "json", takesValue: true },
  { long: "url", takesValue: true },
  { long: "write-out", short: "w", takesValue: true },
];

/** Redirects of one request, each of which is asked for by itself. */
const maxRedirects = 10;

const has = ({ options }: CommandWords, name: string): boolean => options.some((option) => option.name === name);
const valuesOf = ({ options }: CommandWords, name: string): readonly string[] =>
  options.flatMap((option) => (option.name === name ? [option.value] : []));

/** A problem of the command itself, with the code that curl has for it. */
interface Problem {
  readonly exitCode: number;
  readonly text: string;
}

const isProblem = (value: object): value is Problem => "exitCode" in value && "text" in value;

const withScheme = (url: string): string => (/^[a-z][a-z0-9+.-]*:/i.test(url) && !/^[^/]*:\d/.test(url) ? url : `https://${url}`);

const formEncoded = (given: string): string => {
  const at = given.indexOf("=");
  if (at === -1) return encodeURIComponent(given);
  return `${at === 0 ? "" : `${given.slice(0, at)}=`}${encodeURIComponent(given.slice(at + 1))}`;
};

const fileText = async ({ fs, cwd, stdin }: CommandContext, name: string): Promise<string> =>
  name === "-" ? textOf(bytesOf(String(stdin), "latin1"), "utf8") : fs.readFile(fs.resolvePath(cwd, name));

/** The data of a request; `@name` stands for the text of a file, `@-` for what is piped in. */
const dataOf = async (words: CommandWords, context: CommandContext): Promise<string | undefined> => {
  const parts: string[] = [];
  for (const { name, value } of words.options) {
    if (name === "data-urlencode") parts.push(formEncoded(value));
    else if (name === "data-raw") parts.push(value);
    else if (name === "data" || name === "data-binary" || name === "json") {
      const text = value.startsWith("@") ? await fileText(context, value.slice(1)) : value;
      parts.push(name === "data" && value.startsWith("@") ? text.replace(/[\r\n]/g, "") : text);
    }
  }
  return parts.length === 0 ? undefined : parts.join("&");
};

const methodOf = (words: CommandWords, data: string | undefined): ShellRequest["method"] | Problem => {
  const asked = valuesOf(words, "request").at(-1)?.toUpperCase();
  const method = asked ?? (has(words, "head") ? "HEAD" : data === undefined || has(words, "get") ? "GET" : "POST");
  if (method === "GET" || method === "HEAD" || method === "POST") return method;
  return { exitCode: 2, text: `the method ${method} is not supported here: only GET, HEAD and POST are` };
};

const isContentType = (header: string): boolean => /^content-type:/i.test(header);

const requestFor = (
  words: CommandWords,
  given: string,
  data: string | undefined,
): (Omit<ShellRequest, "method"> & { readonly method: ShellRequest["method"] }) | Problem => {
  const method = methodOf(words, data);
  if (typeof method === "object") return method;
  if (method !== "POST" && data !== undefined && !has(words, "get"))
    return { exitCode: 2, text: `data goes with POST only, not with ${method}` };
  const all = [...valuesOf(words, "header"), ...(has(words, "json") ? ["Accept: application/json"] : [])];
  const type = all.find(isContentType)?.slice("content-type:".length).trim();
  const usual = has(words, "json") ? "application/json" : "application/x-www-form-urlencoded";
  const url = withScheme(given);
  const headers = all.filter((header) => !isContentType(header));
  if (data === undefined || method !== "POST") {
    const query = data === undefined ? "" : `${url.includes("?") ? "&" : "?"}${data}`;
    return { url: `${url}${query}`, method, headers };
  }
  return { url, method, headers, body: data, contentType: type ?? usual };
};

type Answered = Extract<ShellReply, { readonly type: "answered" }>;

/** Follows redirects where that is asked for; each place is a request of its own. */
const follow = async (
  web: ShellWeb,
  first: ShellRequest,
  follows: boolean,
): Promise<(Answered & { readonly url: string }) | Problem> => {
  let request = first;
  for (let count = 0; count <= maxRedirects; count += 1) {
    const reply = await web(request);
    if (reply.type === "stopped") return { exitCode: 42, text: "it was stopped before an answer came" };
    if (reply.type !== "answered") return { exitCode: 7, text: reply.reason };
    if (reply.redirect === undefined || !follows) return { ...reply, url: request.url };
    if (reply.redirect === "")
      return { exitCode: 47, text: "it redirects to another address, which the browser does not tell; name that address itself" };
    const { method, headers } = request;
    request = { url: reply.redirect, method: method === "POST" ? "GET" : method, headers };
  }
  return { exitCode: 47, text: `more than ${maxRedirects} redirects` };
};

const headOf = ({ status, contentType, redirect }: Answered): string => {
  const lines = [
    `HTTP/1.1 ${status}`,
    ...(contentType === "" ? [] : [`content-type: ${contentType}`]),
    ...(redirect === undefined || redirect === "" ? [] : [`location: ${redirect}`]),
  ];
  return `${lines.join("\r\n")}\r\n\r\n`;
};

const bytesIn = (text: string): number => new TextEncoder().encode(text).length;

const written = (form: string, answer: Answered & { readonly url: string }): string => {
  const values: Readonly<Record<string, string>> = {
    http_code: String(answer.status).padStart(3, "0"),
    response_code: String(answer.status).padStart(3, "0"),
    content_type: answer.contentType,
    size_download: String(bytesIn(answer.text ?? "")),
    url_effective: answer.url,
    redirect_url: answer.redirect ?? "",
  };
  const told = form.replace(/%\{(\w+)\}/g, (whole, name: string) => values[name] ?? whole);
  return told.replace(/\\n/g, "\n").replace(/\\t/g, "\t").replace(/\\r/g, "\r");
};

/** The last part of an address, as a file is named by it; undefined where it has none. */
export const nameFromUrl = (url: string): string | undefined => {
  const name = URL.canParse(url) ? new URL(url).pathname.split("/").at(-1) : "";
  return name === "" || name === undefined ? undefined : decodeURIComponent(name).replace(/\//g, "_");
};

const outputFor = (words: CommandWords, url: string, place: number): string | undefined | Problem => {
  const named = valuesOf(words, "output")[place];
  if (named !== undefined) return named === "-" ? undefined : named;
  if (!has(words, "remote-name")) return undefined;
  return nameFromUrl(withScheme(url)) ?? { exitCode: 23, text: "the address ends without a name for a file; use -o" };
};

const tooMuch = "only the first 1 MiB came, the most that a request takes here; the rest is missing";

const carriedOut = async (
  web: ShellWeb,
  words: CommandWords,
  context: CommandContext,
  [url, place, data]: readonly [string, number, string | undefined],
): Promise<Said> => {
  const isQuiet = has(words, "silent") && !has(words, "show-error");
  const failed = ({ exitCode, text }: Problem): Said => ({
    stdout: "",
    stderr: isQuiet && exitCode === 22 ? "" : `curl: (${exitCode}) ${text}\n`,
    exitCode,
  });
  const request = requestFor(words, url, data);
  if (isProblem(request)) return failed(request);
  const output = outputFor(words, url, place);
  if (typeof output === "object") return failed(output);
  const answer = await follow(web, request, has(words, "location"));
  if (isProblem(answer)) return failed(answer);
  const form = valuesOf(words, "write-out").at(-1);
  const told = form === undefined ? "" : written(form, answer);
  if (has(words, "fail") && answer.status >= 400) {
    const refused = failed({ exitCode: 22, text: `The requested URL returned error: ${answer.status}` });
    return { ...refused, stdout: told };
  }
  if (answer.text === undefined && answer.redirect === undefined && request.method !== "HEAD")
    return failed({ exitCode: 56, text: `what came is no text (${answer.contentType}), and only text can be received here` });
  const head = has(words, "head") || has(words, "include") ? headOf(answer) : "";
  const body = `${head}${request.method === "HEAD" ? "" : (answer.text ?? "")}`;
  if (output !== undefined) await context.fs.writeFile(context.fs.resolvePath(context.cwd, output), body);
  const cut = answer.isCut ? failed({ exitCode: 18, text: tooMuch }) : undefined;
  return { stdout: `${output === undefined ? body : ""}${told}`, stderr: cut?.stderr ?? "", exitCode: cut?.exitCode ?? 0 };
};

const misused = (text: string): Said => ({ stdout: "", stderr: `curl: (2) ${text}\n`, exitCode: 2 });

const runCurl = async (web: ShellWeb, args: readonly string[], context: CommandContext): Promise<Said> => {
  const words = readWords(args, known);
  if ("unknown" in words) {
    const names = known.map(({ long, short }) => (short === undefined ? `--${long}` : `-${short}`)).join(" ");
    return misused(`the option ${words.unknown} is not supported here, or lacks its value; supported are: ${names}`);
  }
  const urls = [...words.operands, ...valuesOf(words, "url")];
  if (urls.length === 0) return misused("no URL specified");
  const data = await dataOf(words, context);
  let all: Said = { stdout: "", stderr: "", exitCode: 0 };
  for (const [place, url] of urls.entries()) {
    const one = await carriedOut(web, words, context, [url, place, data]);
    all = { stdout: all.stdout + one.stdout, stderr: all.stderr + one.stderr, exitCode: one.exitCode };
  }
  return all;
};

/** What a file of the workspace refused, in the words and with the code of the command. */
export const explained = async (
  name: string,
  code: number,
  work: () => Promise<Said>,
): Promise<Said & { readonly stdoutKind: "text" }> => {
  try {
    return { ...(await work()), stdoutKind: "text" };
  } catch (cause) {
    if (!(cause instanceof FileSystemError)) throw cause;
    return { stdout: "", stderr: `${name}: (${code}) ${cause.message}\n`, exitCode: code, stdoutKind: "text" };
  }
};

/**
 * The command `curl`, as far as text goes: -s -S -f -L -I -i -G -o -O -X -H -d --json -w. Everything else refuses by its name. Exit codes
 * are those of curl; a request that is not allowed is a 7.
 */
export const createCurl = (web: ShellWeb): CustomCommand =>
  defineCommand("curl", (args, context) => explained("curl", 26, () => runCurl(web, args, context)));
