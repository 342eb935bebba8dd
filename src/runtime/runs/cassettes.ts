import { canonicalHash, type Hash } from "../../kernel/base/canonical.ts";
import type { Failure } from "../../kernel/base/failure.ts";
import type { JsonValue } from "../../kernel/base/json.ts";
import type { RandomDep } from "../../kernel/base/random.ts";
import { err, ok, type Result } from "../../kernel/base/result.ts";
import type { Provider } from "../../kernel/contracts/provider.ts";
import { type Cassette, readCassette } from "../../kernel/model/cassette.ts";
import type { ModelChoice } from "../../kernel/model/model.ts";
import { createReplayProvider } from "../../platform/providers/replay/provider.ts";
import type { SettingRows } from "../sessions/setting-rows.ts";

type ReplayChoice = Extract<ModelChoice, { readonly provider: "replay" }>;

/** The recordings of the workspace: opened from files, played as models. They are no part of the log. */
export interface Cassettes {
  /** As choices, the newest first. */
  readonly list: () => readonly ReplayChoice[];
  /** Keeps a cassette. At most eight are kept: the one that was opened first makes room. */
  readonly open: (text: string) => Promise<Result<ReplayChoice, Failure>>;
  readonly providerFor: (hash: Hash) => Result<Provider, Failure>;
}

const maxKept = 8;

const missing: Failure = {
  type: "bad-request",
  status: 404,
  message: "This cassette is not in the workspace any more, so nobody was asked. Open its file again, or choose another model.",
};

interface Kept {
  readonly hash: Hash;
  readonly cassette: Cassette;
}

const plain = (cassette: Cassette): JsonValue => JSON.parse(JSON.stringify(cassette));

/** What is damaged is left out. */
const readKept = (stored: JsonValue | undefined): readonly Kept[] =>
  (Array.isArray(stored) ? stored : []).flatMap((value: JsonValue) => {
    const cassette = readCassette(JSON.stringify(value));
    return cassette.ok ? [{ hash: canonicalHash(plain(cassette.value)), cassette: cassette.value }] : [];
  });

const choiceOf = ({ hash, cassette }: Kept): ReplayChoice => ({ provider: "replay", cassette: hash, model: cassette.name });

export const openCassettes = ({ random }: RandomDep, settings: SettingRows): Cassettes => {
  const kept = settings.open<readonly Kept[]>("cassettes", {
    read: readKept,
    write: (value) => value.map(({ cassette }) => plain(cassette)),
  });
  return {
    list: () => kept.get().map(choiceOf),
    open: async (text) => {
      const cassette = readCassette(text);
      if (!cassette.ok) return cassette;
      const opened: Kept = { hash: canonicalHash(plain(cassette.value)), cassette: cassette.value };
      const stored = await kept.change((before) =>
        ok([opened, ...before.filter(({ hash }) => hash !== opened.hash)].slice(0, maxKept)),
      );
      return stored.ok ? ok(choiceOf(opened)) : stored;
    },
    providerFor: (hash) => {
      const found = kept.get().find((one) => one.hash === hash);
      return found === undefined ? err(missing) : ok(createReplayProvider({ random }, found.cassette));
    },
  };
};
