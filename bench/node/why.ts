import { explain } from "../../src/engine/provenance/explain.ts";
import { linkLog } from "../../src/engine/provenance/link-log.ts";
import { createLogScript } from "../../src/engine/provenance/log-script.fake.ts";
import type { LogEntry } from "../../src/kernel/log/log-entry.ts";
import type { Row } from "../tools/report.mjs";
import { median, spread } from "../tools/rounds.mjs";
import { timed } from "./busy-time.ts";
import { createNumbers } from "./numbers.ts";

const size = { entries: 10_000, words: 30, vocabulary: 2_000 };

/** One long session: in each run something is said, a file is read and one written, over 40 files that others wrote before. */
const built = (): readonly LogEntry[] => {
  const next = createNumbers(7);
  const text = (): string => Array.from({ length: size.words }, () => `word${Math.floor(next() * size.vocabulary)}`).join(" ");
  const script = createLogScript();
  for (let run = 0; script.entries.length < size.entries; run += 1) {
    script.startRun(`run_${run}`);
    script.say(text());
    script.inputs.set(`read_${run}`, { file_path: `/notes/${(run * 7) % 40}.md` });
    script.answer(`first_${run}`, text(), [`read_${run}`]);
    script.settle(`read_${run}`, "read", { result: text() });
    script.answer(`second_${run}`, text(), [`write_${run}`]);
    const path = `/notes/${run % 40}.md`;
    script.settle(`write_${run}`, "edit", { files: { [path]: `${text()}\n` }, reads: [path] });
    script.answer(`third_${run}`, text());
  }
  return script.entries;
};

/** What asking why the last thing of a long log is there takes, with what came of the first: from the entries to the steps. */
export const whyRows = (rounds: number): readonly Row[] => {
  const entries = built();
  const [behind, after]: [number[], number[]] = [[], []];
  for (let round = 0; round <= rounds; round += 1) {
    const asked = timed(() => {
      const log = linkLog(entries);
      const last = [...log.moments.values()].at(-1);
      return explain(log, { starts: [last?.seq ?? 0], text: "word1 word2 word3 word4" });
    });
    const first = timed(() => {
      const log = linkLog(entries);
      const [start] = log.moments.keys();
      return explain(log, { starts: [start ?? 0], text: "word1 word2 word3 word4" });
    });
    if (asked.value.behind.othersTotal < 1_000 || first.value.runs < 100) throw new Error("The log has too little in it.");
    // The first round is the one in which everything is compiled.
    if (round === 0) continue;
    behind.push(asked.tookMs);
    after.push(first.tookMs);
  }
  const row = (name: string, times: readonly number[]): Row => ({
    name,
    unit: "ms",
    ours: median(times),
    target: "at most 100 ms",
    judged: median(times),
    bound: 100,
    sense: "at-most",
    note: `${spread(times)}; the whole conversation stands in one request, with every overlap looked for`,
  });
  return [
    row(`Why is this here, asked of the end of ${size.entries.toLocaleString("en")} events`, behind),
    row(`What came of it, asked of the beginning of ${size.entries.toLocaleString("en")} events`, after),
  ];
};
