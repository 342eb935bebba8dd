import type { SessionId } from "../kernel/base/ids.ts";
import type { Hooks } from "../kernel/contracts/hooks.ts";
import type { Persistence } from "../kernel/contracts/persistence.ts";
import type { Provider } from "../kernel/contracts/provider.ts";
import type { Store } from "../kernel/contracts/store.ts";
import type { Tool } from "../kernel/contracts/tool.ts";
import type { RunLimits } from "../kernel/limits/limits.ts";
import type { AnswerCheck } from "../kernel/model/answer-format.ts";
import type { StartingFile } from "./files/starting-files.ts";
import type { WorkspaceTables } from "./projection.ts";

/** What a program without the page brings; its workspace lives in memory. */
export interface Program {
  readonly provider: Provider;
  /** Absent: the tools of the product. */
  readonly tools?: readonly Tool[];
  /** Whether its agent can ask others, where it brings tools. Absent: it cannot. */
  readonly asksAgents?: boolean;
  /** Beside those of the product, where it brings none in their place. Absent: none. */
  readonly moreTools?: readonly Tool[];
  /** Asked before the person's guardrails. Absent: none. */
  readonly hooks?: readonly Hooks[];
  readonly limits: RunLimits;
  /** Its tools run without being asked about, whatever the level says. Absent: the level holds. */
  readonly asksNobody?: boolean;
  /** What looks at the answers of a session in the place of their form's schema. */
  readonly answerCheckFor: (sessionId: SessionId) => AnswerCheck | undefined;
  /** The log that it shares with others. Absent: one of its own. */
  readonly store?: Store<WorkspaceTables>;
  /** Where checkpoints are kept. Absent: as long as the workspace lives. */
  readonly checkpoints?: Persistence;
  /** What the workspace starts with. */
  readonly files: readonly StartingFile[];
}
