/** Milliseconds of processor time so far: bounds on it hold on a busy machine as well. */
export const cpuTimeMs = (): number => {
  const { user, system } = process.cpuUsage();
  return (user + system) / 1_000;
};
