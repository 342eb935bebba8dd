import { explain } from "../../engine/provenance/explain.ts";
import { linkLog } from "../../engine/provenance/link-log.ts";
import type { LinkedLog } from "../../engine/provenance/linked-log.ts";
import type { Failure } from "../../kernel/base/failure.ts";
import type { Seq } from "../../kernel/base/ids.ts";
import { err, ok, type Result } from "../../kernel/base/result.ts";
import type { WhyAnswer, WhySubject } from "../../kernel/log/why.ts";
import type { EditDeps } from "../files/edit-files.ts";
import { createSourceForgetting, type SourceForgetting } from "./forget-source.ts";
import { traceSubject } from "./why-subjects.ts";

type Answered<Value> = Promise<Result<Value, Failure>>;

/** Why a thing is there, and what came of it. */
export interface WhyDesk {
  readonly ask: (subject: WhySubject) => Answered<WhyAnswer>;
  readonly planForget: SourceForgetting["plan"];
  readonly forget: SourceForgetting["forget"];
}

const notThere: Failure = {
  type: "not-found",
  message:
    "This is not there any more, or the log does not know it, so nobody can say where it came from. Nothing was changed; look at the list again.",
};

export const createWhyDesk = (deps: EditDeps): WhyDesk => {
  const { store, tree } = deps;
  let known: { readonly at: Seq; readonly log: LinkedLog } | undefined;
  const linked = async (): Answered<LinkedLog> => {
    const at = store.lastSeq();
    if (known?.at === at) return ok(known.log);
    const page = await store.read({ type: "all" });
    if (!page.ok) return page;
    const { entries } = page.value;
    known = { at: entries.at(-1)?.seq ?? 0, log: linkLog(entries) };
    return ok(known.log);
  };
  const forgetting = createSourceForgetting(deps, linked);
  return {
    planForget: forgetting.plan,
    forget: forgetting.forget,
    ask: async (subject) => {
      const log = await linked();
      if (!log.ok) return log;
      const traced = await traceSubject({ tree }, log.value, subject);
      return traced === undefined ? err(notThere) : ok(explain(log.value, traced));
    },
  };
};
