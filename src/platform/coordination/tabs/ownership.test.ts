import { expect, test } from "vitest";
import { createFakeLocks } from "./locks.fake.ts";
import { requestOwnership } from "./ownership.ts";

const settle = async (): Promise<void> => {
  for (let turn = 0; turn < 30; turn += 1) await Promise.resolve();
};

const tab = (locks: ReturnType<typeof createFakeLocks> | undefined, name: string, heard: string[]) =>
  requestOwnership(locks, "workspace", {
    onOwner: () => heard.push(`${name} owner`),
    onMirror: () => heard.push(`${name} mirror`),
  });

test("the first tab owns the workspace, the second mirrors it and owns it when the first goes away", async () => {
  const [locks, heard] = [createFakeLocks(), [] as string[]];
  const first = tab(locks, "a", heard);
  await settle();
  tab(locks, "b", heard);
  await settle();
  expect(heard).toEqual(["a owner", "b mirror"]);
  first.release();
  await settle();
  expect(heard).toEqual(["a owner", "b mirror", "b owner"]);
});

test("taking over makes the old owner a mirror that stands in line again", async () => {
  const [locks, heard] = [createFakeLocks(), [] as string[]];
  tab(locks, "a", heard);
  await settle();
  const second = tab(locks, "b", heard);
  await settle();
  second.takeOver();
  await settle();
  expect(heard).toEqual(["a owner", "b mirror", "b owner", "a mirror"]);
  second.release();
  await settle();
  expect(heard.at(-1)).toBe("a owner");
});

test("taking over what one owns already does nothing", async () => {
  const [locks, heard] = [createFakeLocks(), [] as string[]];
  const only = tab(locks, "a", heard);
  await settle();
  only.takeOver();
  await settle();
  expect(heard).toEqual(["a owner"]);
});

test("a tab that leaves the line never becomes the owner", async () => {
  const [locks, heard] = [createFakeLocks(), [] as string[]];
  const first = tab(locks, "a", heard);
  await settle();
  const second = tab(locks, "b", heard);
  await settle();
  second.release();
  first.release();
  await settle();
  expect(heard).toEqual(["a owner", "b mirror"]);
});

test("a browser without locks makes its tab the owner", () => {
  const heard: string[] = [];
  tab(undefined, "a", heard);
  expect(heard).toEqual(["a owner"]);
});
