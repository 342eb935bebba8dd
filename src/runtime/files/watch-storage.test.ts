import { expect, test } from "vitest";
import { createFakeClock } from "../../kernel/base/clock.fake.ts";
import { sessionId } from "../../kernel/base/ids.ts";
import { err } from "../../kernel/base/result.ts";
import type { Commit, Store } from "../../kernel/contracts/store.ts";
import { createInMemoryStore } from "../../platform/storage/in-memory/in-memory-store.ts";
import { workspaceProjection } from "../projection.ts";
import { watchStorage } from "./watch-storage.ts";

const titled = (title: string): Commit => ({
  entries: [{ sessionId: sessionId("s"), causes: [], origins: [], event: { type: "session-renamed", title } }],
  effects: [],
  expects: [],
  durability: "strict",
});

test("a full storage stays full while only crumbs fit, and is well again when as much as was refused fits", async () => {
  const memory = createInMemoryStore({ clock: createFakeClock() }, { projection: workspaceProjection });
  let roomFor = 200;
  const small: Store = {
    ...memory,
    append: (commit) =>
      JSON.stringify(commit.entries).length > roomFor
        ? Promise.resolve(err({ type: "storage-full" as const, message: "full" }))
        : memory.append(commit),
  };
  const changes: string[] = [];
  const watched = watchStorage(small, { status: "saved" }, () => changes.push(watched.status().status));
  await watched.store.append(titled("x".repeat(500)));
  await watched.store.append(titled("crumb"));
  expect(watched.status()).toEqual({ status: "full", message: "full" });
  roomFor = 10_000;
  await watched.store.append(titled("crumb"));
  expect(watched.status().status).toBe("full");
  await watched.store.append(titled("x".repeat(500)));
  expect(watched.status().status).toBe("saved");
  expect(changes).toEqual(["full", "saved"]);
});
