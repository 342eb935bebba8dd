import fc from "fast-check";
import { expect, test } from "vitest";
import { auditLog } from "../../../e2e/audit/auditor.ts";
import { counted } from "../../../e2e/soak.ts";
import { foldMessages } from "../../engine/agent/fold-messages.ts";
import { findHistoryProblem } from "../../engine/agent/repair.ts";
import { choiceId, messageId, type SessionId } from "../../kernel/base/ids.ts";
import { branchPath } from "../../kernel/conversation/branch-path.ts";
import type { FileState } from "../../kernel/files/file.ts";
import type { LogEntry } from "../../kernel/log/log-entry.ts";
import { createObedientModel } from "../origins/obedient-model.fake.ts";
import { createWorkbench, type OpenTab } from "../workbench.fake.ts";

const order = fc
  .tuple(fc.constantFrom("write", "write", "delete"), fc.constantFrom("/n/a", "/n/b", "/n"), fc.constantFrom("one", "two"))
  .map(([tool, path, content]) => (tool === "write" ? `write ${path} ${content}` : `delete ${path}`));
const words = fc.array(order, { minLength: 1, maxLength: 2 }).map((orders) => orders.join(" then "));
const step = fc.oneof(
  { weight: 4, arbitrary: fc.record({ type: fc.constant("say" as const), words }) },
  { weight: 2, arbitrary: fc.record({ type: fc.constant("edit" as const), pick: fc.nat(99), words }) },
  { weight: 2, arbitrary: fc.record({ type: fc.constant("regenerate" as const), pick: fc.nat(99) }) },
  { weight: 2, arbitrary: fc.record({ type: fc.constant("fork" as const), pick: fc.nat(999) }) },
  { weight: 3, arbitrary: fc.record({ type: fc.constant("choose" as const), pick: fc.nat(999) }) },
  { weight: 1, arbitrary: fc.record({ type: fc.constant("undo" as const), pick: fc.nat(99) }) },
);
type Step = typeof step extends fc.Arbitrary<infer Value> ? Value : never;

const picked = <Item>(items: readonly Item[], pick: number): Item | undefined => items[pick % Math.max(1, items.length)];

/** Does a step in a session; what the step cannot be done to is left alone. */
const play = async (tab: OpenTab, id: SessionId, name: number, wish: Step): Promise<void> => {
  const { workspace } = tab;
  const all = (await tab.entries()).filter(({ sessionId }) => sessionId === id);
  const said = branchPath(all).flatMap(({ event }) => (event.type === "user-message" ? [event.messageId] : []));
  const ask = { sessionId: id, choiceId: choiceId(`choice_${name}`), keep: ["/n", "/n/a", "/n/b"] };
  const mine = messageId(`said_${name}`);
  const message = "pick" in wish ? picked(said, wish.pick) : undefined;
  const entry = "pick" in wish ? picked(all, wish.pick) : undefined;
  if (wish.type === "say") await workspace.sendMessage(id, mine, wish.words);
  else if (wish.type === "edit" && message !== undefined)
    await workspace.editMessage(ask, { edited: message, messageId: mine, text: wish.words });
  else if (wish.type === "regenerate" && message !== undefined) await workspace.regenerate(ask, message);
  else if (wish.type === "fork" && entry !== undefined) await workspace.forkAt(ask, entry.seq);
  else if (wish.type === "choose" && entry !== undefined) await workspace.chooseBranch(ask, entry.seq);
  else if (wish.type === "undo") {
    const effects = all.flatMap(({ event }) => (event.type === "call-settled" ? (event.effect?.effectId ?? []) : []));
    const effect = picked(effects, wish.pick);
    if (effect !== undefined) await workspace.undo(id, effect);
  }
  await tab.until(() => workspace.snapshot().runningRunIds.length === 0);
};

/** What the effects of a path leave of `/n`, one after the other, without those that were undone on it. */
const replay = (path: readonly LogEntry[]): Readonly<Record<string, string>> => {
  const dead = new Set<string>();
  for (const { event } of path) {
    if (event.type !== "effects-undone") continue;
    for (const effect of event.undone) dead.add(effect);
    for (const effect of event.restored) dead.delete(effect);
  }
  const files = new Map<string, FileState>();
  for (const { event } of path) {
    if (event.type !== "call-settled" || event.effect === undefined || dead.has(event.effect.effectId)) continue;
    for (const change of event.effect.files) {
      if (change.after === null) files.delete(change.path);
      else files.set(change.path, change.after);
    }
  }
  return Object.fromEntries([...files].flatMap(([path, state]) => (state.kind === "file" ? [[path, state.hash]] : [])));
};

const standing = async ({ workspace }: OpenTab): Promise<Readonly<Record<string, string>>> => {
  const listed = await workspace.listFiles(undefined);
  if (!listed.ok) throw new Error(listed.error.message);
  return Object.fromEntries(
    listed.value.files.flatMap(({ path, hash }) => (path.startsWith("/n") && hash !== undefined ? [[path, hash]] : [])),
  );
};

const historyProblems = (all: readonly LogEntry[]): readonly (string | undefined)[] => [
  ...new Set(
    all.map(({ seq }) => {
      const { history, openRun } = foldMessages(branchPath(all, seq));
      return findHistoryProblem(history, openRun !== undefined && openRun.openCalls.length > 0 ? "open-calls" : "answered");
    }),
  ),
];

test("for every tree of branches, no entry changes, each history is valid, and the files are those of the active branch", async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(step, { minLength: 3, maxLength: 8 }), async (steps) => {
      const tab = await createWorkbench(createObedientModel(), () => ({ type: "approve" })).open();
      const created = await tab.workspace.createSession("Branches");
      if (!created.ok) throw new Error(created.error.message);
      const id = created.value.sessionId;
      let before: readonly LogEntry[] = [];
      for (const [index, wish] of steps.entries()) {
        await play(tab, id, index, wish);
        const entries = await tab.entries();
        expect(entries.slice(0, before.length)).toEqual(before);
        before = entries;
        const path = branchPath(entries.filter(({ sessionId }) => sessionId === id));
        expect(await standing(tab)).toEqual(replay(path));
      }
      expect(auditLog(before)).toEqual([]);
      expect(historyProblems(before.filter(({ sessionId }) => sessionId === id))).toEqual([undefined]);
      expect(tab.notices).toEqual([]);
      tab.workspace.close();
    }),
    { numRuns: counted(12, 300) },
  );
});

test("for every tree of branches of two sessions over the same files, nothing of the other one is overwritten or taken back", async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(fc.tuple(fc.boolean(), step), { minLength: 4, maxLength: 9 }), async (steps) => {
      const tab = await createWorkbench(createObedientModel(), () => ({ type: "approve" })).open();
      const made = [await tab.workspace.createSession("One"), await tab.workspace.createSession("Two")];
      const ids = made.flatMap((session) => (session.ok ? [session.value.sessionId] : []));
      for (const [index, [isSecond, wish]] of steps.entries()) {
        const id = ids[isSecond ? 1 : 0];
        if (id !== undefined) await play(tab, id, index, wish);
      }
      expect(auditLog(await tab.entries())).toEqual([]);
      expect(tab.notices).toEqual([]);
      tab.workspace.close();
    }),
    {
      numRuns: counted(12, 300),
      // A file of the other session stands where this one's folder was, and goes later.
      examples: [
        [
          [
            [true, { type: "say", words: "write /n/a two then write /n/a one" }],
            [true, { type: "fork", pick: 0 }],
            [false, { type: "say", words: "write /n one" }],
            [true, { type: "choose", pick: 1 }],
            [true, { type: "fork", pick: 134 }],
            [false, { type: "fork", pick: 0 }],
          ],
        ],
      ],
    },
  );
});
