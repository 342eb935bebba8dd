import { build, builtFolder, isBuilt } from "./build-app.mjs";
import { startStaticServer } from "./static-server.mjs";

if (!isBuilt()) {
  console.log("Building Vivarium …");
  build();
}
const { url } = await startStaticServer({ directory: builtFolder, port: 4173 });
console.log(`Vivarium is at ${url}  (Ctrl+C ends it)`);
