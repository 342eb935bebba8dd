import { expect, test } from "vitest";
import { createShell } from "./run-shell.fake.ts";

test("a command that is stopped while it sleeps ends at once, and the shell stands where it stood", async () => {
  const shell = createShell();
  const stop = new AbortController();
  const running = shell.run("cd /; sleep 15; cd /nowhere", { signal: stop.signal });
  stop.abort();
  expect([await running, shell.state()]).toEqual([{ type: "aborted" }, { folder: "/", variables: {} }]);
  expect(await shell.run("echo late", { signal: stop.signal })).toEqual({ type: "aborted" });
});

test("folder and variables go from command to command, also after one that fails, and a folder that is gone is the root", async () => {
  const shell = createShell({ "/a/b/c.txt": "1" });
  await shell.run("cd /a/b; export X=1; Y='two words'; false");
  expect(await shell.output('echo "$(pwd) $X $Y"; unset X; cd ..; rm -r b')).toBe("/a/b 1 two words\n");
  expect(shell.state()).toEqual({ folder: "/a", variables: { Y: "two words" } });
  await shell.run("rm -r /a");
  expect(await shell.output("pwd")).toBe("/\n");
});

test("more variables than are kept are told, and the ones from before stay", async () => {
  const shell = createShell();
  await shell.run("A=1");
  expect(await shell.output("B=$(printf '%20000s' x)")).toMatch(/^bash: the variables are more than is kept/);
  expect(shell.state().variables).toEqual({ A: "1" });
});

test("a redirect that the workspace refuses ends the script, and what was done before stands", async () => {
  const shell = createShell({ "/.agent/policy.json": "{}" });
  expect(await shell.output("echo 1 > one; echo 2 > /.agent/two; echo 3 > three")).toMatch(
    /^bash: EINVAL: .*belongs to the product\.\nbash: the script ended there; what it did before stands\nexit 1\n$/,
  );
  expect((await shell.overlay.effect()).files.map(({ path }) => path)).toEqual(["/one"]);
});

test("files keep their bytes through cat, cp, mv, tee and redirects", async () => {
  const bytes = Uint8Array.from({ length: 512 }, (_, index) => index % 256);
  const shell = createShell({ "/in.bin": bytes });
  await shell.run(
    "cp in.bin a; cat in.bin > b; cat < in.bin | tee c > /dev/null; mv a d; cat b >> d; gzip -k in.bin; gunzip -c in.bin.gz > e",
  );
  const at = async (path: string) => shell.overlay.files.readFile(path);
  expect([await at("/b"), await at("/c"), await at("/e")]).toEqual([bytes, bytes, bytes]);
  expect(await at("/d")).toEqual(Uint8Array.from([...bytes, ...bytes]));
});
