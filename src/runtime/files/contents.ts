import type { Hash } from "../../kernel/base/canonical.ts";
import type { Store } from "../../kernel/contracts/store.ts";

/** Contents by hash, from the store, the newest of them kept in memory until a session is erased. */
export interface Contents {
  readonly read: (hash: Hash) => Promise<Uint8Array | undefined>;
}

const maxCachedBytes = 32 * 1024 * 1024;

export const createContents = (store: Store): Contents => {
  const cache = new Map<Hash, Uint8Array>();
  let cachedBytes = 0;
  let erasures = 0;
  store.subscribe((entries) => {
    if (!entries.some(({ event }) => event.type === "session-deleted")) return;
    erasures += 1;
    cache.clear();
    cachedBytes = 0;
  });

  const keep = (hash: Hash, bytes: Uint8Array): void => {
    if (bytes.byteLength > maxCachedBytes / 4) return;
    cache.set(hash, bytes);
    cachedBytes += bytes.byteLength;
    for (const [oldest, { byteLength }] of cache) {
      if (cachedBytes <= maxCachedBytes) break;
      cache.delete(oldest);
      cachedBytes -= byteLength;
    }
  };

  return {
    read: async (hash) => {
      const cached = cache.get(hash);
      if (cached !== undefined) return cached;
      const before = erasures;
      const row = await store.get("blobs", hash);
      if (!row.ok || row.value === undefined) return undefined;
      if (before === erasures) keep(hash, row.value.bytes);
      return row.value.bytes;
    },
  };
};
