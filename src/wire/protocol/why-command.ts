import type { SessionId } from "../../kernel/base/ids.ts";
import type { ForgetPlan, ForgetSource, SourceForgotten } from "../../kernel/log/forget-source.ts";
import type { WhyAnswer, WhySubject } from "../../kernel/log/why.ts";

export interface WhyAnswers {
  readonly "ask-why": WhyAnswer;
  readonly "plan-forget-source": ForgetPlan;
  readonly "forget-source": SourceForgotten;
}

export type WhyCommand =
  /** What is behind a thing and what came of it, as the log tells it; nothing is done. */
  | { readonly type: "ask-why"; readonly subject: WhySubject }
  /** Everything that came from a source; nothing is done. */
  | { readonly type: "plan-forget-source"; readonly source: ForgetSource }
  /** What is chosen of it goes, as one entry that `undo` takes back. `keys`: of the plan's items. */
  | {
      readonly type: "forget-source";
      readonly source: ForgetSource;
      readonly keys: readonly string[];
      readonly sessionId?: SessionId;
    };
