/** Whether the proofs run at their full counts. */
export const isSoak: boolean = process.env.SOAK === "1";

/** The count of a proof: small in every test run, full when soaking. */
export const counted = (usual: number, full: number): number => (isSoak ? full : usual);
