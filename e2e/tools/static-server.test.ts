import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { request } from "node:http";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { startStaticServer } from "./static-server.mjs";

let folder: string;
let server: Awaited<ReturnType<typeof startStaticServer>>;

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), "vivarium-"));
  mkdirSync(join(folder, "site/assets"), { recursive: true });
  writeFileSync(join(folder, "secret.txt"), "outside");
  writeFileSync(join(folder, "site/index.html"), "<!doctype html>");
  writeFileSync(join(folder, "site/assets/main-Ab12_-cd.js"), "export {};");
  server = await startStaticServer({ directory: join(folder, "site"), headers: { "x-proof": "1" } });
});
afterAll(async () => {
  await server.close();
  rmSync(folder, { recursive: true });
});

/** Sends a path as it is written; `fetch` would tidy it first. */
const get = (path: string, method = "GET"): Promise<{ readonly status: number; readonly type: string; readonly cache: string }> =>
  new Promise((resolve, reject) => {
    request(server.url, { path, method }, (response) => {
      response.resume();
      const { "content-type": type = "", "cache-control": cache = "" } = response.headers;
      response.on("end", () => resolve({ status: response.statusCode ?? 0, type, cache }));
    })
      .on("error", reject)
      .end();
  });

test("the page and its assets have their types, and only hashed assets are kept by the browser", async () => {
  expect(await get("/")).toEqual({ status: 200, type: "text/html; charset=utf-8", cache: "no-cache" });
  expect(await get("/assets/main-Ab12_-cd.js")).toEqual({
    status: 200,
    type: "text/javascript; charset=utf-8",
    cache: "public, max-age=31536000, immutable",
  });
});

test.each(["/missing.js", "/../secret.txt", "/%2e%2e/secret.txt", "/..%2fsecret.txt", "/assets", "/%", "/%00"])(
  "%s is not found",
  async (path) => {
    expect((await get(path)).status).toBe(404);
  },
);

test("nothing but reading is answered", async () => {
  expect((await get("/", "POST")).status).toBe(405);
  expect((await get("/", "HEAD")).status).toBe(200);
});

test("a taken port leads to the next one", async () => {
  const taken = Number(new URL(server.url).port);
  const second = await startStaticServer({ directory: folder, port: taken });
  expect(Number(new URL(second.url).port)).toBeGreaterThan(taken);
  await second.close();
});
