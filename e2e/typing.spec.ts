import { expect, test } from "./fixtures.ts";
import { startScriptedModel } from "./scripted-model.ts";

const cards = 50;
const keys = 10_000;

/**
 * Presses so many random keys in the page, 500 a frame, each where the focus is at that moment. What is printable is put in there,
 * in pieces of 100, before anything else can happen; a button would be pressed by Enter and Space, as by a person. Answers what was
 * put in, without white space.
 */
const typeRandomly = async (count: number): Promise<string> => {
  const characters = "abcdefghijklmnopqrstuvwxyzAYN0123456789.,-yan";
  let seed = 7;
  const random = (below: number): number => {
    seed = (seed * 1_103_515_245 + 12_345) % 2_147_483_648;
    return Math.floor((seed / 2_147_483_648) * below);
  };
  const keyAt = (number: number): string => {
    if (number % 1_999 === 0) return "Enter";
    return random(7) === 0 ? " " : (characters[random(characters.length)] ?? "a");
  };
  const frame = (): Promise<unknown> => new Promise(requestAnimationFrame);
  const put = (text: string): void => void (text !== "" && document.execCommand("insertText", false, text));
  let [typed, piece] = ["", ""];
  for (let number = 1; number <= count; number += 1) {
    const key = keyAt(number);
    const target = document.activeElement ?? document.body;
    if (key === "Enter") {
      put(piece);
      piece = "";
    }
    const goesOn = target.dispatchEvent(new KeyboardEvent("keydown", { key, bubbles: true, cancelable: true }));
    target.dispatchEvent(new KeyboardEvent("keyup", { key, bubbles: true }));
    if (goesOn && target instanceof HTMLButtonElement && (key === "Enter" || key === " ")) target.click();
    else if (goesOn && key !== "Enter") piece += key;
    if (key.trim() !== "" && key !== "Enter") typed += key;
    if (piece.length === 100 || document.activeElement !== target || number % 500 === 0) {
      put(piece);
      piece = "";
    }
    if (number % 500 === 0) await frame();
    // What is sent goes from the box when it is stored; a person goes on when it is gone.
    const isSent = (): boolean => !(target instanceof HTMLTextAreaElement) || target.value === "";
    for (let frames = 0; key === "Enter" && !isSent() && frames < 600; frames += 1) await frame();
  }
  put(piece);
  return typed;
};

const withoutSpace = (text: string): string => text.replace(/\s+/gu, "");

test("fifty questions appear while ten thousand keys are typed: none is answered, and no character is lost", async ({
  app,
  log,
}) => {
  const calls = Array.from({ length: cards }, (_, place) => ({
    tool: "write",
    input: { file_path: `/w/${place}.md`, content: "text\n" },
  }));
  const model = await startScriptedModel([{ text: "I write. ", calls }]);
  try {
    await app.settings.connect({ baseUrl: model.baseUrl, model: "scripted" });
    await app.chat.beginSession();
    await app.chat.level.selectOption("ask-every-change");
    await app.chat.say("Write");
    await app.chat.message.focus();
    const typed = await app.page.evaluate(typeRandomly, keys);
    await expect(app.approvals.cards).toHaveCount(cards);
    await app.page.keyboard.type("Enter y a n ");
    await app.page.keyboard.press("Enter");
    await expect(app.chat.message).toHaveValue("");
    const entries = await log();
    expect(entries.filter(({ event }) => event.type === "approval-answered")).toEqual([]);
    expect(entries.filter(({ event }) => event.type === "rule-added")).toEqual([]);
    const said = entries.flatMap(({ event }) => (event.type === "steer-queued" ? [event.text] : []));
    expect(withoutSpace(said.join(""))).toBe(`${typed}Enteryan`);
  } finally {
    await model.stop();
  }
});
