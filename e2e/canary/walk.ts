/** What the attacks of red-team.ts share inside a page. */
export interface WalkScope {
  /** Every text that can be reached from a value: own and inherited properties, getters, maps, bytes, `getState()`. */
  readonly walk: (...roots: readonly unknown[]) => string;
  readonly capturedWorkers: readonly Worker[];
  /** Sends a message of one's own making to the agent's worker, and gives back all that it says for a while. */
  readonly askWorker: (message: unknown) => Promise<string>;
}

/** Puts the walk into a page. To be run inside it. */
export const installWalk = (): void => {
  const mostValues = 600_000;
  const textsOf = (value: object): string[] =>
    value instanceof ArrayBuffer || ArrayBuffer.isView(value) ? [new TextDecoder().decode(value)] : [];
  const childrenOf = (value: object): unknown[] => {
    const children: unknown[] = [];
    if (value instanceof Map) for (const [key, inner] of value) children.push(key, inner);
    if (value instanceof Set) children.push(...value);
    for (let owner: object | null = value; owner !== null && owner !== Object.prototype; owner = Object.getPrototypeOf(owner)) {
      for (const name of Reflect.ownKeys(owner)) {
        children.push(name);
        try {
          children.push(Reflect.get(owner, name, value));
        } catch {
          // A getter that refuses this receiver has nothing to give.
        }
      }
    }
    try {
      const { getState } = value as { getState?: () => unknown };
      if (typeof getState === "function") children.push(getState.call(value));
    } catch {
      // Another thing of this name, which wants something first.
    }
    return children;
  };
  const walk = (...roots: readonly unknown[]): string => {
    const texts = new Set<string>();
    const seen = new Set<unknown>();
    const open = [...roots];
    for (let next = open.pop(); seen.size < mostValues && (next !== undefined || open.length > 0); next = open.pop()) {
      if (typeof next === "string") texts.add(next);
      else if (typeof next === "symbol") texts.add(String(next));
      if ((typeof next !== "object" && typeof next !== "function") || next === null || seen.has(next)) continue;
      seen.add(next);
      if (textsOf(next).length > 0) texts.add(textsOf(next).join(""));
      else open.push(...childrenOf(next));
    }
    return [...texts].join("\n");
  };
  let lastId = 1_000_000;
  const scope = globalThis as unknown as { walk: unknown; askWorker: unknown; capturedWorkers: readonly Worker[] };
  const askWorker = (message: unknown): Promise<string> =>
    new Promise((resolve) => {
      const worker = scope.capturedWorkers.at(-1);
      const answers: unknown[] = [];
      lastId += 1;
      const id = lastId;
      const finish = (): void => resolve(JSON.stringify(answers));
      const timer = setTimeout(finish, 1_500);
      worker?.addEventListener("message", ({ data }) => {
        answers.push(data);
        if (data?.id !== id) return;
        clearTimeout(timer);
        finish();
      });
      worker?.postMessage({ id, ...(message as object) });
    });
  Object.assign(scope, { walk, askWorker });
};
