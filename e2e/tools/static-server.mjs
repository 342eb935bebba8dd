import { readFile, stat } from "node:fs/promises";
import { createServer } from "node:http";
import { extname, join, normalize, sep } from "node:path";

/** @type {Readonly<Record<string, string>>} */
const typeByExtension = {
  ".html": "text/html; charset=utf-8",
  ".js": "text/javascript; charset=utf-8",
  ".mjs": "text/javascript; charset=utf-8",
  ".css": "text/css; charset=utf-8",
  ".json": "application/json; charset=utf-8",
  ".webmanifest": "application/manifest+json",
  ".svg": "image/svg+xml",
  ".png": "image/png",
  ".ico": "image/x-icon",
  ".woff2": "font/woff2",
  ".woff": "font/woff",
  ".wasm": "application/wasm",
  ".txt": "text/plain; charset=utf-8",
  ".map": "application/json; charset=utf-8",
};

/**
 * The file that a request means, or undefined when it lies outside the folder or is none.
 * @param {string} directory
 * @param {string} requestUrl
 * @returns {Promise<string | undefined>}
 */
const fileFor = async (directory, requestUrl) => {
  let path;
  try {
    path = decodeURIComponent(new URL(requestUrl, "http://localhost").pathname);
  } catch {
    return undefined; // Not a well-formed address.
  }
  if (path.includes("\0")) return undefined;
  const file = normalize(join(directory, path.endsWith("/") ? `${path}index.html` : path));
  if (!file.startsWith(directory + sep)) return undefined;
  const found = await stat(file).catch(() => undefined);
  return found?.isFile() ? file : undefined;
};

/**
 * @param {import("node:http").Server} server
 * @param {number} port
 * @returns {Promise<number>} the port that it listens on
 */
const listen = (server, port) =>
  new Promise((resolve, reject) => {
    server.once("error", reject);
    server.listen(port, "127.0.0.1", () => {
      server.off("error", reject);
      const address = server.address();
      resolve(typeof address === "object" && address !== null ? address.port : port);
    });
  });

/**
 * @typedef {object} StaticServer
 * @property {string} url where it answers, with a slash at the end
 * @property {() => Promise<void>} close ends it and the connections that are open
 */

/**
 * Serves a folder on loopback, as a plain static host does: right types, 404 for what is missing, nothing outside the folder.
 * A taken port leads to the next one; port 0 takes any.
 * @param {{ directory: string, port?: number, headers?: Readonly<Record<string, string>> }} options `headers` go with every answer
 * @returns {Promise<StaticServer>}
 */
export const startStaticServer = async ({ directory, port = 0, headers = {} }) => {
  const root = normalize(directory).replace(/[/\\]$/, "");
  const server = createServer(async (request, response) => {
    if (request.method !== "GET" && request.method !== "HEAD") {
      response.writeHead(405, { allow: "GET, HEAD" }).end();
      return;
    }
    const file = await fileFor(root, request.url ?? "/");
    if (file === undefined) {
      response.writeHead(404, { "content-type": "text/plain; charset=utf-8", ...headers }).end("Nothing here.");
      return;
    }
    const body = await readFile(file);
    const isHashed = /\/assets\/.*-[\w-]{8}\.\w+$/.test(file);
    response.writeHead(200, {
      "content-type": typeByExtension[extname(file)] ?? "application/octet-stream",
      "content-length": body.byteLength,
      "cache-control": isHashed ? "public, max-age=31536000, immutable" : "no-cache",
      "x-content-type-options": "nosniff",
      ...headers,
    });
    response.end(request.method === "HEAD" ? undefined : body);
  });
  for (let next = port; ; next += 1) {
    try {
      const taken = await listen(server, next);
      return {
        url: `http://127.0.0.1:${taken}/`,
        close: () =>
          new Promise((resolve) => {
            server.close(() => resolve());
            server.closeAllConnections();
          }),
      };
    } catch (cause) {
      const inUse = cause instanceof Error && "code" in cause && cause.code === "EADDRINUSE";
      if (!inUse || port === 0 || next >= port + 100) throw cause;
    }
  }
};
