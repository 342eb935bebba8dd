const maxAskedMs = 24 * 60 * 60 * 1_000;

/**
 * How long a server asks to be left alone, in milliseconds: `retry-after-ms`, or `retry-after` in seconds or as a date, which
 * is read against the server's own clock where it tells it. Only a time in the future and at most a day away counts; a browser
 * hides these headers unless the server exposes them, so undefined is normal.
 */
export const retryAfterMs = (headers: Headers | undefined, now: number): number | undefined => {
  const exact = Number(headers?.get("retry-after-ms") || "NaN");
  const text = headers?.get("retry-after") ?? "";
  const seconds = text.trim() === "" ? Number.NaN : Number(text);
  const serverNow = Date.parse(headers?.get("date") ?? "");
  const until = Date.parse(text) - (Number.isNaN(serverNow) ? now : serverNow);
  const delay = Number.isFinite(exact) ? exact : Number.isFinite(seconds) ? seconds * 1_000 : until;
  return Number.isFinite(delay) && delay > 0 && delay <= maxAskedMs ? Math.round(delay) : undefined;
};
