/** Every key of the page, in one place: the handlers, the sheet behind `?` and the settings page read this list. */

export type ShortcutId =
  | "open-palette"
  | "show-shortcuts"
  | "new-session"
  | "toggle-sessions"
  | "toggle-inspector"
  | "open-settings"
  | "next-region"
  | "previous-region"
  | "go-to-approvals"
  | "undo"
  | "redo";

/** `mod` is Command on Apple keyboards and Control elsewhere. Keys are `KeyboardEvent.code` for letters, `key` for the rest. */
export interface Stroke {
  readonly key: string;
  readonly mod?: boolean;
  readonly alt?: boolean;
  readonly shift?: boolean;
}

export interface Shortcut {
  readonly id: ShortcutId;
  readonly stroke: Stroke;
  readonly label: string;
  /** Whether it also works while a field has the focus. A bare character never does. */
  readonly inFields: boolean;
}

export const shortcuts: readonly Shortcut[] = [
  { id: "open-palette", stroke: { key: "KeyK", mod: true }, label: "Open commands", inFields: true },
  { id: "show-shortcuts", stroke: { key: "?" }, label: "Show the shortcuts", inFields: false },
  { id: "new-session", stroke: { key: "KeyN", alt: true }, label: "New session", inFields: true },
  { id: "toggle-sessions", stroke: { key: "KeyS", alt: true }, label: "Show or hide the sessions", inFields: true },
  { id: "toggle-inspector", stroke: { key: "KeyI", alt: true }, label: "Show or hide the inspector", inFields: true },
  { id: "open-settings", stroke: { key: "Comma", mod: true }, label: "Open settings", inFields: true },
  { id: "next-region", stroke: { key: "F6" }, label: "Next region of the page", inFields: true },
  { id: "previous-region", stroke: { key: "F6", shift: true }, label: "Previous region of the page", inFields: true },
  { id: "go-to-approvals", stroke: { key: "F8" }, label: "Go to what waits for you", inFields: true },
  { id: "undo", stroke: { key: "KeyZ", mod: true }, label: "Undo the last change of files", inFields: false },
  { id: "redo", stroke: { key: "KeyZ", mod: true, shift: true }, label: "Redo it", inFields: false },
];

/** Keys that a pane handles where the focus is; listed, so that nobody has to guess them. */
export interface PaneKey {
  readonly where: string;
  readonly keys: string;
  readonly label: string;
}

export const paneKeys: readonly PaneKey[] = [
  { where: "Message", keys: "Enter", label: "Send" },
  { where: "Message", keys: "Shift Enter", label: "New line" },
  { where: "Message", keys: "Alt Enter", label: "Say it after the run" },
  { where: "Approval", keys: "Mod Enter", label: "Approve once" },
  { where: "Approval", keys: "Mod Backspace", label: "Reject" },
  { where: "Approval", keys: "Escape", label: "Back to the message" },
  { where: "Sessions", keys: "↑ ↓", label: "Move" },
  { where: "Sessions", keys: "F2", label: "Rename" },
  { where: "Sessions", keys: "Delete", label: "Delete" },
  { where: "Run ruler", keys: "← →", label: "One event back or on" },
];

export interface KeyPress {
  readonly key: string;
  readonly code: string;
  readonly ctrlKey: boolean;
  readonly metaKey: boolean;
  readonly altKey: boolean;
  readonly shiftKey: boolean;
}

/** Whether a press is this stroke. A bare character such as `?` may need Shift on some keyboards, so Shift is not compared for it. */
export const matches = ({ key, mod = false, alt = false, shift = false }: Stroke, press: KeyPress, isApple: boolean): boolean => {
  const modPressed = isApple ? press.metaKey : press.ctrlKey;
  const otherMod = isApple ? press.ctrlKey : press.metaKey;
  if (modPressed !== mod || otherMod || press.altKey !== alt) return false;
  if (key.length === 1) return press.key === key;
  return press.shiftKey === shift && (press.code === key || press.key === key);
};

export const shortcutFor = (press: KeyPress, inField: boolean, isApple: boolean): ShortcutId | undefined =>
  shortcuts.find(({ stroke, inFields }) => (!inField || inFields) && matches(stroke, press, isApple))?.id;

const keyName = (key: string): string => (key === "Comma" ? "," : key.replace(/^Key/, ""));

/** The words on the keys: `Ctrl K`, `⌘ K`, `Shift F6`. */
export const strokeText = ({ key, mod = false, alt = false, shift = false }: Stroke, isApple: boolean): string =>
  [
    ...(mod ? [isApple ? "⌘" : "Ctrl"] : []),
    ...(alt ? [isApple ? "⌥" : "Alt"] : []),
    ...(shift ? ["Shift"] : []),
    keyName(key),
  ].join(" ");

export const paneKeysText = (keys: string, isApple: boolean): string => keys.replace("Mod", isApple ? "⌘" : "Ctrl");
