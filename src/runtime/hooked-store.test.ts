import { expect, test } from "vitest";
import { createFakeClock } from "../kernel/base/clock.fake.ts";
import type { Hooks } from "../kernel/contracts/hooks.ts";
import { createFakeStore } from "../kernel/contracts/store.fake.ts";
import type { EntryDraft } from "../kernel/log/log-entry.ts";
import { createHookedStore } from "./hooked-store.ts";

const entry = (title: string): EntryDraft => ({ causes: [], origins: [], event: { type: "session-renamed", title } });
const commit = (...titles: readonly string[]) =>
  ({ entries: titles.map(entry), effects: [], expects: [], durability: "relaxed" }) as const;
const titleOf = ({ event }: EntryDraft): string => (event.type === "session-renamed" ? event.title : event.type);

test("every hook hears each entry before it is stored, in order", async () => {
  const heard: string[] = [];
  const inner = createFakeStore(createFakeClock());
  const hook = (name: string): Hooks => ({
    name,
    onEntry: (draft) => void heard.push(`${name} ${titleOf(draft)}, ${inner.entries.length} stored`),
  });
  const store = createHookedStore(inner, () => [hook("a"), { name: "silent" }, hook("b")]);
  await store.append(commit("one", "two"));
  expect(heard).toEqual(["a one, 0 stored", "b one, 0 stored", "a two, 0 stored", "b two, 0 stored"]);
  expect(inner.entries.map(titleOf)).toEqual(["one", "two"]);
});

test("what a hook throws stands behind its entry, in the same commit, and the entry is stored", async () => {
  const inner = createFakeStore(createFakeClock());
  const broken: Hooks = {
    name: "Broken",
    onEntry: () => {
      throw new Error("no ear");
    },
  };
  await createHookedStore(inner, () => [broken]).append(commit("one"));
  expect(inner.entries.map(({ event }) => event)).toEqual([
    { type: "session-renamed", title: "one" },
    {
      type: "hook-acted",
      point: "on-entry",
      name: "Broken",
      did: "failed",
      text: "The check “Broken” on an entry did not work: no ear. Correct the check or switch it off, then go on.",
    },
  ]);
  expect(inner.commits()).toBe(1);
});
