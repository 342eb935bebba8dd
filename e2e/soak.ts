/** Whether the proofs run at their full counts, as `npm run soak` has them. */
export const isSoak = process.env.SOAK === "1";

/** The count of a proof: small in every test run, full in the soak. */
export const counted = (usual: number, full: number): number => (isSoak ? full : usual);

/**
 * How many milliseconds a thing may take: in the soak, which has the machine for itself, what is promised; elsewhere so many times
 * that, that it tells what hangs from what only has to share the processor.
 */
export const withinMs = (promised: number): number => counted(10, 1) * promised;
