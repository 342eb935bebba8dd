import { loadPart } from "../../kernel/base/load-part.ts";
import type { GitCommand } from "../../kernel/files/git-command.ts";
import type { EditDeps } from "../files/edit-files.ts";
import { lazily } from "../lazily.ts";
import { createEffectLog } from "./effects.ts";
import type { GitDesk } from "./git-desk.ts";
import type { Undoing } from "./undoing.ts";

/** The history of the workspace's files. It follows the log from the start; what is done with it is loaded when it is asked. */
export interface LazyHistory {
  readonly undoing: () => Promise<Undoing>;
  readonly gitDesk: () => Promise<GitDesk>;
  readonly git: GitCommand;
}

export const createLazyHistory = (deps: EditDeps & { readonly scrub: (text: string) => string }): LazyHistory => {
  const effects = createEffectLog(deps.store);
  const gitDesk = lazily(async () => (await import("./git-desk.ts")).createGitDesk({ ...deps, effects }));
  return {
    undoing: lazily(async () => (await import("./undoing.ts")).createUndoing({ ...deps, effects })),
    gitDesk,
    git: async (call) => {
      const desk = await loadPart(gitDesk, "git");
      return desk.ok
        ? desk.value.run(call)
        : { stdout: "", stderr: `fatal: ${desk.error.message}\n`, exitCode: 128, origins: [] };
    },
  };
};
