import { foldersAbove } from "../../engine/files/path-parts.ts";
import type { Hash } from "../../kernel/base/canonical.ts";
import type { Failure } from "../../kernel/base/failure.ts";
import { err, ok, type Result } from "../../kernel/base/result.ts";
import type { FileSystem } from "../../kernel/contracts/file-system.ts";
import type { FilesPreview, ImportedFiles } from "../../kernel/files/import-preview.ts";
import type { WorkspaceEffect } from "../../kernel/log/effect.ts";
import { type EditDeps, editFiles } from "../files/edit-files.ts";
import { labelledAs } from "../files/starting-files.ts";
import { byPerson } from "../origins/origins.ts";
import { type BroughtFile, type StagedFiles, stageFiles } from "./stage-files.ts";

/** Files that a person brings into the workspace: looked at first, then put in as one commit that can be undone. */
export interface FileImports {
  readonly preview: (brought: BroughtFile, into: string) => Result<FilesPreview, Failure>;
  /** Does exactly what the preview of this digest said, or nothing. What is brought in is labelled with its name. */
  readonly bring: (brought: BroughtFile, into: string, digest: Hash) => Promise<Result<ImportedFiles, Failure>>;
}

const moved: Failure = {
  type: "conflict",
  message: "The workspace changed since you looked at this import. Nothing was brought in; look at what it would do by now.",
};

class Damaged extends Error {}

const putInto = async (deps: EditDeps, files: FileSystem, staged: StagedFiles): Promise<void> => {
  const made = new Set<string>();
  for (const { path, read } of staged.files) {
    for (const folder of foldersAbove(path).toReversed()) {
      if (made.has(folder) || deps.tree.state(folder) !== undefined) continue;
      await files.mkdir(folder);
      made.add(folder);
    }
    const bytes = read();
    if (!bytes.ok) throw new Damaged(bytes.error);
    await files.writeFile(path, bytes.value);
  }
};

export const createFileImports = (deps: EditDeps): FileImports => ({
  preview: (brought, into) => {
    const staged = stageFiles(deps.tree, brought, into);
    return staged.ok ? ok(staged.value.preview) : staged;
  },
  bring: async (brought, into, digest) => {
    const staged = stageFiles(deps.tree, brought, into);
    if (!staged.ok) return staged;
    if (staged.value.preview.digest !== digest) return err(moved);
    const from = { type: "import" as const, name: brought.name };
    const edited = await editFiles(
      deps,
      (files) => putInto(deps, files, staged.value),
      (effect: WorkspaceEffect) => ({
        causes: [],
        origins: [...byPerson, from],
        event: { type: "files-changed", by: "person", effect: labelledAs(effect, () => from) },
      }),
    );
    if (!edited.ok) return edited;
    const count = (change: string): number => staged.value.preview.files.filter((file) => file.change === change).length;
    const { effectId, files } = edited.value.effect;
    return ok({ ...(files.length === 0 ? {} : { effectId }), added: count("new"), replaced: count("replaced") });
  },
});
