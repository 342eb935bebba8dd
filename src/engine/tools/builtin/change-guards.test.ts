import { expect, test } from "vitest";
import { callId, runId, sessionId } from "../../../kernel/base/ids.ts";
import type { Caller } from "../../../kernel/contracts/tool.ts";
import { findElision } from "./change-guards.ts";
import { createSeenFiles } from "./seen-files.ts";
import { createWorkbench } from "./workbench.fake.ts";

test.each([
  "// ... rest unchanged",
  "  // ... existing code ...",
  "# … remaining lines as before",
  "/* rest of the file stays the same ... */",
  "<!-- ... rest of the page unchanged ... -->",
  "-- ... same as before",
  "(... the rest is unchanged ...)",
  "... rest of file unchanged ...",
  "{/* ... existing props */}",
])("%s stands for text that is not there", (line) => {
  expect(findElision("", `first\n${line}\nlast\n`)).toBe(line.trim());
});

test.each([
  "// the rest of the plants need shade",
  "... and the rest is silence.",
  "const rest = [...others];",
  "# Rest day",
  "f(...args) // same order",
  "Wait ... (for the existing team)",
])("%s is text", (line) => {
  expect(findElision("", `first\n${line}\nlast\n`)).toBeUndefined();
});

test("a line that stood in the file before may stay", () => {
  expect(findElision("a\n// ... rest unchanged\n", "b\n// ... rest unchanged\n")).toBeUndefined();
});

const long = Array.from({ length: 300 }, (_, index) => `line ${index}\n`).join("");

test("an edit or a write that only stands for text changes nothing, a new file may hold what it likes", async () => {
  const bench = createWorkbench({ "/a.ts": "one\ntwo\nthree\n" });
  const content = "one\n// ... rest unchanged\n";
  expect(await bench.call("write", { file_path: "/a.ts", content })).toMatch(
    /^refused: The new text for \/a\.ts holds the line "\/\/ \.\.\. rest/,
  );
  expect(await bench.call("edit", { file_path: "/a.ts", old_string: "two", new_string: "# ... existing code" })).toMatch(
    /^refused/,
  );
  expect(await bench.call("write", { file_path: "/new.ts", content })).toBe("Wrote 2 lines to /new.ts");
  expect(Object.keys(await bench.changes())).toEqual(["/new.ts"]);
});

test("a write that would leave little of a long file is refused unless it is meant, and reads what was there only then", async () => {
  const bench = createWorkbench({ "/log.txt": long, "/other.txt": long });
  expect(await bench.call("write", { file_path: "/log.txt", content: "line 1\n" })).toBe(
    "refused: /log.txt has 300 lines, and 1 would be left of them. Nothing was written. To change a part use edit; if it is meant, set allow_large_loss to true.",
  );
  const meant = { file_path: "/log.txt", content: "line 1\n", allow_large_loss: true };
  expect(await bench.call("write", meant)).toBe("Wrote 1 lines to /log.txt");
  expect(await bench.call("write", { file_path: "/other.txt", content: `${long}more\n` })).toBe("Wrote 301 lines to /other.txt");
  expect((await bench.effect()).reads.map(({ path }) => path)).toEqual(["/log.txt"]);
});

const callerOf = (session: string): Caller => ({
  callId: callId("call_1"),
  scope: { sessionId: sessionId(session), runId: runId("run_1"), turn: 1, level: "ask-risky", causes: [], origins: [] },
});

test("an edit of a file that others changed since it was read is refused once, with what they changed", async () => {
  const bench = createWorkbench({ "/plan.md": "ferns\nroses\nmoss\n" });
  const caller = callerOf("session_1");
  const edit = async (old_string: string, new_string: string) => {
    const result = await bench.tool("edit").run({ file_path: "/plan.md", old_string, new_string, replace_all: false }, context);
    return result.ok ? result.value.text : result.error.message;
  };
  const context = { files: bench.overlay.files, signal: new AbortController().signal, now: 1_000, caller };
  await bench.tool("read").run({ file_path: "/plan.md", offset: 1, limit: 10 }, context);
  expect(await edit("moss", "mosses")).toBe("Replaced 1 occurrence(s) in /plan.md");
  await bench.overlay.files.writeFile("/plan.md", "ferns\ntulips\nmosses\n");
  expect(await edit("mosses", "lichen")).toBe(
    "/plan.md was changed by somebody else since you read it, so nothing was replaced. What changed:\n ferns\n-roses\n+tulips\n mosses\nYou know it now: repeat the edit where it still fits.",
  );
  expect(await edit("mosses", "lichen")).toBe("Replaced 1 occurrence(s) in /plan.md");
});

test("what one session saw says nothing about another, and a command of the shell makes it forget", () => {
  const seen = createSeenFiles();
  const [mine, other] = [callerOf("session_1"), callerOf("session_2")];
  const [old, now] = [Uint8Array.of(1), Uint8Array.of(2)];
  seen.note(mine, "/a", old);
  expect([seen.differsFrom(mine, "/a", now), seen.differsFrom(mine, "/a", Uint8Array.of(1))]).toEqual([old, undefined]);
  expect([seen.differsFrom(other, "/a", now), seen.differsFrom(mine, "/b", now)]).toEqual([undefined, undefined]);
  seen.forget(mine);
  expect(seen.differsFrom(mine, "/a", now)).toBeUndefined();
});
