import { type ReactNode, useState } from "react";
import type { ForgetSource } from "../../../kernel/log/forget-source.ts";
import type { WhyStep } from "../../../kernel/log/why.ts";
import { placeWords } from "../parts/place-words.ts";
import { ForgetSourceDialog } from "./forget-source-dialog.tsx";

interface Named {
  readonly source: ForgetSource;
  readonly words: string;
}

/** The sources that a step is: where text came in, what the person said, or the run that answered. */
const sourcesOf = ({ deed, origins, runId, seq }: WhyStep): readonly Named[] => {
  if (origins.length > 0)
    return origins.map((origin) => ({ source: { type: "origin", origin }, words: `what came from ${placeWords(origin)}` }));
  if (deed.type === "said" && deed.by === "person" && runId !== undefined)
    return [{ source: { type: "message", seq }, words: "what came of this message" }];
  if (deed.type === "answer" && runId !== undefined) return [{ source: { type: "run", runId }, words: "what this run kept" }];
  return [];
};

/** The ways to have everything forgotten that came from a step. */
export const ForgetSourceButtons = ({ step }: { readonly step: WhyStep }): ReactNode => {
  const [open, setOpen] = useState<ForgetSource>();
  return (
    <>
      {sourcesOf(step).map(({ source, words }) => (
        <button key={words} type="button" className="link" onClick={() => setOpen(source)}>
          Forget {words}…
        </button>
      ))}
      {open !== undefined && <ForgetSourceDialog source={open} onClose={() => setOpen(undefined)} />}
    </>
  );
};
