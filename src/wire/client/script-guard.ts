/**
 * The only addresses that may become scripts: this origin's, and blobs that were made here. The returned function gives such an
 * address back and throws a TypeError on any other, so that an injected address stops here.
 */
export const createScriptGuard = (origin: string, madeHere: ReadonlySet<string>): ((address: string) => string) => {
  return (address) => {
    if (madeHere.has(address)) return address;
    const url = new URL(address, origin);
    // A blob of this origin has this origin too; only the ones that were made here count.
    if (url.protocol !== "blob:" && url.origin === origin) return address;
    throw new TypeError(`A script from ${url.protocol}//${url.host} was refused: the app only loads its own.`);
  };
};
