import { deltaRows, heapRows } from "./deltas.ts";
import { loopRows } from "./loop.ts";
import { requestRows } from "./request.ts";

/** Started once per bench, with its name and the number of rounds; writes its rows as JSON. */
const benches = { loop: loopRows, deltas: deltaRows, heap: heapRows, request: requestRows };
const [name, rounds] = process.argv.slice(2);
if (name === undefined || !Object.hasOwn(benches, name)) throw new Error(`There is no bench ${name}.`);
process.stdout.write(JSON.stringify(await benches[name as keyof typeof benches](Number(rounds))));
