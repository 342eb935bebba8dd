import { expect, test } from "vitest";
import { auditLog } from "../../../e2e/audit/auditor.ts";
import type { LogEntry } from "../../kernel/log/log-entry.ts";
import type { Approval, ApprovalAnswer } from "../../kernel/rules/approval.ts";
import { createWorkbench, type OpenTab, plannedFamily, plannedProvider, say, statusOf } from "../workbench.fake.ts";

const command = (text: string) => ({ text: "", calls: [{ tool: "bash", input: { command: text } }] });

type Site = Readonly<Record<string, () => Response>>;
const plain = (text: string): Response => new Response(text, { headers: { "content-type": "text/plain" } });

/** The web, with what was sent to it: the method, the address and the body. */
const createSite = (site: Site) => {
  const sent: string[] = [];
  const fetch: typeof globalThis.fetch = async (input, init) => {
    sent.push([init?.method, String(input), init?.body].filter((part) => part !== undefined).join(" "));
    const answer = site[String(input)];
    if (answer === undefined) throw new TypeError("Failed to fetch");
    return answer();
  };
  return { fetch, sent };
};

const settledIn = (entries: readonly LogEntry[]) =>
  entries.flatMap(({ event }) => (event.type === "call-settled" ? [event] : []));
const toldBy = (entries: readonly LogEntry[], tool: string): readonly string[] =>
  settledIn(entries).flatMap(({ tool: name, outcome }) =>
    name === tool ? [outcome.type === "done" ? outcome.output.text : outcome.type] : [],
  );

const approve = (): ApprovalAnswer => ({ type: "approve" });

const ran = async (commands: readonly string[], site: Site, answerTo: (approval: Approval) => ApprovalAnswer = approve) => {
  const { fetch, sent } = createSite(site);
  const asked: (readonly [string, readonly string[] | undefined, number])[] = [];
  const provider = plannedProvider(commands.map(command));
  const hear = (approval: Approval): ApprovalAnswer => {
    asked.push([approval.tool, approval.agentPath, sent.length]);
    return answerTo(approval);
  };
  const tab = await createWorkbench(provider, hear, fetch).open();
  await say(tab, "go");
  await tab.until(() => statusOf(tab) === "completed");
  const entries = await tab.entries();
  expect(auditLog(entries)).toEqual([]);
  return { tab, entries, asked, sent };
};

const ferns = { "https://example.com/ferns": () => plain("Ferns like shade.\n") };

test("a request of the shell is a call of fetch inside of its call, asked about before it leaves, and its text is from the web", async () => {
  const { tab, entries, asked, sent } = await ran(
    ["curl -s https://example.com/ferns | tr a-z A-Z > /ferns.md; cat /ferns.md"],
    ferns,
  );
  expect([asked[0], sent]).toEqual([["fetch", ["shell"], 0], ["GET https://example.com/ferns"]]);
  const web = [{ type: "web", origin: "https://example.com" }];
  expect(settledIn(entries).map(({ tool, outcome }) => [tool, outcome.type, outcome.origins])).toEqual([
    ["fetch", "done", web],
    ["bash", "done", web],
  ]);
  expect(toldBy(entries, "bash")).toEqual(["FERNS LIKE SHADE."]);
  const effect = settledIn(entries).at(-1)?.effect;
  expect(effect?.files.map(({ path, after }) => [path, after?.origins])).toEqual([["/ferns.md", web]]);
  expect((await tab.files())["/ferns.md"]).toBe("FERNS LIKE SHADE.\n");
  const started = entries.flatMap(({ event }) => (event.type === "run-started" && event.parent ? [event.parent.agentPath] : []));
  expect(started).toEqual([["shell"]]);
});

test("a request that a person denies sends nothing, and the command is told", async () => {
  const deny = ({ tool }: Approval): ApprovalAnswer => (tool === "fetch" ? { type: "reject", reason: "Not there." } : approve());
  const { entries, sent } = await ran(["curl https://example.com/?q=secret || echo code $?"], {}, deny);
  expect(sent).toEqual([]);
  expect(toldBy(entries, "bash")).toEqual(["code 7\n[stderr]\ncurl: (7) Rejected by the person: Not there. Nothing was sent."]);
});

test("an address that no tool may reach is refused without a question", async () => {
  const { entries, asked, sent } = await ran(["curl -s http://169.254.169.254/latest; wget http://localhost/x"], {});
  expect([asked, sent]).toEqual([[], []]);
  expect(toldBy(entries, "bash")[0]).toMatch(
    /^Exit code: 4\n\[stderr\]\ncurl: \(7\) .*its own network.*\nwget: .*its own network/u,
  );
});

test("each place of a redirect is asked about by itself", async () => {
  const moved = () => new Response(null, { status: 302, headers: { location: "https://other.example/moss" } });
  const { entries, asked, sent } = await ran(["curl -sL https://example.com/old"], {
    "https://example.com/old": moved,
    "https://other.example/moss": () => plain("Moss."),
  });
  expect(asked.map(([tool, , count]) => [tool, count])).toEqual([
    ["fetch", 0],
    ["fetch", 1],
  ]);
  expect([sent.length, toldBy(entries, "bash")]).toEqual([2, ["Moss."]]);
});

test("what a command read from outside goes with its next request, which is asked about for that", async () => {
  const { fetch, sent } = createSite({ ...ferns, "https://example.com/more": () => plain("More.") });
  const asked: (readonly [string, number, string])[] = [];
  const bench = createWorkbench(
    plannedProvider([command("curl -s https://example.com/ferns; curl -s https://example.com/more -d @- < /README.md")]),
    ({ rule, tool }) => {
      asked.push([tool, sent.length, rule.ruleId]);
      return approve();
    },
    fetch,
  );
  const tab = await bench.open();
  await say(tab, "go");
  await tab.until(() => statusOf(tab) === "completed");
  expect([sent.length, asked]).toEqual([
    2,
    [
      ["fetch", 0, "level:ask-risky:ask"],
      ["fetch", 1, "level:outside-sends:ask"],
    ],
  ]);
});

test("text from outside that the command itself reads goes with its request as well", async () => {
  const { fetch, sent } = createSite({ ...ferns, "https://example.com/more": () => plain("More.") });
  const asked: (readonly [string, string])[] = [];
  const bench = createWorkbench(
    plannedFamily({
      bring: [command("curl -s https://example.com/ferns > /ferns.md")],
      send: [command("cat /ferns.md | curl -s https://example.com/more -d @-")],
    }),
    ({ rule, tool }) => {
      if (tool === "fetch") asked.push([tool, rule.ruleId]);
      return approve();
    },
    fetch,
  );
  const tab = await bench.open();
  await say(tab, "bring");
  await tab.until(() => statusOf(tab) === "completed");
  await say(tab, "send");
  await tab.until(() => sent.length === 2 && tab.workspace.snapshot().runningRunIds.length === 0);
  expect([asked, sent.at(-1)]).toEqual([
    [
      ["fetch", "level:ask-risky:ask"],
      ["fetch", "level:outside-sends:ask"],
    ],
    "POST https://example.com/more Ferns like shade.",
  ]);
});

test("a long answer comes whole, although its entry keeps only its ends", async () => {
  const long = `${"a line of moss\n".repeat(10_000)}end\n`;
  const { entries } = await ran(["curl -s https://example.com/long | wc -c; curl -s https://example.com/long | tail -n 1"], {
    "https://example.com/long": () => plain(long),
  });
  expect(toldBy(entries, "bash")[0]?.trim().split(/\s+/u)).toEqual([`${long.length}`, "end"]);
});

test("after a reload in the middle of a question nothing is sent twice, and nothing unasked", async () => {
  const { fetch, sent } = createSite({ ...ferns, "https://example.com/more": () => plain("More.\n") });
  const plan = [command("curl -s https://example.com/ferns; curl -s https://example.com/more")];
  let isReloaded = false;
  const bench = createWorkbench(
    plannedProvider(plan),
    ({ input }) => (isReloaded || !JSON.stringify(input).includes("more") ? approve() : undefined),
    fetch,
  );
  const first = await bench.open();
  await say(first, "go");
  await first.until(() => first.workspace.snapshot().approvals.some(({ input }) => JSON.stringify(input).includes("more")));
  first.workspace.close();
  expect(sent).toEqual(["GET https://example.com/ferns"]);

  isReloaded = true;
  const second = await bench.open();
  await resumed(second);
  await second.until(() => statusOf(second) === "completed");
  expect(sent).toEqual(["GET https://example.com/ferns", "GET https://example.com/more"]);
  const entries = await second.entries();
  expect([toldBy(entries, "bash"), auditLog(entries)]).toEqual([["Ferns like shade.\nMore."], []]);
});

/** Goes on where nothing goes on by itself. */
const resumed = async ({ workspace }: OpenTab): Promise<void> => {
  const [row] = workspace.snapshot().sessions;
  if (row?.openRunId !== undefined && !workspace.snapshot().runningRunIds.includes(row.openRunId))
    await workspace.resumeRun(row.openRunId);
};

test("a stop ends the request, the command and the run, and nothing is sent", async () => {
  const { fetch, sent } = createSite(ferns);
  const tab = await createWorkbench(
    plannedProvider([command("curl https://example.com/ferns; echo after")]),
    undefined,
    fetch,
  ).open();
  await say(tab, "go");
  await tab.until(() => statusOf(tab) === "waiting");
  const [runId] = tab.workspace.snapshot().runningRunIds;
  if (runId === undefined) throw new Error("Nothing runs.");
  await tab.workspace.stopRun(runId);
  await tab.until(() => statusOf(tab) === "stopped");
  const entries = await tab.entries();
  expect([sent, settledIn(entries).map(({ tool, outcome }) => [tool, outcome.type]), auditLog(entries)]).toEqual([
    [],
    [
      ["fetch", "stopped"],
      ["bash", "stopped"],
    ],
    [],
  ]);
});

test("a command that is edited and asked about anew does not send what it had sent", async () => {
  let edits = 0;
  const { entries, sent } = await ran(["curl -s https://example.com/ferns > /README.md"], ferns, ({ tool, input }) => {
    if (tool !== "bash" || edits > 0) return approve();
    edits += 1;
    return {
      type: "edit",
      input: { ...(input as object), command: "curl -s https://example.com/ferns > /docs.md; rm /README.md" },
    };
  });
  expect([edits, sent, settledIn(entries).map(({ tool }) => tool)]).toEqual([
    1,
    ["GET https://example.com/ferns"],
    ["fetch", "bash"],
  ]);
});
