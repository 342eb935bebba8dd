import { deltaRows, heapRows } from "./deltas.ts";
import { loopRows } from "./loop.ts";

/** Started once per bench, with its name and the number of rounds; writes its rows as JSON. */
const benches = { loop: loopRows, deltas: deltaRows, heap: heapRows };
const [name, rounds] = process.argv.slice(2);
if (name !== "loop" && name !== "deltas" && name !== "heap") throw new Error(`There is no bench ${name}.`);
process.stdout.write(JSON.stringify(await benches[name](Number(rounds))));
