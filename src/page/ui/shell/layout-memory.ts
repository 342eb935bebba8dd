import { isJsonObject, parseUntrustedJson } from "../../../kernel/base/json.ts";

/** How the person likes the columns, in CSS pixels. */
export interface LayoutChoice {
  readonly railPx: number;
  readonly inspectorPx: number;
  readonly isInspectorOpen: boolean;
}

export const columns = {
  rail: { least: 200, most: 400 },
  main: { least: 440 },
  inspector: { least: 320, most: 880 },
} as const;

export const defaultLayout: LayoutChoice = { railPx: 240, inspectorPx: 512, isInspectorOpen: true };

const storageKey = "vivarium.layout";

const within = (value: unknown, least: number, most: number, otherwise: number): number =>
  typeof value === "number" && Number.isFinite(value) ? Math.min(most, Math.max(least, Math.round(value))) : otherwise;

/** Reads a stored layout; whatever is not usable in it falls back to the default, field by field. */
export const layoutFromText = (text: string): LayoutChoice => {
  const parsed = parseUntrustedJson(text);
  if (!parsed.ok || !isJsonObject(parsed.value)) return defaultLayout;
  const { railPx, inspectorPx, isInspectorOpen } = parsed.value;
  return {
    railPx: within(railPx, columns.rail.least, columns.rail.most, defaultLayout.railPx),
    inspectorPx: within(inspectorPx, columns.inspector.least, columns.inspector.most, defaultLayout.inspectorPx),
    isInspectorOpen: typeof isInspectorOpen === "boolean" ? isInspectorOpen : defaultLayout.isInspectorOpen,
  };
};

export const readLayout = (): LayoutChoice => {
  try {
    return layoutFromText(localStorage.getItem(storageKey) ?? "{}");
  } catch {
    // Storage is refused: the columns start at their default width.
    return defaultLayout;
  }
};

export const keepLayout = (layout: LayoutChoice): void => {
  try {
    localStorage.setItem(storageKey, JSON.stringify(layout));
  } catch {
    // Storage is refused or full: the widths last until reload.
  }
};
