import { expect, test } from "vitest";
import { createEntryScript } from "../../store/entries.fake.ts";
import { type EventKind, eventKinds } from "../../store/views/event-kind.ts";
import { rulerScale } from "../../store/views/ruler-scale.ts";
import { createOutlineReader } from "../../store/views/session-outline.ts";
import { drawRuler, type RulerPen } from "./draw-ruler.ts";

/** A pen that keeps where it drew: bars as `colour from-to`, marks as `colour mark`. */
const createRecordingPen = () => {
  const drawn: string[] = [];
  const nothing = (): void => {};
  const pen: RulerPen = {
    fillStyle: "",
    strokeStyle: "",
    lineWidth: 1,
    globalAlpha: 1,
    clearRect: nothing,
    fillRect: (x, _y, width) => void drawn.push(`${pen.fillStyle} ${Math.round(x)}-${Math.round(x + width)}`),
    beginPath: nothing,
    moveTo: nothing,
    lineTo: nothing,
    arc: nothing,
    rect: nothing,
    closePath: nothing,
    fill: () => void drawn.push(`${pen.fillStyle} mark`),
    stroke: () => void drawn.push(`${pen.strokeStyle} mark`),
    save: nothing,
    restore: nothing,
    clip: nothing,
  };
  return { pen, drawn };
};

const kinds = Object.fromEntries(eventKinds.map((kind) => [kind, kind])) as Record<EventKind, string>;
const draw = (calls: number, width: number): readonly string[] => {
  const script = createEntryScript();
  script.startRun("r1");
  for (let call = 0; call < calls; call += 1) {
    script.wait(100);
    script.start(`c${call}`);
    script.settle(`c${call}`, { type: "done", output: { text: "", isError: false } });
  }
  const outline = createOutlineReader()(script.entries);
  const { pen, drawn } = createRecordingPen();
  drawRuler(pen, { width, height: 40, outline, scale: rulerScale(outline), colours: { kinds, tick: "tick" } });
  return drawn.filter((line) => !line.startsWith("tick"));
};

test("calls with room around them are drawn as marks", () => {
  expect(draw(3, 300).filter((line) => line === "read mark")).toHaveLength(3);
});

test("ten thousand calls are not more bars than pixels", () => {
  const drawn = draw(10_000, 300);
  expect(drawn.length).toBeLessThanOrEqual(302);
  expect(drawn.at(-1)).toMatch(/-30[0-2]$/);
});

test("calls too near to each other are drawn as bars, each at least two pixels wide and none left out", () => {
  const drawn = draw(100, 300);
  expect(drawn).toHaveLength(100);
  expect(drawn.every((line) => /^read \d+-\d+$/.test(line))).toBe(true);
});
