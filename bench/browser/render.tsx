import "../../src/page/ui/styles/tokens.css";
import "../../src/page/ui/styles/base.css";
import "../../src/page/ui/styles/controls.css";
import "../../src/page/ui/chat/chat.css";
import "../../src/page/ui/parts/markdown/markdown.css";
import { answerText } from "./answer-text.ts";
import { createAppRenderer } from "./app-renderer.tsx";
import { createBareRenderer } from "./bare-renderer.tsx";

/** `begun`: characters of the answer that are there before it is measured. `older`: turns before it. */
export interface RenderPlan {
  readonly renderer: "bare" | "app";
  readonly begun: number;
  readonly older: number;
}

/** What the runner calls: `prepare` first, then `stream`, which gives the milliseconds of each frame. */
export interface RenderBench {
  readonly prepare: (plan: RenderPlan) => Promise<void>;
  readonly stream: () => Promise<readonly number[]>;
}

const streamedChars = 40 * 1024;
const frameCount = 600;
const nextFrame = (): Promise<unknown> => new Promise((resolve) => requestAnimationFrame(resolve));

const root = document.getElementById("root");
if (root === null) throw new Error("The page has no element.");
root.style.cssText = "height: 100dvh; display: flex; flex-direction: column";

let draw: ((before: string, piece: string) => void) | undefined;
let text = "";
let begun = 0;

const prepare = async (plan: RenderPlan): Promise<void> => {
  begun = plan.begun;
  text = answerText(begun + streamedChars);
  const before = text.slice(0, begun);
  if (plan.renderer === "app") {
    const app = await createAppRenderer(root, before, plan.older);
    draw = (_before, piece) => app.draw(piece);
  } else {
    root.innerHTML =
      '<div class="chat"><div class="txframe"><section class="scroll"><div class="tx"></div></section></div></div>';
    const bare = createBareRenderer(root.querySelector(".tx") ?? root);
    draw = (shown, piece) => bare.draw(shown + piece);
    if (before !== "") bare.draw(before);
  }
  for (let frame = 0; frame < 10; frame += 1) await nextFrame();
};

const stream = async (): Promise<readonly number[]> => {
  const scroller = root.querySelector(".scroll");
  const frames: number[] = [];
  for (let frame = 0; frame < frameCount; frame += 1) {
    const from = begun + Math.floor((frame * streamedChars) / frameCount);
    const to = begun + Math.floor(((frame + 1) * streamedChars) / frameCount);
    await nextFrame();
    const start = performance.now();
    draw?.(text.slice(0, from), text.slice(from, to));
    // Reading a height lays the page out here, where its time is counted.
    void scroller?.scrollHeight;
    frames.push(performance.now() - start);
  }
  const shown = root.textContent?.length ?? 0;
  if (shown < streamedChars / 2) throw new Error(`Only ${shown} characters are on the page.`);
  return frames;
};

declare global {
  var renderBench: RenderBench;
}
globalThis.renderBench = { prepare, stream };
