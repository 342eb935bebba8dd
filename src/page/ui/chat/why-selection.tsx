import { CircleHelp } from "lucide-react";
import { type ReactNode, useEffect, useState } from "react";
import { messageId } from "../../../kernel/base/ids.ts";
import type { WhySubject } from "../../../kernel/log/why.ts";
import { Icon } from "../parts/icon.tsx";
import { useAskWhy } from "../parts/use-ask-why.ts";

interface Selected {
  readonly subject: WhySubject;
  /** Pixels in the window: below the last line of what is selected. */
  readonly left: number;
  readonly top: number;
}

const answerAround = (node: Node | null): HTMLElement | null =>
  (node instanceof Element ? node : node?.parentElement)?.closest<HTMLElement>("[data-answer]") ?? null;

/** The words of one answer that are selected; undefined where none are, or those of several. */
const selectedWords = (): Selected | undefined => {
  const selection = document.getSelection();
  const text = selection?.toString().trim() ?? "";
  if (selection === null || selection.rangeCount === 0 || !/[\p{L}\p{N}]/u.test(text)) return undefined;
  const answer = answerAround(selection.anchorNode);
  if (answer === null || answer !== answerAround(selection.focusNode)) return undefined;
  const boxes = selection.getRangeAt(0).getClientRects();
  const box = boxes[boxes.length - 1];
  const id = answer.dataset.answer;
  if (box === undefined || id === undefined) return undefined;
  return { subject: { type: "sentence", messageId: messageId(id), text }, left: box.left, top: box.bottom };
};

/** Beside selected words of an answer: asks why they are there. */
export const WhySelection = (): ReactNode => {
  const ask = useAskWhy();
  const [selected, setSelected] = useState<Selected>();
  useEffect(() => {
    const look = (): void => setSelected(selectedWords());
    const leave = (): void => setSelected(undefined);
    document.addEventListener("selectionchange", look);
    document.addEventListener("scroll", leave, true);
    return () => {
      document.removeEventListener("selectionchange", look);
      document.removeEventListener("scroll", leave, true);
    };
  }, []);
  if (ask === undefined || selected === undefined) return null;
  return (
    <button
      type="button"
      className="btn why-selection"
      style={{ left: Math.min(selected.left, window.innerWidth - 190), top: Math.min(selected.top + 6, window.innerHeight - 48) }}
      // What is selected stays so until it is asked about.
      onPointerDown={(event) => event.preventDefault()}
      onClick={() => {
        ask(selected.subject);
        document.getSelection()?.removeAllRanges();
      }}
    >
      <Icon of={CircleHelp} size={14} /> Why is this here?
    </button>
  );
};
