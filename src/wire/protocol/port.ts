/** A typed end of a channel. Only plain data crosses. */
export interface Port<Out, In> {
  readonly send: (message: Out) => void;
  /** Sets the one listener and starts the delivery. */
  readonly listen: (listener: (message: In) => void) => void;
  readonly close: () => void;
}

/** What `Worker`, `MessagePort`, `BroadcastChannel` and a worker's global scope have in common. */
interface Endpoint {
  postMessage(message: unknown): void;
  addEventListener(type: "message", listener: (event: MessageEvent) => void): void;
  removeEventListener(type: "message", listener: (event: MessageEvent) => void): void;
  start?(): void;
}

/** The one place where a message of unknown type is given its type: both ends come from the same build. */
export const portOver = <Out, In>(endpoint: Endpoint): Port<Out, In> => {
  let onMessage: ((event: MessageEvent) => void) | undefined;
  return {
    send: (message) => endpoint.postMessage(message),
    listen: (listener) => {
      onMessage = (event) => listener(event.data as In);
      endpoint.addEventListener("message", onMessage);
      endpoint.start?.();
    },
    close: () => {
      if (onMessage !== undefined) endpoint.removeEventListener("message", onMessage);
    },
  };
};
