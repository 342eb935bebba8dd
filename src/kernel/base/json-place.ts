const plainName = /^[\p{L}_$][\p{L}\p{N}_$-]*$/u;

/** A place inside a place of a JSON value, as people read it: `order.items[2]["odd name"]`. */
export const placeInside = (path: string, key: string | number): string => {
  if (typeof key === "number") return `${path}[${key}]`;
  if (!plainName.test(key)) return `${path}[${JSON.stringify(key)}]`;
  return path === "" ? key : `${path}.${key}`;
};
