import { ok, type Result } from "../../../kernel/base/result.ts";
import type { FileSystemError } from "../../../kernel/contracts/file-system.ts";
import type { ToolOutput } from "../../../kernel/contracts/tool.ts";

export const answer = (text: string): Result<ToolOutput, never> => ok({ text, isError: false });

/** The tool works; what it says is something that the model can act on. */
export const refusal = (text: string): Result<ToolOutput, never> => ok({ text, isError: true });

const nextSteps: Readonly<Record<string, string>> = {
  ENOENT: " Call list or glob to see what there is.",
  EISDIR: " Name a file.",
  ENOTDIR: " Name a folder.",
};

/** What went wrong and what to do next, without the code. */
export const explainFileError = ({ code, message }: FileSystemError): string =>
  `${message.slice(code.length + 2)}.${nextSteps[code] ?? ""}`;

/** How long tools may take. The searches end by themselves before that, with what they found. */
export const toolTimeoutMs = 10_000;
