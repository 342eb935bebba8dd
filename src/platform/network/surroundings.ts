import type { OperatingSystem, Surroundings } from "../../kernel/base/network-findings.ts";

/** The parts of a page's or worker's global scope that are read here. */
interface BrowserScope {
  readonly location: { readonly origin: string };
  readonly navigator: {
    readonly userAgent: string;
    readonly permissions?: { query(descriptor: { readonly name: PermissionName }): Promise<{ readonly state: string }> };
  };
}

const systemOf = (userAgent: string): OperatingSystem => {
  // Phones name the system they are made from as well.
  if (/android|iphone|ipad/iu.test(userAgent)) return "other";
  if (/mac os x|macintosh/iu.test(userAgent)) return "macos";
  if (/windows/iu.test(userAgent)) return "windows";
  return /linux|x11|cros/iu.test(userAgent) ? "linux" : "other";
};

/** Every browser on an iPhone is Safari underneath, whatever it calls itself. */
const isSafariOf = (userAgent: string): boolean =>
  /iphone|ipad/iu.test(userAgent) ||
  (/safari\//iu.test(userAgent) && !/chrome|chromium|android|crios|fxios|edg/iu.test(userAgent));

/** Chromium's names for the permission, the newer one first: split in two since 145, one word since 142. */
const permissionNames = ["loopback-network", "local-network-access"];

const localNetworkOf = async ({ permissions }: BrowserScope["navigator"]): Promise<Surroundings["localNetwork"]> => {
  for (const name of permissionNames) {
    try {
      // The DOM types do not know these names yet.
      const state = (await permissions?.query({ name: name as PermissionName }))?.state;
      if (state === "granted" || state === "denied" || state === "prompt") return state;
    } catch (cause) {
      // A browser without the permission says so with a TypeError.
      if (!(cause instanceof TypeError)) throw cause;
    }
  }
  return "unknown";
};

/** Reads what the browser tells of itself, each time afresh: a permission can change. */
export const surroundingsOf =
  (scope: BrowserScope): (() => Promise<Surroundings>) =>
  async () => ({
    pageOrigin: scope.location.origin,
    system: systemOf(scope.navigator.userAgent),
    isSafari: isSafariOf(scope.navigator.userAgent),
    localNetwork: await localNetworkOf(scope.navigator),
  });

/** The surroundings of the thread that this runs in. */
export const browserSurroundings = (): Promise<Surroundings> => surroundingsOf(globalThis)();
