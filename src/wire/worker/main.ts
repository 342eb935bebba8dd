import { startHost } from "./start-host.ts";

startHost(globalThis);
