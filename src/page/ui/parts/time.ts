/** Times, durations and amounts as people read them. `locale` is the browser's own where it is left out. */

const number = (value: number, digits: number, locale?: string): string =>
  new Intl.NumberFormat(locale, { minimumFractionDigits: digits, maximumFractionDigits: digits }).format(value);

/** A duration: `48 ms`, `1.4 s`, `42 s`, `3 min 5 s`, `2 h 10 min`. Below 0 counts as 0. */
export const formatDuration = (durationMs: number, locale?: string): string => {
  const ms = Math.max(0, Math.round(durationMs));
  if (ms < 1000) return `${number(ms, 0, locale)} ms`;
  if (ms < 9950) return `${number(ms / 1000, 1, locale)} s`;
  const seconds = Math.round(ms / 1000);
  if (seconds < 60) return `${number(seconds, 0, locale)} s`;
  if (seconds < 3600) return seconds % 60 === 0 ? `${seconds / 60} min` : `${Math.floor(seconds / 60)} min ${seconds % 60} s`;
  const minutes = Math.round(seconds / 60);
  return minutes % 60 === 0 ? `${minutes / 60} h` : `${Math.floor(minutes / 60)} h ${minutes % 60} min`;
};

/** A moment of the day: `11:58`. */
export const formatClock = (at: number, locale?: string): string =>
  new Intl.DateTimeFormat(locale, { hour: "2-digit", minute: "2-digit", hourCycle: "h23" }).format(at);

/** A moment of the day with seconds: `11:58:03`. */
export const formatClockSeconds = (at: number, locale?: string): string =>
  new Intl.DateTimeFormat(locale, { hour: "2-digit", minute: "2-digit", second: "2-digit", hourCycle: "h23" }).format(at);

/** A number of tokens: `812`, `18.2k`, `1.3M`. */
export const formatTokens = (tokens: number, locale?: string): string => {
  if (tokens < 1000) return number(tokens, 0, locale);
  if (tokens < 999_500) return `${number(tokens / 1000, tokens < 99_950 ? 1 : 0, locale)}k`;
  return `${number(tokens / 1_000_000, 1, locale)}M`;
};

/** A size: `0 B`, `812 B`, `1.4 KB`, `41 MB`. 1 KB is 1,000 bytes, as in the file managers of today. */
export const formatBytes = (bytes: number, locale?: string): string => {
  const units = ["B", "KB", "MB", "GB", "TB"] as const;
  let value = Math.max(0, bytes);
  let unit = 0;
  while (value >= 999.5 && unit < units.length - 1) {
    value /= 1000;
    unit += 1;
  }
  return `${number(value, unit > 0 && value < 9.95 ? 1 : 0, locale)} ${units[unit]}`;
};

/** `1 file`, `3 files`, `1,200 entries`. */
export const formatCount = (count: number, one: string, many: string, locale?: string): string =>
  `${number(count, 0, locale)} ${count === 1 ? one : many}`;
