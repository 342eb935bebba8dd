import { readdirSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import react from "@vitejs/plugin-react";
import { build } from "vite";
import peersPackage from "../package.json" with { type: "json" };

const root = fileURLToPath(new URL("../..", import.meta.url));
const benchFolder = join(root, "bench");

/** Everything that a run of the bench makes; it can be thrown away. */
const madeFolder = join(root, "node_modules/.bench");
export const nodeBench = join(madeFolder, "node/main.mjs");
export const pagesFolder = join(madeFolder, "pages");
export const appFolder = join(madeFolder, "app");
export const profileFolder = join(madeFolder, "profile");
/** A package of its own, with the libraries that the product is compared with. */
export const peersFolder = join(madeFolder, "peers");
export const peerBench = join(peersFolder, "programs/main.mjs");

const alias = { "isomorphic-textencoder": join(root, "src/platform/storage/text-encoder-shim.ts") };

/** The benches that run in Node: TypeScript, which Node 20 cannot read, as one module. */
export const bundleNodeBenches = () =>
  build({
    root: benchFolder,
    configFile: false,
    logLevel: "warn",
    resolve: { alias },
    ssr: { noExternal: true },
    build: {
      ssr: join(benchFolder, "node/main.ts"),
      outDir: join(madeFolder, "node"),
      emptyOutDir: true,
      target: "node20",
      rolldownOptions: { output: { entryFileNames: "[name].mjs" } },
    },
  });

const libraries = Object.keys(peersPackage.dependencies);

/** The programs that run a library each: the product's own modules bundled, the libraries as they are installed. */
export const bundlePeers = () =>
  build({
    root: benchFolder,
    configFile: false,
    logLevel: "warn",
    resolve: { alias },
    ssr: { noExternal: true },
    build: {
      ssr: join(benchFolder, "peers/main.ts"),
      outDir: dirname(peerBench),
      emptyOutDir: true,
      target: "node22",
      rolldownOptions: {
        external: (id) => libraries.some((library) => id === library || id.startsWith(`${library}/`)),
        output: { entryFileNames: "[name].mjs", chunkFileNames: "[name]-[hash].mjs" },
      },
    },
  });

/** The pages that run in the browser, as production builds of the app's own modules. */
export const bundlePages = () => {
  const folder = join(benchFolder, "browser");
  const pages = readdirSync(folder).filter((name) => name.endsWith(".html"));
  return build({
    root: folder,
    base: "./",
    configFile: false,
    logLevel: "warn",
    plugins: [react()],
    resolve: { alias },
    worker: { format: "es" },
    build: {
      outDir: pagesFolder,
      emptyOutDir: true,
      target: "es2023",
      chunkSizeWarningLimit: 4_000,
      rolldownOptions: { input: pages.map((name) => join(folder, name)) },
    },
  });
};

/** The app as it is shipped, apart from the build that other programs use. */
export const bundleApp = () =>
  build({ root, configFile: join(root, "vite.config.ts"), logLevel: "warn", build: { outDir: appFolder, emptyOutDir: true } });
