import { isLocalAddress, parseEndpoint } from "./endpoint.ts";
import { isRemote, type ModelChoice } from "./model.ts";

/** What is known of keys without knowing one. */
export interface KeyState {
  /** Origins for which a key is held in memory. */
  readonly keyOrigins: readonly string[];
  /** Origins on this machine that a key was once given for, and that wait for one again after a reload. */
  readonly keyedOrigins: readonly string[];
}

/** Servers on this machine need no key until one was given for them; every other one does. */
const needsKey = (origin: string, keyedOrigins: readonly string[]): boolean =>
  !isLocalAddress(origin) || keyedOrigins.includes(origin);

/** The origin whose key a model waits for; undefined where the key is held, or where none is needed. */
export const missingKeyOrigin = (choice: ModelChoice, { keyOrigins, keyedOrigins }: KeyState): string | undefined => {
  if (!isRemote(choice)) return undefined;
  const endpoint = parseEndpoint(choice.baseUrl);
  if (!endpoint.ok || keyOrigins.includes(endpoint.value.origin)) return undefined;
  return needsKey(endpoint.value.origin, keyedOrigins) ? endpoint.value.origin : undefined;
};
