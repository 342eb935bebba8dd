import { cancelRows } from "./cancel.ts";
import { decodeRows } from "./decode.ts";
import { deltaRows, heapRows } from "./deltas.ts";
import { graphRows } from "./graph.ts";
import { kMeansRows } from "./k-means.ts";
import { limitRows } from "./limits.ts";
import { loopRows } from "./loop.ts";
import { memoryGraphRows } from "./memory-graph.ts";
import { recallRows } from "./recall.ts";
import { requestRows } from "./request.ts";
import { ruleRows } from "./rules.ts";
import { searchRows } from "./search.ts";
import { stateRows } from "./state.ts";
import { serveStreams } from "./stream-server.ts";
import { whyRows } from "./why.ts";

/** Started once per bench, with its name and the number of rounds; writes its rows as JSON. */
const benches = {
  loop: loopRows,
  deltas: deltaRows,
  heap: heapRows,
  request: requestRows,
  decode: decodeRows,
  cancel: cancelRows,
  rules: ruleRows,
  limits: limitRows,
  search: searchRows,
  state: stateRows,
  graph: graphRows,
  consolidation: kMeansRows,
  "memory-graph": memoryGraphRows,
  why: whyRows,
  recall: recallRows,
};
const isBench = (name: string): name is keyof typeof benches => Object.hasOwn(benches, name);
const [name = "", count] = process.argv.slice(2);
if (name === "serve") serveStreams(Number(count));
else if (isBench(name)) process.stdout.write(JSON.stringify(await benches[name](Number(count))));
else throw new Error(`There is no bench ${name}.`);
