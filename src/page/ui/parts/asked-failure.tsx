import type { ReactNode } from "react";
import { Button } from "./button.tsx";
import { Mark } from "./mark.tsx";
import type { Asked } from "./use-answer.ts";

/** Why a question to the worker was not answered, and the way to ask it again. */
export const AskedFailure = ({
  asked,
}: {
  readonly asked: Extract<Asked<unknown>, { readonly status: "failed" }>;
}): ReactNode => (
  <div className="asked-failure" role="alert">
    <p className="problem">
      <Mark kind="error" />
      <span>{asked.failure.message}</span>
    </p>
    <Button onClick={asked.retry}>Try again</Button>
  </div>
);
