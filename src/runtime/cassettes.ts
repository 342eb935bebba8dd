import { replayLog } from "../engine/agent/replay/replay-log.ts";
import { canonicalHash, type Hash } from "../kernel/canonical.ts";
import { type Cassette, maxCassetteChars, readCassette } from "../kernel/cassette.ts";
import type { Provider } from "../kernel/contracts/provider.ts";
import type { Failure } from "../kernel/failure.ts";
import type { JsonValue } from "../kernel/json.ts";
import type { LogEntry } from "../kernel/log-entry.ts";
import { type ModelChoice, modelName } from "../kernel/model.ts";
import type { RandomDep } from "../kernel/random.ts";
import { err, ok, type Result } from "../kernel/result.ts";
import { createReplayProvider } from "../platform/providers/replay/provider.ts";
import { createRecording } from "../platform/providers/replay/record.ts";
import type { SettingRows } from "./setting-rows.ts";

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

const unfit = (why: string): Result<never, Failure> => err({ type: "invalid-input", message: `${why} No file was made.` });

/** The recording of a session, made by running its log again: every answer that was asked for, in order. */
export const cassetteOf = async (entries: readonly LogEntry[], name: string): Promise<Result<Cassette, Failure>> => {
  const started = entries.findLast(({ event }) => event.type === "run-started")?.event;
  if (started?.type !== "run-started") return unfit("Nothing was said in this session yet, so there is nothing to record.");
  const recordings: ReturnType<typeof createRecording>[] = [];
  const replay = await replayLog(entries, (provider) => {
    const recording = createRecording(provider);
    recordings.push(recording);
    return recording.provider;
  });
  if (replay.type === "differs") {
    return unfit(`This session cannot be run again: it differs at entry ${replay.difference.seq}. ${replay.difference.message}`);
  }
  const model = modelName(started.model);
  const [first, ...others] = recordings.map((recording) => recording.cassette(name, model));
  if (first === undefined) return unfit("No model answered in this session, so there is nothing to record.");
  const whole: Cassette = { ...first, exchanges: [first, ...others].flatMap(({ exchanges }) => exchanges) };
  if (whole.exchanges.length === 0) return unfit("No answer in this session came to an end, so there is nothing to record.");
  return JSON.stringify(whole).length > maxCassetteChars
    ? unfit(`The recording would have more than ${maxCassetteChars.toLocaleString("en-US")} characters.`)
    : ok(whole);
};
