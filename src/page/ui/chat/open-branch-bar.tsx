import type { ReactNode } from "react";
import type { AppState } from "../../store/app-state.ts";
import { useApp } from "../../store/use-app.ts";
import { BranchPicker } from "./branch-picker.tsx";

const pointOf = ({ session }: AppState) => session?.openPoints.at(-1);

/** A branch behind whose beginning nothing was said yet. */
export const OpenBranchBar = (): ReactNode => {
  const point = useApp(pointOf);
  if (point === undefined) return null;
  return (
    <section className="footbar" aria-label="A branch begins">
      <span className="grow">
        <b>A branch begins here, after event {point.at}.</b> What you say next goes on from it.
      </span>
      <BranchPicker point={point} />
    </section>
  );
};
