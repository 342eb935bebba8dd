import { memo, type ReactNode, useEffect, useRef } from "react";
import type { AppState } from "../../store/app-state.ts";
import { useApp } from "../../store/use-app.ts";
import { type EventKind, eventKinds } from "../../store/views/event-kind.ts";
import type { RulerScale } from "../../store/views/ruler-scale.ts";
import type { SessionOutline } from "../../store/views/session-outline.ts";
import { useMedia } from "../parts/use-media.ts";
import { drawRuler, type RulerColours } from "./draw-ruler.ts";

const chosenTheme = (state: AppState): AppState["theme"] => state.theme;

/** A canvas knows no custom properties: each colour is read from an element that has it. */
const coloursOf = (probes: HTMLElement): RulerColours => {
  const read = (name: string): string => {
    const probe = probes.querySelector(`.k-${name}`);
    return probe === null ? "CanvasText" : getComputedStyle(probe).color;
  };
  const kinds = Object.fromEntries(eventKinds.map((kind) => [kind, read(kind === "user" ? "model" : kind)]));
  return { kinds: kinds as Record<EventKind, string>, tick: read("neutral") };
};

/** The entries of a session as bars and marks. Drawn when they, the size or the theme change; never while the hand moves. */
export const RulerCanvas = memo(
  ({ outline, scale }: { readonly outline: SessionOutline; readonly scale: RulerScale }): ReactNode => {
    const canvas = useRef<HTMLCanvasElement>(null);
    const probes = useRef<HTMLSpanElement>(null);
    const theme = useApp(chosenTheme);
    const dark = useMedia("(prefers-color-scheme: dark)");
    const forced = useMedia("(forced-colors: active)");
    const contrast = useMedia("(prefers-contrast: more)");

    // biome-ignore lint/correctness/useExhaustiveDependencies: colours follow the theme and the media
    useEffect(() => {
      const element = canvas.current;
      const frame = element?.parentElement;
      const context = element?.getContext("2d");
      if (element == null || frame == null || context == null || probes.current === null) return;
      const colours = coloursOf(probes.current);
      const draw = (): void => {
        const { width, height } = frame.getBoundingClientRect();
        const ratio = window.devicePixelRatio;
        element.width = Math.round(width * ratio);
        element.height = Math.round(height * ratio);
        context.setTransform(ratio, 0, 0, ratio, 0, 0);
        drawRuler(context, { width, height, outline, scale, colours });
      };
      // Told once at the start, and whenever the size changes.
      const observer = new ResizeObserver(draw);
      observer.observe(frame);
      return () => observer.disconnect();
    }, [outline, scale, theme, dark, forced, contrast]);

    return (
      <>
        <canvas ref={canvas} className="ruler-canvas" />
        <span ref={probes} hidden>
          {[...eventKinds, "neutral"].map((kind) => (
            <i key={kind} className={`k-${kind}`} />
          ))}
        </span>
      </>
    );
  },
);
