/** Whether this machine's keyboard has a Command key, as far as the browser says: it only chooses the words for keys. */
export const isApple: boolean = typeof window !== "undefined" && /Mac|iPhone|iPad/.test(window.navigator.userAgent);
