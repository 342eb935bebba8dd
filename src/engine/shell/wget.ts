import { type CommandContext, type CustomCommand, defineCommand } from "just-bash/browser";
import { type OptionName, readWords } from "./command-words.ts";
import { explained, nameFromUrl } from "./curl.ts";
import type { ShellRequest, ShellWeb } from "./shell-web.ts";

const known: readonly OptionName[] = [
  { long: "quiet", short: "q" },
  { long: "no-verbose" },
  { long: "spider" },
  { long: "output-document", short: "O", takesValue: true },
  { long: "header", takesValue: true },
  { long: "post-data", takesValue: true },
];

/** As many as wget follows. */
const maxRedirects = 20;

type Said = { readonly stdout: string; readonly stderr: string; readonly exitCode: number };

const failed = (exitCode: number, text: string): Said => ({ stdout: "", stderr: `wget: ${text}\n`, exitCode });

const answerTo = async (web: ShellWeb, first: ShellRequest) => {
  let request = first;
  for (let count = 0; count <= maxRedirects; count += 1) {
    const reply = await web(request);
    if (reply.type === "stopped") return failed(4, "it was stopped before an answer came");
    if (reply.type !== "answered") return failed(4, reply.reason);
    if (reply.redirect === undefined) return reply;
    if (reply.redirect === "")
      return failed(8, "it redirects to another address, which the browser does not tell; name that address itself");
    request = { url: reply.redirect, method: request.method === "HEAD" ? "HEAD" : "GET", headers: request.headers };
  }
  return failed(8, `more than ${maxRedirects} redirects`);
};

const runWget = async (web: ShellWeb, args: readonly string[], { fs, cwd }: CommandContext): Promise<Said> => {
  const words = readWords(args, known);
  if ("unknown" in words) {
    const names = known.map(({ long }) => `--${long}`).join(" ");
    return failed(2, `the option ${words.unknown} is not supported here, or lacks its value; supported are: ${names}`);
  }
  const given = (name: string): string | undefined => words.options.findLast((option) => option.name === name)?.value;
  const headers = words.options.flatMap(({ name, value }) => (name === "header" ? [value] : []));
  const body = given("post-data");
  const [address, ...others] = words.operands;
  if (address === undefined) return failed(1, "missing URL");
  if (others.length > 0) return failed(2, "only one address at a time is supported here");
  const url = address.includes("://") ? address : `https://${address}`;
  const isSpider = given("spider") !== undefined;
  const answer = await answerTo(web, {
    url,
    headers,
    method: isSpider ? "HEAD" : body === undefined ? "GET" : "POST",
    ...(body === undefined ? {} : { body, contentType: "application/x-www-form-urlencoded" }),
  });
  if ("exitCode" in answer) return answer;
  if (answer.status >= 400) return failed(8, `${url}: the server answered ${answer.status}`);
  if (isSpider) return { stdout: "", stderr: "Remote file exists.\n", exitCode: 0 };
  if (answer.text === undefined)
    return failed(4, `what came is no text (${answer.contentType}), and only text can be received here`);
  const name = given("output-document") ?? nameFromUrl(url) ?? "index.html";
  const isQuiet = given("quiet") !== undefined;
  const exitCode = answer.isCut ? 4 : 0;
  const cut = answer.isCut ? "wget: only the first 1 MiB came, the most that a request takes here; the rest is missing\n" : "";
  if (name === "-") return { stdout: answer.text, stderr: cut, exitCode };
  await fs.writeFile(fs.resolvePath(cwd, name), answer.text);
  return { stdout: "", stderr: cut || (isQuiet ? "" : `‘${name}’ saved\n`), exitCode };
};

/** The command `wget`, as far as text goes: -q -nv -O --header --post-data --spider. Everything else refuses by its name. */
export const createWget = (web: ShellWeb): CustomCommand =>
  defineCommand("wget", (args, context) => explained("wget", 3, () => runWget(web, args, context)));
