import type { ReactNode } from "react";
import type { EventTitle } from "../../store/views/event-title.ts";
import { RevealedText } from "../parts/revealed-text.tsx";

/** What happened, and to what. */
export const EventWords = ({ words, object }: EventTitle): ReactNode => (
  <>
    <RevealedText text={words} />
    {object !== undefined && (
      <span className="mono tl-object">
        {" "}
        <RevealedText text={object} />
      </span>
    )}
  </>
);
