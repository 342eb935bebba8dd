import { LoaderCircle } from "lucide-react";
import { Icon } from "../parts/icon.tsx";
import { Mark } from "../parts/mark.tsx";
import { Guide } from "./guide.tsx";
import type { Check } from "./use-connection.ts";

/** What a check found, in place and spoken once. */
export const Verdict = ({ check }: { readonly check: Check }) => (
  <div className="verdict" aria-live="polite">
    {check.status === "checking" && (
      <>
        <Icon of={LoaderCircle} className="dim" />
        <span>Asking the endpoint…</span>
      </>
    )}
    {check.status === "works" && (
      <>
        <Mark kind="done" size={14} />
        <span>
          {check.sentence}
          {check.chosen !== "" && (
            <>
              {" "}
              <b>{check.chosen}</b> answers from the next run on.
            </>
          )}
        </span>
      </>
    )}
    {check.status === "fails" && (
      <>
        <Mark kind="error" size={13} />
        <div className="grow">
          <p>{check.message}</p>
          {check.guide !== undefined && <Guide guide={check.guide} />}
        </div>
      </>
    )}
  </div>
);
