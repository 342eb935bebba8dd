/** The count of a proof: small in every test run, full when SOAK is set. */
export const counted = (usual: number, full: number): number => (process.env.SOAK === "1" ? full : usual);
