import { createMemoryStore, type MemoryStore, memoryFromBytes } from "../../engine/memory/memory-store.ts";
import { quotedIn } from "../../engine/memory/quoted.ts";
import { defaultMemoryPolicy } from "../../engine/memory/strength.ts";
import { strengthCurve } from "../../engine/memory/strength-curve.ts";
import type { Failure } from "../../kernel/base/failure.ts";
import type { SessionId } from "../../kernel/base/ids.ts";
import { err, ok, type Result } from "../../kernel/base/result.ts";
import { FileSystemError } from "../../kernel/contracts/file-system.ts";
import type { LogEntry } from "../../kernel/log/log-entry.ts";
import { allMemoryFolders, binDays, dayMs, type Memory, type MemoryItem, memoryIdAt } from "../../kernel/memory/memory.ts";
import type { MemoryAccess, MemoryAct, MemoryChanged, MemoryEdit, MemoryHistory } from "../../kernel/memory/memory-view.ts";
import { type EditDeps, editFiles } from "../files/edit-files.ts";
import { byPerson } from "../origins/origins.ts";
import { usedIn } from "./memory-book.ts";
import { memoryChangesIn } from "./memory-changes.ts";

type Answered<Value> = Promise<Result<Value, Failure>>;

/** What a person looks up of one item, and does to the memory. */
export interface MemoryDesk {
  readonly history: (memoryId: string) => Answered<MemoryHistory>;
  /** All of an act is one entry of the log that can be undone, or nothing happened. */
  readonly change: (act: MemoryAct, sessionId: SessionId | undefined) => Answered<MemoryChanged>;
}

const maxAccesses = 100;
const maxExcerptChars = 600;

const gone = (memoryId: string): FileSystemError =>
  new FileSystemError("ENOENT", `The memory ${memoryId} is not there any more. Look at the list again`);

const edited = (item: Memory, { importance, kind, onlyAsked, pinned, tags, text }: MemoryEdit): Memory => {
  const { onlyAsked: _asked, pinned: _pinned, ...rest } = item;
  return {
    ...rest,
    ...(text === undefined ? {} : { text: text.trim() }),
    ...(tags === undefined ? {} : { tags }),
    ...(kind === undefined ? {} : { kind }),
    ...(importance === undefined ? {} : { importance }),
    ...((pinned ?? item.pinned === true) ? { pinned: true } : {}),
    ...((onlyAsked ?? item.onlyAsked === true) ? { onlyAsked: true } : {}),
  };
};

/** What the answers of a run said. */
const answersOf = (entries: readonly LogEntry[], runId: string | undefined): string =>
  entries.flatMap(({ event, runId: owner }) => (event.type === "text-appended" && owner === runId ? [event.text] : [])).join("");

const accessesIn = (entries: readonly LogEntry[], memoryId: string, text: string): readonly MemoryAccess[] => {
  const accesses: MemoryAccess[] = [];
  for (const entry of entries) {
    const { at, event, runId, seq, sessionId, turn } = entry;
    const ids = event.type === "memory-recalled" ? event.items.map((item) => item.memoryId) : usedIn(entry);
    const place = ids.indexOf(memoryId);
    if (place === -1) continue;
    const wasPut = event.type !== "memory-recalled" || event.items[place]?.sent === true;
    const asked = entries.some((one) => one.seq > seq && one.runId === runId && one.event.type === "attempt-started");
    const quoted = wasPut && asked ? quotedIn(text, answersOf(entries, runId)) : undefined;
    accesses.push({
      seq,
      at,
      ...(sessionId === undefined ? {} : { sessionId }),
      ...(runId === undefined ? {} : { runId }),
      ...(turn === undefined ? {} : { turn }),
      how: event.type === "memory-recalled" ? "run" : "call",
      rank: place + 1,
      of: ids.length,
      reachedPrompt: wasPut && asked,
      ...(quoted === undefined ? {} : { quoted }),
    });
  }
  return accesses.reverse().slice(0, maxAccesses);
};

/** The words that the person had said last when a call was asked for. */
const excerptFor = (entries: readonly LogEntry[], { source }: Memory): string | undefined => {
  if (source === undefined) return undefined;
  const asked = entries.findIndex(({ event }) => event.type === "call-requested" && event.callId === source.callId);
  const said = entries
    .slice(0, Math.max(0, asked))
    .findLast(({ event, runId }) => event.type === "user-message" && runId === source.runId);
  if (said?.event.type !== "user-message") return undefined;
  const text = said.event.blocks.map((block) => (block.type === "text" ? block.text : "")).join("\n");
  return text.trim() === "" ? undefined : text.slice(0, maxExcerptChars);
};

export const createMemoryDesk = (deps: EditDeps): MemoryDesk => {
  const { clock, random, store, tree } = deps;

  const pathOf = (memoryId: string): string | undefined =>
    allMemoryFolders
      .map((folder) => `${folder}/${memoryId}.json`)
      .find((path) => memoryIdAt(path) !== undefined && tree.state(path)?.kind === "file");

  const itemAt = async (path: string): Promise<Memory | undefined> => {
    const state = tree.state(path);
    const bytes = state?.kind === "file" ? await tree.contents(state.hash) : undefined;
    return bytes === undefined || state === undefined ? undefined : memoryFromBytes(bytes, state.modifiedAt);
  };

  /** Past the files of the edit: what a person does to an item is the person's, whoever wrote it before. */
  const find = async (memoryId: string): Promise<Memory> => {
    const path = pathOf(memoryId);
    const item = path === undefined ? undefined : await itemAt(path);
    if (item === undefined) throw gone(memoryId);
    return item;
  };

  /** What has lain in the bin for as long as it lies there. */
  const sweep = async (memory: MemoryStore, before: number): Promise<void> => {
    for (const path of tree.paths()) {
      const memoryId = memoryIdAt(path);
      const state = memoryId === undefined ? undefined : tree.state(path);
      if (memoryId === undefined || state?.kind !== "file" || state.modifiedAt > before) continue;
      const item = await itemAt(path);
      if (item?.status === "forgotten") await memory.drop(item);
    }
  };

  const make = (item: Pick<MemoryItem, "kind" | "tags" | "text"> & Partial<MemoryItem>): MemoryItem => ({
    importance: 0.7,
    status: "active",
    by: "person",
    memoryId: random.id("memory").toLowerCase(),
    ...item,
  });

  const carryOut = async (memory: MemoryStore, act: MemoryAct): Promise<string | undefined> => {
    switch (act.type) {
      case "add": {
        const item = make({ text: act.text.trim(), kind: act.kind, tags: act.tags });
        await memory.put(item);
        // Whoever forgot it may want it again.
        await memory.liftGuard(item.text);
        return item.memoryId;
      }
      case "edit": {
        const item = edited(await find(act.memoryId), act.edit);
        await memory.put(item);
        if (act.edit.text !== undefined) await memory.liftGuard(item.text);
        return item.memoryId;
      }
      case "accept": {
        const item = await find(act.memoryId);
        for (const replaced of item.mergedFrom ?? [])
          if (pathOf(replaced) !== undefined)
            await memory.put({ ...(await find(replaced)), status: "superseded", supersededBy: item.memoryId });
        await memory.drop(item);
        await memory.put({ ...item, status: "active" });
        return item.memoryId;
      }
      case "forget":
        for (const memoryId of act.memoryIds) await memory.forget(await find(memoryId));
        return act.memoryIds[0];
      case "restore":
        await memory.restore(await find(act.memoryId));
        return act.memoryId;
      case "empty-bin":
        await sweep(memory, Number.POSITIVE_INFINITY);
        return undefined;
      case "merge": {
        const items: Memory[] = [];
        for (const memoryId of act.memoryIds) items.push(await find(memoryId));
        const [first] = items;
        if (first === undefined || items.length < 2) throw new FileSystemError("EINVAL", "Two memories or more are made one");
        const importance = items.reduce((sum, item) => sum + item.importance, 0) / items.length;
        const origins = items.flatMap((item) => item.origins ?? []);
        const merged = make({
          text: act.text.trim(),
          kind: first.kind,
          tags: [...new Set(items.flatMap(({ tags }) => tags))].slice(0, 12),
          importance,
          mergedFrom: items.map(({ memoryId }) => memoryId),
          ...(origins.length === 0 ? {} : { origins }),
        });
        await memory.put(merged);
        for (const item of items) await memory.put({ ...item, status: "superseded", supersededBy: merged.memoryId });
        return merged.memoryId;
      }
    }
  };

  const textAt = async (hash: string | null): Promise<Pick<Memory, "text" | "status"> | undefined> => {
    const bytes = hash === null ? undefined : await tree.contents(hash);
    return bytes === undefined ? undefined : memoryFromBytes(bytes, 0);
  };

  return {
    change: async (act, sessionId) => {
      try {
        let memoryId: string | undefined;
        const done = await editFiles(
          deps,
          async (files) => {
            const memory = createMemoryStore(files);
            if (act.type !== "restore") await sweep(memory, clock.now() - binDays * dayMs);
            memoryId = await carryOut(memory, act);
          },
          (effect) => ({
            ...(sessionId === undefined ? {} : { sessionId }),
            causes: [],
            origins: byPerson,
            event: { type: "files-changed", by: "person", effect },
          }),
        );
        if (!done.ok) return done;
        const { effectId, files } = done.value.effect;
        return ok({ ...(files.length === 0 ? {} : { effectId }), ...(memoryId === undefined ? {} : { memoryId }) });
      } catch (cause) {
        if (!(cause instanceof FileSystemError)) throw cause;
        return err({ type: "invalid-input", message: `${cause.message.slice(cause.code.length + 2)}. Nothing was changed.` });
      }
    },
    history: async (memoryId) => {
      const page = await store.read({ type: "all" });
      if (!page.ok) return page;
      const { entries } = page.value;
      const path = pathOf(memoryId);
      const item = path === undefined ? undefined : await itemAt(path);
      if (item === undefined) return err({ type: "not-found", message: `${gone(memoryId).message.slice("ENOENT: ".length)}.` });
      const versions: MemoryHistory["versions"][number][] = [];
      for (const { change, memoryId: id } of entries.flatMap(memoryChangesIn)) {
        if (id !== memoryId) continue;
        const held = await textAt(change.to);
        versions.push(held === undefined ? change : { ...change, text: held.text, status: held.status });
      }
      const uses = entries.filter((entry) => usedIn(entry).includes(memoryId)).map(({ at }) => at);
      const excerpt = excerptFor(entries, item);
      return ok({
        versions,
        accesses: accessesIn(entries, memoryId, item.text),
        ...(excerpt === undefined ? {} : { excerpt }),
        curve: strengthCurve(item, uses, clock.now(), defaultMemoryPolicy),
      });
    },
  };
};
