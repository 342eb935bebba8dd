/** The browser's fetch, bound to its global, as the one argument that the net gate wraps. */
export const systemFetch: typeof fetch = (input, init) => fetch(input, init);
