export type System = "macOS" | "Linux" | "Windows";

/** The person's system, as far as the browser says: it only chooses which command is shown first. */
export const whichSystem = (userAgent: string): System => {
  if (/Windows/u.test(userAgent)) return "Windows";
  return /Mac|iPhone|iPad/u.test(userAgent) ? "macOS" : "Linux";
};
