import { ArrowDown } from "lucide-react";
import { type ReactNode, type RefObject, useEffect, useLayoutEffect, useReducer, useRef, useState } from "react";
import { Virtualizer } from "virtua";
import type { AppState } from "../../store/app-state.ts";
import { shownSession, useApp } from "../../store/use-app.ts";
import { Button } from "../parts/button.tsx";
import { Icon } from "../parts/icon.tsx";
import { formatCount } from "../parts/time.ts";
import { type PressedStep, PressedStepContext } from "./branch-picker.tsx";
import { firstScrollPlan, nextScrollPlan, type ScrollIntent } from "./scroll-plan.ts";
import { TurnArticle } from "./turn-article.tsx";

const noKeys: readonly string[] = [];
/** Tab is among them: it may bring something into view that stands above. */
const upKeys = new Set(["ArrowUp", "PageUp", "Home", "Tab"]);

/** What must be known before React has drawn the next plan: a wheel and the scroll that it causes come in one frame. */
interface ScrollHand {
  free: boolean;
  /** Where the follow itself put the view; such a scroll is nobody's wish. */
  ownTop: number;
}

/** Keeps the end in view while the plan says so, whatever makes the content or the view change its height. */
const useFollow = (
  scroller: RefObject<HTMLElement | null>,
  content: RefObject<HTMLElement | null>,
  hand: RefObject<ScrollHand>,
  following: boolean,
): void => {
  useLayoutEffect(() => {
    const [view, inside] = [scroller.current, content.current];
    if (!following || view === null || inside === null) return;
    hand.current.free = false;
    const toEnd = (): void => {
      if (hand.current.free) return;
      view.scrollTop = view.scrollHeight;
      hand.current.ownTop = view.scrollTop;
    };
    toEnd();
    // Measuring rows moves the list by itself.
    const onScroll = (): void => {
      if (view.scrollHeight - view.clientHeight - view.scrollTop > 1) toEnd();
    };
    const observer = new ResizeObserver(toEnd);
    observer.observe(inside);
    observer.observe(view);
    view.addEventListener("scroll", onScroll, { passive: true });
    return () => {
      observer.disconnect();
      view.removeEventListener("scroll", onScroll);
    };
  }, [scroller, content, hand, following]);
};

/** Tells when the person turns back: by wheel, touch, keys, or by drawing the bar up. */
const useTurningBack = (
  scroller: RefObject<HTMLElement | null>,
  hand: RefObject<ScrollHand>,
  hear: (intent: ScrollIntent) => void,
): void => {
  useEffect(() => {
    const view = scroller.current;
    if (view === null) return;
    let lastTop = view.scrollTop;
    let touchY = 0;
    const back = (): void => {
      hand.current.free = true;
      hear({ type: "turn-back" });
    };
    const onWheel = (event: WheelEvent): void => {
      if (event.deltaY < 0) back();
    };
    const onTouchStart = (event: TouchEvent): void => {
      touchY = event.touches[0]?.clientY ?? 0;
    };
    const onTouchMove = (event: TouchEvent): void => {
      if ((event.touches[0]?.clientY ?? 0) > touchY + 4) back();
    };
    const onKey = (event: KeyboardEvent): void => {
      if (upKeys.has(event.key)) back();
    };
    const onPointer = (event: PointerEvent): void => {
      // Only the bar itself is the scroller; a press on a row has the row as its target.
      if (event.target === view) back();
    };
    const onScroll = (): void => {
      const byPerson = view.scrollTop > lastTop && view.scrollTop !== hand.current.ownTop;
      lastTop = view.scrollTop;
      hear({ type: "measured", place: { belowPx: view.scrollHeight - view.clientHeight - view.scrollTop }, byPerson });
    };
    const listeners = [
      ["wheel", onWheel],
      ["touchstart", onTouchStart],
      ["touchmove", onTouchMove],
      ["keydown", onKey],
      ["pointerdown", onPointer],
      ["scroll", onScroll],
    ] as const;
    for (const [type, listener] of listeners) view.addEventListener(type, listener as EventListener, { passive: true });
    return () => {
      for (const [type, listener] of listeners) view.removeEventListener(type, listener as EventListener);
    };
  }, [scroller, hand, hear]);
};

/**
 * Whether the end of a conversation that was there before stands in view: the list draws what is near the view a frame after it
 * was moved there, and its beginning would be seen until then.
 */
const useIsPlaced = (turns: number): boolean => {
  const [isPlaced, setPlaced] = useState(false);
  useLayoutEffect(() => {
    if (isPlaced || turns === 0) return;
    if (turns === 1) return setPlaced(true);
    let frame = requestAnimationFrame(() => {
      frame = requestAnimationFrame(() => setPlaced(true));
    });
    return () => cancelAnimationFrame(frame);
  }, [isPlaced, turns]);
  return isPlaced;
};

/** Turns, and rows of the last one, as one number that costs the same however long the session is. */
const rowsWeight = 1_000_000;
const rowCount = (state: AppState): number => {
  const session = shownSession(state);
  const last = session?.turns.get(session.turnKeys.at(-1) ?? "");
  return (session?.turnKeys.length ?? 0) * rowsWeight + (last?.items.length ?? 0);
};

/** How many rows came while the person looked elsewhere. */
const useNewRows = (away: boolean): number => {
  const count = useApp(rowCount);
  const [seen, setSeen] = useState(count);
  useEffect(() => {
    if (!away) setSeen(count);
  }, [away, count]);
  const turns = Math.floor(count / rowsWeight) - Math.floor(seen / rowsWeight);
  return Math.max(0, turns === 0 ? count - seen : turns + (count % rowsWeight));
};

/**
 * The turns of the open session, each drawn only while it is near the view. `sends` grows with every message sent from here.
 * `onScrolled` hears that the person moved it.
 */
export const Transcript = ({ sends, onScrolled }: { readonly sends: number; readonly onScrolled: () => void }): ReactNode => {
  const keys = useApp((state) => shownSession(state)?.turnKeys) ?? noKeys;
  const scroller = useRef<HTMLElement>(null);
  const content = useRef<HTMLDivElement>(null);
  const hand = useRef<ScrollHand>({ free: false, ownTop: -1 });
  const pressedStep = useRef<PressedStep>(undefined);
  const [plan, hear] = useReducer(nextScrollPlan, firstScrollPlan);
  const [viewPx, setViewPx] = useState(0);
  const isPlaced = useIsPlaced(keys.length);
  const last = keys.at(-1);
  const away = plan.mode === "free";
  const newRows = useNewRows(away);

  useEffect(() => {
    if (sends > 0) hear({ type: "send" });
  }, [sends]);
  useLayoutEffect(() => {
    if (last !== undefined) hear({ type: "turn-added", key: last });
  }, [last]);
  useLayoutEffect(() => {
    const view = scroller.current;
    if (view === null) return;
    // Questions above the message box take a part of the view; the room under a message that was sent goes with it.
    const observer = new ResizeObserver(() => setViewPx(view.clientHeight));
    observer.observe(view);
    return () => observer.disconnect();
  }, []);
  useEffect(() => {
    if (away) onScrolled();
  }, [away, onScrolled]);
  useTurningBack(scroller, hand, hear);
  useFollow(scroller, content, hand, !away);

  return (
    <PressedStepContext value={pressedStep}>
      <div className="txframe">
        <section className="scroll" aria-label="Transcript" ref={scroller} tabIndex={-1}>
          <div className="tx" ref={content} style={isPlaced ? undefined : { visibility: "hidden" }}>
            <Virtualizer scrollRef={scroller} data={keys} bufferSize={600}>
              {(key) => (
                <div key={key} style={key === plan.anchor && key === last ? { minHeight: Math.max(0, viewPx - 44) } : undefined}>
                  <TurnArticle turnKey={key} isLast={key === last} />
                </div>
              )}
            </Virtualizer>
          </div>
        </section>
        {plan.showPill && (
          <Button className="pill" onClick={() => hear({ type: "to-end" })}>
            <Icon of={ArrowDown} size={14} />
            {newRows > 0 ? formatCount(newRows, "new", "new") : "Back to the latest"}
          </Button>
        )}
      </div>
    </PressedStepContext>
  );
};
