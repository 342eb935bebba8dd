/** Whether the proofs run at their full counts, as `npm run soak` has them. */
export const isSoak = process.env.SOAK === "1";

/** The count of a proof: small in every test run, full in the soak. */
export const counted = (usual: number, full: number): number => (isSoak ? full : usual);
