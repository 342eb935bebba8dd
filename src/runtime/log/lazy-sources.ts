import type { FindSources } from "../../engine/tools/gate/gate-deps.ts";
import { loadPart } from "../../kernel/base/load-part.ts";
import type { Store } from "../../kernel/contracts/store.ts";

/** Only a question about text from outside needs it. Where it cannot be loaded, the question names the places alone. */
export const lazySources =
  (store: Store): FindSources =>
  async (about) => {
    const part = await loadPart(() => import("../origins/text-sources.ts"), "what looks up sources");
    return part.ok ? part.value.findTextSources(store, about) : about.origins.map((origin) => ({ origin }));
  };
