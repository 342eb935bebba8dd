/** The result of a raw request. Inside a transaction nothing else may be awaited: any other wait ends it. */
export const requested = <Value>(request: IDBRequest<Value>): Promise<Value> =>
  new Promise((resolve, reject) => {
    request.onsuccess = () => resolve(request.result);
    request.onerror = () => reject(request.error);
  });

/** Whether the browser says that the connection, not the request, is at fault. */
export const isConnectionLoss = (cause: unknown): boolean =>
  cause instanceof Error && (cause.name === "InvalidStateError" || cause.name === "AbortError" || cause.name === "UnknownError");
