/** Where rule files lie: `*.toml` directly in this folder, in the order of their names. */
export const rulesFolder = "/rules";

export const isRuleFile = (path: string): boolean =>
  path.startsWith(`${rulesFolder}/`) && path.endsWith(".toml") && !path.slice(rulesFolder.length + 1).includes("/");
