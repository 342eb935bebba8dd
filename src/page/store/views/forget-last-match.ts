/** Browsers keep the text that a pattern last matched where every script of the page can read it (`RegExp.$_`). An empty one takes its place. */
export const forgetLastMatch = (): void => {
  /(?:)/.exec("");
};
