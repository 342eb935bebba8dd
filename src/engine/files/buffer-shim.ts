import { Buffer } from "buffer/";

/** The shell's gzip and git ask for Node's `Buffer` by its global name. */
Object.assign(globalThis, "Buffer" in globalThis ? {} : { Buffer });
