/** A value that is there, or will be. */
export type Soon<Value> = Value | Promise<Value>;

/** Goes on with a value: at once where it is there. So what waits for nothing makes no promises. */
export const soon = <Value, Next>(value: Soon<Value>, next: (value: Value) => Soon<Next>): Soon<Next> =>
  value instanceof Promise ? value.then(next) : next(value);
