import { deltaRows } from "./deltas.ts";
import { loopRows } from "./loop.ts";

/** Started once per bench, with its name and the number of rounds; writes its rows as JSON. */
const benches = { loop: loopRows, deltas: deltaRows };
const [name, rounds] = process.argv.slice(2);
if (name !== "loop" && name !== "deltas") throw new Error(`There is no bench ${name}.`);
process.stdout.write(JSON.stringify(await benches[name](Number(rounds))));
