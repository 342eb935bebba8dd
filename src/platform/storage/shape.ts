/** How a stored field must look at least. `any` only has to be there. */
type Kind = "text" | "number" | "flag" | "list" | "object" | "any";
export type Shape = Readonly<Record<string, Kind>>;

type RequiredKeys<Value> = { [Key in keyof Value]-?: object extends Pick<Value, Key> ? never : Key }[keyof Value];
type KindOf<Field> = [Field] extends [string]
  ? "text"
  : [Field] extends [number]
    ? "number"
    : [Field] extends [boolean]
      ? "flag"
      : [Field] extends [readonly unknown[]]
        ? "list"
        : [Field] extends [object]
          ? "object" | "any"
          : "any";

/** The shape that goes with a type: its required fields and no other, so a field that is added is added here. */
export type ShapeOf<Value> = { readonly [Key in RequiredKeys<Value>]: KindOf<Value[Key]> };

const isOfKind = (value: unknown, kind: Kind): boolean => {
  switch (kind) {
    case "text":
      return typeof value === "string";
    case "number":
      return typeof value === "number" && Number.isFinite(value);
    case "flag":
      return typeof value === "boolean";
    case "list":
      return Array.isArray(value);
    case "object":
      return isRecord(value);
    case "any":
      return value !== undefined;
  }
};

/** A plain object of unknown content; arrays and null are none. */
export const isRecord = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === "object" && value !== null && !Array.isArray(value);

/** The first own field that is missing or of another kind, or undefined. Fields beside the shape do not matter. */
export const firstMisfit = (value: Readonly<Record<string, unknown>>, shape: Shape): string | undefined => {
  for (const name in shape) {
    if (!Object.hasOwn(value, name) || !isOfKind(value[name], shape[name] ?? "any")) return name;
  }
  return undefined;
};

export const hasShape = (value: unknown, shape: Shape): value is Readonly<Record<string, unknown>> =>
  isRecord(value) && firstMisfit(value, shape) === undefined;
