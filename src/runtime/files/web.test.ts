import { expect, test } from "vitest";
import { auditLog } from "../../../e2e/audit/auditor.ts";
import type { Approval, ApprovalAnswer } from "../../kernel/rules/approval.ts";
import { createWorkbench, plannedProvider, say, statusOf } from "../workbench.fake.ts";

test("a fetch is asked about before it leaves, its text is from the web, and so is the file that is made of it", async () => {
  const sent: string[] = [];
  const fetch = async (input: unknown): Promise<Response> => {
    sent.push(String(input));
    return new Response("Ferns like shade.", { headers: { "content-type": "text/plain" } });
  };
  const asked: (readonly [string, readonly string[], number])[] = [];
  const answerTo = ({ tool, risks }: Approval): ApprovalAnswer => {
    asked.push([tool, risks, sent.length]);
    return { type: "approve" };
  };
  const plan = [
    { text: "", calls: [{ tool: "fetch", input: { url: "https://example.com/ferns" } }] },
    { text: "", calls: [{ tool: "write", input: { file_path: "/ferns.md", content: "Ferns like shade.\n" } }] },
    { text: "Done.", calls: [] },
  ];
  const tab = await createWorkbench(plannedProvider(plan), answerTo, fetch).open();
  await say(tab, "go");
  await tab.until(() => statusOf(tab) === "completed");
  const entries = await tab.entries();
  const settled = entries.flatMap(({ event }) => (event.type === "call-settled" ? [event] : []));
  const web = [{ type: "web", origin: "https://example.com" }];
  expect([asked, sent]).toEqual([[["fetch", ["network"], 0]], ["https://example.com/ferns"]]);
  expect(settled.map(({ tool, outcome }) => [tool, outcome.origins])).toEqual([
    ["fetch", web],
    ["write", undefined],
  ]);
  expect(settled[1]?.effect?.files.map(({ path, after }) => [path, after?.origins])).toEqual([["/ferns.md", web]]);
  expect(auditLog(entries)).toEqual([]);
});

test("a fetch that the person does not allow sends nothing", async () => {
  const sent: string[] = [];
  const fetch = async (input: unknown): Promise<Response> => {
    sent.push(String(input));
    return new Response("");
  };
  const plan = [
    { text: "", calls: [{ tool: "fetch", input: { url: "https://example.com/?secret=1" } }] },
    { text: "Done.", calls: [] },
  ];
  const tab = await createWorkbench(plannedProvider(plan), () => ({ type: "reject", reason: "No" }), fetch).open();
  await say(tab, "go");
  await tab.until(() => statusOf(tab) === "completed");
  expect(sent).toEqual([]);
});
