import { expect, test } from "vitest";
import { type KeyPress, matches, shortcutFor, shortcuts, strokeText } from "./shortcuts.ts";

const press = (more: Partial<KeyPress>): KeyPress => ({
  key: "",
  code: "",
  ctrlKey: false,
  metaKey: false,
  altKey: false,
  shiftKey: false,
  ...more,
});

test("Control is the modifier, and Command on Apple keyboards", () => {
  const control = press({ key: "k", code: "KeyK", ctrlKey: true });
  const command = press({ key: "k", code: "KeyK", metaKey: true });
  expect([shortcutFor(control, true, false), shortcutFor(command, true, false)]).toEqual(["open-palette", undefined]);
  expect([shortcutFor(control, true, true), shortcutFor(command, true, true)]).toEqual([undefined, "open-palette"]);
});

test("a bare character does nothing while a field has the focus", () => {
  const question = press({ key: "?", code: "Slash", shiftKey: true });
  expect([shortcutFor(question, false, false), shortcutFor(question, true, false)]).toEqual(["show-shortcuts", undefined]);
  expect(shortcuts.filter(({ stroke, inFields }) => stroke.key.length === 1 && inFields)).toEqual([]);
});

test("Shift turns the way through the regions around", () => {
  expect(shortcutFor(press({ key: "F6", code: "F6" }), true, false)).toBe("next-region");
  expect(shortcutFor(press({ key: "F6", code: "F6", shiftKey: true }), true, false)).toBe("previous-region");
});

test("a letter is found by its place, because Option changes what it writes", () => {
  expect(shortcutFor(press({ key: "˜", code: "KeyN", altKey: true }), true, true)).toBe("new-session");
});

test("undo takes files back only where no field has the focus: there it is the field's own", () => {
  const undo = press({ key: "z", code: "KeyZ", ctrlKey: true });
  expect([shortcutFor(undo, false, false), shortcutFor(undo, true, false)]).toEqual(["undo", undefined]);
  expect(shortcutFor(press({ key: "Z", code: "KeyZ", metaKey: true, shiftKey: true }), false, true)).toBe("redo");
});

test("no two shortcuts share a stroke", () => {
  const clashes = shortcuts.filter(({ stroke }, index) =>
    shortcuts.some((other, at) => {
      const { key, mod = false, alt = false, shift = false } = other.stroke;
      return at < index && matches(stroke, press({ key, code: key, ctrlKey: mod, altKey: alt, shiftKey: shift }), false);
    }),
  );
  expect(clashes).toEqual([]);
});

test("a stroke reads as the words on the keys", () => {
  expect(shortcuts.map(({ stroke }) => strokeText(stroke, false))).toEqual([
    "Ctrl K",
    "?",
    "Alt N",
    "Alt S",
    "Alt I",
    "Ctrl ,",
    "F6",
    "Shift F6",
    "F8",
    "Ctrl Z",
    "Ctrl Shift Z",
  ]);
});
