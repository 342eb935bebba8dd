import { isJsonObject, type JsonValue } from "../../../kernel/base/json.ts";

const address = /(?:[a-z][a-z0-9+.-]*:)?\/\/[^\s"'<>`]+/giu;

/** Every text below, also the names of parameters. */
const textsIn = (value: JsonValue): readonly string[] => {
  if (typeof value === "string") return [value];
  if (Array.isArray(value)) return value.flatMap(textsIn);
  return isJsonObject(value) ? Object.entries(value).flatMap(([name, one]) => [name, ...textsIn(one)]) : [];
};

/**
 * The hosts of all addresses that stand anywhere in a value, with their port where one is written. An address without a scheme
 * counts from its two slashes on; one that cannot be read is `undefined`.
 */
export const hostsIn = (value: JsonValue): readonly (string | undefined)[] =>
  textsIn(value).flatMap((text) =>
    [...text.matchAll(address)].map(([found]) => {
      const whole = found.startsWith("//") ? `https:${found}` : found;
      const host = URL.canParse(whole) ? new URL(whole).host : "";
      return host === "" ? undefined : host.toLowerCase();
    }),
  );

/** Whether a host is one of these: the same, or the same name where no port is asked for. */
export const isAmong = (host: string | undefined, hosts: readonly string[]): boolean =>
  host !== undefined && hosts.some((one) => one.toLowerCase() === host || one.toLowerCase() === host.replace(/:\d+$/, ""));
