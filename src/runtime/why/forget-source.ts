import { makeFoldersAbove } from "../../engine/files/overlay/make-folders.ts";
import { createMemoryStore } from "../../engine/memory/memory-store.ts";
import type { LinkedLog } from "../../engine/provenance/linked-log.ts";
import type { Failure } from "../../kernel/base/failure.ts";
import type { SessionId } from "../../kernel/base/ids.ts";
import { err, ok, type Result } from "../../kernel/base/result.ts";
import { type FileSystem, FileSystemError } from "../../kernel/contracts/file-system.ts";
import type { ForgetPlan, ForgetSource, SourceForgotten } from "../../kernel/log/forget-source.ts";
import { entityPath, type GraphEntity } from "../../kernel/memory/graph.ts";
import { entityText, isMerged, readEntityText } from "../../kernel/memory/graph-file.ts";
import { type EditDeps, editFiles } from "../files/edit-files.ts";
import { byPerson } from "../origins/origins.ts";
import { type FoundItem, itemsFrom } from "./source-items.ts";

type Answered<Value> = Promise<Result<Value, Failure>>;

/** Forgets together what came from one source. */
export interface SourceForgetting {
  /** What would go; nothing is done. */
  readonly plan: (source: ForgetSource) => Answered<ForgetPlan>;
  /**
   * What is chosen of the plan goes, as one entry that can be undone, or nothing happened: memories into the bin, with the guard against
   * remembering them again; facts, relations and entities out of the graph, also where they no longer count; values and files become
   * what they were before the source first wrote them. What is not there any more is passed over.
   */
  readonly forget: (source: ForgetSource, keys: readonly string[], sessionId: SessionId | undefined) => Answered<SourceForgotten>;
}

/** An entity without some facts and relations; what these had superseded counts again. */
const without = (entity: GraphEntity, gone: readonly FoundItem[]): GraphEntity => {
  const facts = gone.flatMap((item) => (item.kind === "fact" ? [item.fact] : []));
  const relations = gone.flatMap((item) => (item.kind === "relation" ? [item.relation] : []));
  return {
    ...entity,
    facts: entity.facts
      .filter((one) => !facts.some(({ from, key, value }) => one.from === from && one.key === key && one.value === value))
      .map((one) => {
        const { superseded, ...kept } = one;
        const successor = facts.find(({ key, value }) => key === one.key && superseded?.by === value);
        return successor === undefined ? one : kept;
      }),
    relations: entity.relations.filter(
      (one) => !relations.some(({ from, kind, to }) => one.from === from && one.kind === kind && one.to === to),
    ),
  };
};

export const createSourceForgetting = (deps: EditDeps, linked: () => Answered<LinkedLog>): SourceForgetting => {
  const { tree } = deps;
  const find = async (source: ForgetSource): Answered<readonly FoundItem[]> => {
    const log = await linked();
    return log.ok ? ok(await itemsFrom({ tree, log: log.value }, source)) : log;
  };

  const forgetMemories = async (files: FileSystem, items: readonly FoundItem[]): Promise<void> => {
    const memory = createMemoryStore(files);
    for (const item of items) {
      if (item.kind !== "memory") continue;
      // Forgetting one may take a summary of it away.
      const found = await memory.find(item.memoryId);
      if (found !== undefined && found.status !== "forgotten") await memory.forget(found);
    }
  };
  const cutEntities = async (files: FileSystem, items: readonly FoundItem[]): Promise<void> => {
    const claims = new Map<string, FoundItem[]>();
    for (const item of items)
      if (item.kind === "fact" || item.kind === "relation") claims.set(item.id, [...(claims.get(item.id) ?? []), item]);
    for (const item of items) if (item.kind === "entity") await files.unlink(entityPath(item.id));
    for (const [id, gone] of claims) {
      const text = new TextDecoder().decode(await files.readFile(entityPath(id)));
      const stored = readEntityText(id, text);
      if (stored.ok && !isMerged(stored.value)) await files.writeFile(entityPath(id), entityText(without(stored.value, gone)));
    }
  };
  const takeBack = async (files: FileSystem, items: readonly FoundItem[]): Promise<void> => {
    for (const item of items) {
      if (item.kind !== "file" && item.kind !== "value") continue;
      const bytes = item.before === null ? undefined : await tree.contents(item.before);
      if (item.before !== null && bytes === undefined)
        throw new FileSystemError("EIO", `What ${item.path} was before is not kept any more. Leave it out`);
      if (bytes === undefined) await files.unlink(item.path);
      else {
        await makeFoldersAbove(files, item.path);
        await files.writeFile(item.path, bytes);
      }
    }
  };

  return {
    plan: async (source) => {
      const found = await find(source);
      if (!found.ok) return found;
      return ok({ items: found.value.map(({ isAlone, key, kind, others, title }) => ({ key, kind, title, isAlone, others })) });
    },
    forget: async (source, keys, sessionId) => {
      const found = await find(source);
      if (!found.ok) return found;
      const chosen = found.value.filter(({ key }) => keys.includes(key));
      if (chosen.length === 0) return ok({ items: 0 });
      try {
        const done = await editFiles(
          deps,
          async (files) => {
            await forgetMemories(files, chosen);
            await cutEntities(files, chosen);
            await takeBack(files, chosen);
          },
          (effect) => ({
            ...(sessionId === undefined ? {} : { sessionId }),
            causes: source.type === "message" ? [source.seq] : [],
            origins: byPerson,
            event: { type: "files-changed", by: "person", effect },
          }),
        );
        if (!done.ok) return done;
        const { effectId, files } = done.value.effect;
        return ok({ ...(files.length === 0 ? {} : { effectId }), items: chosen.length });
      } catch (cause) {
        if (!(cause instanceof FileSystemError)) throw cause;
        const message = cause.message.slice(cause.code.length + 2);
        return err({ type: "invalid-input", message: `${message}. Nothing was forgotten; look at the list again.` });
      }
    },
  };
};
