import type { Failure } from "../../kernel/base/failure.ts";
import { err, type Result } from "../../kernel/base/result.ts";
import type { Persistence } from "../../kernel/contracts/persistence.ts";
import { type ChainVerdict, headFrom } from "../../kernel/log/hash-chain.ts";
import { createStorePersistence } from "../../platform/storage/store-persistence.ts";
import { type Checkpoints, type CheckpointsDeps, createCheckpoints } from "./checkpoints.ts";
import { createLogChain } from "./log-chain.ts";
import { createLogSearch, type LogSearch } from "./log-search.ts";

/** What is done with the log and the state as a whole. */
export interface LogDesk {
  readonly search: LogSearch;
  readonly checkpoints: Checkpoints;
  /** Seals what is not sealed yet. */
  readonly seal: () => Promise<Result<null, Failure>>;
  /** `kept`: the text of a head that a person kept; refused where it is none. */
  readonly verify: (kept: string | undefined) => Promise<Result<ChainVerdict, Failure>>;
}

export interface LogDeskDeps extends Omit<CheckpointsDeps, "kept"> {
  /** Where checkpoints are kept; undefined: in the store. */
  readonly kept: Persistence | undefined;
}

const noHead: Failure = {
  type: "invalid-input",
  message:
    "This is not a head of a log: it begins with vivarium-log: and ends with 64 digits. Nothing was compared; paste it whole.",
};

export const createLogDesk = (deps: LogDeskDeps): LogDesk => {
  const { scrub, store } = deps;
  const inStore = createStorePersistence(store);
  const chain = createLogChain({ kept: inStore, store });
  return {
    search: createLogSearch({ store, scrub }),
    checkpoints: createCheckpoints({ ...deps, kept: deps.kept ?? inStore }),
    seal: chain.seal,
    verify: async (text) => {
      const kept = text === undefined ? undefined : headFrom(text);
      return text !== undefined && kept === undefined ? err(noHead) : chain.verify(kept);
    },
  };
};
