import { parseUntrustedJson } from "../../../kernel/base/json.ts";
import { allowedOriginsKey, wellKnownOrigins } from "../../../kernel/model/well-known-origins.ts";

/** What `localStorage` offers here. Every method may throw: storage can be refused or full. */
export interface OriginStorage {
  getItem(key: string): string | null;
  setItem(key: string, value: string): void;
}

/** Origins that the person added. A damaged or refused record counts as none. */
export const ownOrigins = (storage: OriginStorage): readonly string[] => {
  try {
    const parsed = parseUntrustedJson(storage.getItem(allowedOriginsKey) ?? "[]");
    if (!parsed.ok || !Array.isArray(parsed.value)) return [];
    return parsed.value.filter((value) => typeof value === "string");
  } catch {
    // Storage is refused: only the well-known origins are allowed.
    return [];
  }
};

/** Whether the page's policy lets it talk to an origin. Added ones count after the next load, because a policy cannot be widened. */
export const isAllowedOrigin = (origin: string, storage: OriginStorage): boolean =>
  wellKnownOrigins.includes(origin) || ownOrigins(storage).includes(origin);

/** Adds an origin for the next load; false where the browser refuses to keep it. */
export const allowOrigin = (origin: string, storage: OriginStorage): boolean => {
  try {
    storage.setItem(allowedOriginsKey, JSON.stringify([...new Set([...ownOrigins(storage), origin])]));
    return true;
  } catch {
    // Storage is refused or full: nothing is added, and the caller says so.
    return false;
  }
};

/**
 * Whether policies as they stand in the page let it talk to an origin: what was allowed since it was loaded does not count. A policy
 * that names no list of hosts holds nothing back.
 */
export const isReachable = (origin: string, policies: readonly string[]): boolean =>
  policies.every((policy) => {
    const [, hosts = ""] = /(?:^|;)\s*connect-src\s([^;]*)/.exec(policy) ?? [];
    return hosts === "" || hosts.split(/\s+/).some((host) => host === origin || host === "https:");
  });

const addressKey = "vivarium.base-url";

/** Keeps an address over the reload that allowing its origin needs. Where storage is refused it has to be written again. */
export const keepAddress = (url: string, storage: OriginStorage): void => {
  try {
    storage.setItem(addressKey, url);
  } catch {
    // Storage is refused: the field starts with its default.
  }
};

/** The address that was kept, once. */
export const takeAddress = (storage: OriginStorage): string | undefined => {
  try {
    const url = storage.getItem(addressKey);
    if (url !== null && url !== "") storage.setItem(addressKey, "");
    return url === null || url === "" ? undefined : url;
  } catch {
    // Storage is refused: nothing was kept.
    return undefined;
  }
};
