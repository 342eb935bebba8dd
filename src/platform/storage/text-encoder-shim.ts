/**
 * Stands in for the package `isomorphic-textencoder`, whose browser build looks for `window` and so breaks at import in a
 * worker. It also keeps the byte order mark, which that package drops.
 */
export const encode = (text: string): Uint8Array => new TextEncoder().encode(text);
export const decode = (bytes: Uint8Array): string => new TextDecoder("utf-8", { ignoreBOM: true }).decode(bytes);
