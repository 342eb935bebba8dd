import { expect, test } from "vitest";
import { auditLog } from "../../../e2e/audit/auditor.ts";
import { hashText } from "../../kernel/base/canonical.ts";
import { artifactPath } from "../../kernel/files/artifact.ts";
import type { CallOutcome } from "../../kernel/log/event.ts";
import type { LogEntry } from "../../kernel/log/log-entry.ts";
import { createWorkbench, plannedFamily, say, statusOf } from "../workbench.fake.ts";

const numbers = `${Array.from({ length: 20_000 }, (_, index) => String(index + 1)).join("\n")}`;
const path = artifactPath(hashText(numbers));
const bash = (command: string) => ({ tool: "bash", input: { command } });
const read = (offset: number, limit: number) => ({ tool: "read", input: { file_path: path, offset, limit } });

const outcomesOf = (entries: readonly LogEntry[]): readonly CallOutcome[] =>
  entries.flatMap(({ event }) => (event.type === "call-settled" ? [event.outcome] : []));
const textOf = (outcome: CallOutcome | undefined): string => (outcome?.type === "done" ? outcome.output.text : "");

test("a long output stands in its entry with beginning and end, is kept whole, and is read in parts by its own session only", async () => {
  const plan = plannedFamily({
    go: [
      { text: "", calls: [bash("seq 1 20000")] },
      { text: "", calls: [read(19_998, 2)] },
      { text: "Done.", calls: [] },
    ],
    other: [
      { text: "", calls: [read(1, 1)] },
      { text: "Done.", calls: [] },
    ],
  });
  const bench = createWorkbench(plan);
  const first = await bench.open();
  await say(first, "go");
  await first.until(() => statusOf(first) === "completed");
  first.workspace.close();
  const tab = await bench.open();
  await say(tab, "other");
  await tab.until(() => tab.heard.some(({ event }) => event.type === "run-ended"));
  const entries = await tab.entries();
  const [long, part, refused] = outcomesOf(entries);
  expect(long?.type === "done" && long.output.artifact).toEqual({ hash: hashText(numbers), bytes: numbers.length });
  expect([textOf(long).slice(0, 8), textOf(long).slice(-12), textOf(long).length < 51_200]).toEqual([
    "1\n2\n3\n4\n",
    "\n19999\n20000",
    true,
  ]);
  expect(textOf(long)).toContain(`Call read with file_path "${path}" and an offset for the rest.`);
  expect([textOf(part), textOf(refused)]).toEqual([
    "[Lines 19998-19999 of 20000]\n19998\t19998\n19999\t19999",
    "No output of this session is kept under that name.",
  ]);
  expect(await tab.workspace.readContent(hashText(numbers))).toMatchObject({ ok: true, value: { type: "text", text: numbers } });
  expect(auditLog(entries)).toEqual([]);
});

test("one endless line is read in pieces, and the output of what came from the web stays from the web", async () => {
  const json = JSON.stringify({ rows: "x".repeat(120_000) });
  const fetch = async () => new Response(json, { headers: { "content-type": "application/json" } });
  const whole = `HTTP 200, application/json, ${json.length} bytes\n\n${json}`;
  const plan = plannedFamily({
    go: [
      { text: "", calls: [{ tool: "fetch", input: { url: "https://example.com/rows" } }] },
      { text: "", calls: [{ tool: "read", input: { file_path: artifactPath(hashText(whole)), offset: 120, limit: 10 } }] },
      { text: "Done.", calls: [] },
    ],
  });
  const tab = await createWorkbench(plan, () => ({ type: "approve" }), fetch).open();
  await say(tab, "go");
  await tab.until(() => statusOf(tab) === "completed");
  const [, part] = outcomesOf(await tab.entries());
  expect([textOf(part).startsWith("[Lines 120-123 of 123]\n120\txxx"), part?.origins]).toEqual([
    true,
    [{ type: "web", origin: "https://example.com" }],
  ]);
});

test("deleting the session takes its long outputs along", async () => {
  const plan = plannedFamily({ go: [{ text: "", calls: [bash("seq 1 20000")] }] });
  const tab = await createWorkbench(plan).open();
  const sessionId = await say(tab, "go");
  await tab.until(() => statusOf(tab) === "completed");
  expect(await tab.workspace.readContent(hashText(numbers))).toMatchObject({ value: { type: "text" } });
  await tab.workspace.deleteSession(sessionId);
  expect(await tab.workspace.readContent(hashText(numbers))).toEqual({ ok: true, value: { type: "missing" } });
});
