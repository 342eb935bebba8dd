import { type Locks, type Ownership, type OwnershipEvents, requestOwnership } from "../platform/coordination/tabs/ownership.ts";

export type { Ownership };

/** Asks to own the workspace of a name; the wire's way to the platform's locks. */
export const claimWorkspace = (locks: Locks | undefined, workspaceName: string, events: OwnershipEvents): Ownership =>
  requestOwnership(locks, workspaceName, events);
