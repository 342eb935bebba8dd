import type { NetworkFindings } from "./network-findings.ts";

/** A page from a public host, in a browser with a network, whose request found nobody. */
export const findingsOf = (found: Partial<NetworkFindings> = {}): NetworkFindings => ({
  pageOrigin: "https://vivarium.example",
  system: "linux",
  isSafari: false,
  localNetwork: "unknown",
  online: true,
  answers: false,
  readable: false,
  readableWithKey: undefined,
  pageHostAnswers: true,
  ...found,
});
