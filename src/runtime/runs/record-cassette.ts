import { replayLog } from "../../engine/agent/replay/replay-log.ts";
import type { Failure } from "../../kernel/base/failure.ts";
import { err, ok, type Result } from "../../kernel/base/result.ts";
import type { LogEntry } from "../../kernel/log/log-entry.ts";
import { type Cassette, maxCassetteChars } from "../../kernel/model/cassette.ts";
import { modelName } from "../../kernel/model/model.ts";
import { createRecording } from "../../platform/providers/replay/record.ts";

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
