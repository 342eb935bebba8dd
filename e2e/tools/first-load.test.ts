import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, expect, test } from "vitest";
import { judgeFirstLoad, loadedWith } from "./first-load.mjs";

let folder: string | undefined;
afterEach(() => {
  if (folder !== undefined) rmSync(folder, { recursive: true });
  folder = undefined;
});

const write = (files: Readonly<Record<string, string>>): string => {
  folder = mkdtempSync(join(tmpdir(), "vivarium-"));
  mkdirSync(join(folder, "parts"));
  for (const [name, text] of Object.entries(files)) writeFileSync(join(folder, name), text);
  return folder;
};

test("every form of static import counts once, and lazy ones do not", () => {
  const root = write({
    "entry.js":
      'import{a as b}from"./one.js";import"./parts/two.js";import c,{d}from"./parts/three.js";const e=import("./lazy.js");',
    "one.js": 'import*as x from"./parts/two.js";export{y}from"./parts/four.js";export*from"./entry.js";',
    "parts/two.js": "console.log(1)",
    "parts/three.js": 'import"../one.js"',
    "parts/four.js": "export const y=1",
    "lazy.js": "console.log('far too large')",
  });
  expect([...loadedWith(join(root, "entry.js"))].map((file) => file.slice(root.length + 1)).sort()).toEqual([
    "entry.js",
    "one.js",
    "parts/four.js",
    "parts/three.js",
    "parts/two.js",
  ]);
});

test("a budget is kept up to its last byte", () => {
  expect(judgeFirstLoad({ page: 180 * 1024, worker: 150 * 1024 + 1 })).toEqual([
    { name: "page, first chunk", bytes: 184_320, budget: 184_320, fits: true },
    { name: "worker, core", bytes: 153_601, budget: 153_600, fits: false },
  ]);
});
