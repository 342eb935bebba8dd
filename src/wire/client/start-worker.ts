import { portOver } from "../protocol/port.ts";
import type { ToPage, ToWorker } from "../protocol/update.ts";
import workerUrl from "../worker/main.ts?worker&url";
import type { RunningWorker } from "./client.ts";
import { createScriptGuard } from "./script-guard.ts";

/** The part of Trusted Types that is used here; not every browser has it. */
interface ScriptAddressPolicies {
  readonly createPolicy: (
    name: string,
    rules: { readonly createScriptURL: (address: string) => string },
  ) => { readonly createScriptURL: (address: string) => unknown };
}

const hasPolicies = (scope: object): scope is { readonly trustedTypes: ScriptAddressPolicies } =>
  "trustedTypes" in scope && typeof scope.trustedTypes === "object" && scope.trustedTypes !== null;

/** Passes an address through the one Trusted Types policy of the page, where the browser has such policies. */
const createAddressMaker = (guard: (address: string) => string): ((address: string) => URL) => {
  const scope: object = globalThis;
  if (!hasPolicies(scope)) return (address) => new URL(guard(address));
  const policy = scope.trustedTypes.createPolicy("app", { createScriptURL: guard });
  // The DOM types know no trusted address yet; `Worker` takes one where it takes a URL.
  return (address) => policy.createScriptURL(address) as URL;
};

/**
 * Makes the function that starts the agent's worker. To be called once a page: a policy name can be used once.
 *
 * A worker that is loaded from an address has a policy of its own, which a static host cannot set. A worker that is loaded
 * from a blob inherits the page's, so a blob of one line imports the real module.
 */
export const createWorkerStarter = (): ((onError: (message: string) => void) => RunningWorker) => {
  const module = new URL(workerUrl, document.baseURI).href;
  const source = new Blob([`import ${JSON.stringify(module)};`], { type: "text/javascript" });
  const blobAddress = URL.createObjectURL(source);
  const toScriptAddress = createAddressMaker(createScriptGuard(location.origin, new Set([blobAddress])));

  return (onError) => {
    const worker = new Worker(toScriptAddress(blobAddress), { type: "module", name: "agent" });
    // A module that cannot be loaded is an event without a message.
    worker.addEventListener("error", ({ message }) => onError(message || "its program could not be loaded"));
    worker.addEventListener("messageerror", () => onError("a message could not be read"));
    return { port: portOver<ToWorker, ToPage>(worker), terminate: () => worker.terminate() };
  };
};
