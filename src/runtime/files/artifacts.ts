import type { ArtifactBook } from "../../engine/tools/builtin/read.ts";
import { ok } from "../../kernel/base/result.ts";
import type { Store } from "../../kernel/contracts/store.ts";
import type { Contents } from "./contents.ts";

/** Long outputs, as the log of their session names them: a content that no call of it gave back is not told. */
export const createArtifacts = ({ contents, store }: { readonly contents: Contents; readonly store: Store }): ArtifactBook => ({
  artifactIn: async ({ sessionId }, hash) => {
    const page = await store.read({ type: "session", sessionId });
    if (!page.ok) return page;
    for (const { event } of page.value.entries) {
      if (event.type !== "call-settled" || event.outcome.type !== "done" || event.outcome.output.artifact?.hash !== hash)
        continue;
      const bytes = await contents.read(hash);
      return ok(bytes === undefined ? undefined : { bytes, origins: event.outcome.origins ?? [] });
    }
    return ok(undefined);
  },
});
