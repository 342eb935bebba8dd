/** What an example promises. It throws where the promise does not hold, so an example that ends has kept all of its own. */
export const check = (holds: boolean, promise: string): void => {
  if (!holds) throw new Error(`The example does not keep its promise: ${promise}`);
};
