/** Where the transcript stands, as measured. */
interface ScrollPlace {
  /** Pixels below what is visible. */
  readonly belowPx: number;
}

/**
 * What the transcript does when it grows. `follow`: keeps its end in view. `free`: stays where the person put it.
 * Intents set the plan; measurements only say when something is due.
 */
export interface ScrollPlan {
  readonly mode: "follow" | "free";
  /** The turn that was just sent: it is made as high as the view, so that it stands at the top and the answer fills the rest. */
  readonly anchor: string | undefined;
  /** Set by a send until its turn is there. Nothing else uses it up. */
  readonly sending: boolean;
  readonly showPill: boolean;
}

export type ScrollIntent =
  | { readonly type: "send" }
  | { readonly type: "switch-session" }
  | { readonly type: "turn-added"; readonly key: string }
  /** The person turned back: wheel, touch, key or the bar. */
  | { readonly type: "turn-back" }
  | { readonly type: "to-end" }
  | { readonly type: "measured"; readonly place: ScrollPlace; readonly byPerson: boolean };

const pillShowsPx = 200;
const endPx = 60;

export const firstScrollPlan: ScrollPlan = { mode: "follow", anchor: undefined, sending: false, showPill: false };

export const nextScrollPlan = (plan: ScrollPlan, intent: ScrollIntent): ScrollPlan => {
  switch (intent.type) {
    case "send":
      return { ...plan, sending: true };
    case "switch-session":
      return { ...firstScrollPlan, sending: plan.sending };
    case "turn-added":
      return plan.sending ? { mode: "follow", anchor: intent.key, sending: false, showPill: false } : plan;
    case "turn-back":
      return plan.mode === "free" ? plan : { ...plan, mode: "free" };
    case "to-end":
      return { ...plan, mode: "follow", showPill: false };
    case "measured": {
      const { belowPx } = intent.place;
      const mode = intent.byPerson && belowPx <= endPx ? "follow" : plan.mode;
      const showPill = mode === "free" && (plan.showPill ? belowPx > endPx : belowPx > pillShowsPx);
      return mode === plan.mode && showPill === plan.showPill ? plan : { ...plan, mode, showPill };
    }
  }
};
