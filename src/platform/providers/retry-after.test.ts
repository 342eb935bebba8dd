import { expect, test } from "vitest";
import { retryAfterMs } from "./retry-after.ts";

const now = Date.UTC(2026, 10, 21, 12, 0, 0);
const at = (seconds: number): string => new Date(now + seconds * 1_000).toUTCString();
const hour = 3_600;

test.each<readonly [Readonly<Record<string, string>>, number | undefined]>([
  [{}, undefined],
  [{ "retry-after": "7" }, 7_000],
  [{ "retry-after": " 7 " }, 7_000],
  [{ "retry-after": "0.5" }, 500],
  [{ "retry-after": "" }, undefined],
  [{ "retry-after": "0" }, undefined],
  [{ "retry-after": "-3" }, undefined],
  [{ "retry-after": "soon" }, undefined],
  [{ "retry-after": "NaN" }, undefined],
  [{ "retry-after": "Infinity" }, undefined],
  [{ "retry-after": "86400" }, 86_400_000],
  [{ "retry-after": "86401" }, undefined],
  [{ "retry-after": at(5) }, 5_000],
  [{ "retry-after": at(-5) }, undefined],
  // A server whose clock is an hour behind ours says so beside it.
  [{ "retry-after": at(5 - hour), date: at(-hour) }, 5_000],
  [{ "retry-after": at(5 + hour), date: at(hour) }, 5_000],
  [{ "retry-after-ms": "250", "retry-after": "7" }, 250],
  [{ "retry-after-ms": "later", "retry-after": "7" }, 7_000],
])("%j asks for %s ms", (headers, expected) => {
  expect(retryAfterMs(new Headers(headers), now)).toBe(expected);
});

test("headers that the browser hides ask for nothing", () => {
  expect(retryAfterMs(undefined, now)).toBeUndefined();
});
