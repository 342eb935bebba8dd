import { approvalId, callId, effectId, messageId, ruleId, runId } from "../../src/kernel/base/ids.ts";
import { createEntryScript, type EntryScript, fakeApproval, fakeEffect } from "../../src/page/store/entries.fake.ts";

const done = (text: string) => ({ type: "done", output: { text, isError: false } }) as const;

const answer = `The strike stops **regional** trains only. Your 10:02 Alfa Pendular still runs, so day 3 keeps Coimbra and loses 47 minutes of it. The trip now costs **€861.40**, which is €38.60 under your limit.

| Day | What changed | Before | Now |
|---|---|--:|--:|
| 1 Lisbon | nothing | 142.00 | 142.00 |
| 2 Lisbon–Coimbra | train at 08:30, not 09:30 | 168.50 | 168.50 |
| 3 Coimbra–Porto | Alfa 10:02, reserved seats | 179.20 | 214.90 |

- [x] Plan updated in \`/notes/plan.md\`
- [ ] Seats to be confirmed, see [the timetable](https://www.cp.pt/passageiros)

\`\`\`shell
awk -F, 'NR>1 { s += $3 } END { printf "€%.2f\\n", s }' /notes/budget.csv
\`\`\`

> Regional trains run again from midnight.

![a map](https://maps.example/lisbon.png)`;

const pieces = (script: EntryScript, id: string, text: string): void => {
  for (let offset = 0; offset < text.length; offset += 200) script.write(id, offset, text.slice(offset, offset + 200));
};

const reads = (script: EntryScript, message: string, names: readonly string[]): void => {
  for (const name of names) {
    const search = name.startsWith("“");
    script.request(message, `${message}-${name}`, { verb: search ? "Searched" : "Read", object: name }, "read");
    script.start(`${message}-${name}`);
    script.settle(`${message}-${name}`, done(`contents of ${name}\nline two`), 31);
  }
};

/** A first turn that finishes: thinking, reads, an approved edit, an undone write, an answer. */
const firstTurn = (script: EntryScript): void => {
  script.startRun("run-1");
  script.user(
    "u1",
    "Regional trains strike on 14 October. Replan day 3 around it, keep the whole trip under €900, and update my notes.",
  );
  script.startTurn(1);
  script.startMessage("m1");
  script.think(
    "m1",
    0,
    "The strike stops regional trains only, so the question is whether day 3 uses one.\n\nI will look at the plan first.",
  );
  script.wait(6_000);
  reads(script, "m1", [
    "/notes/plan.md",
    "/notes/budget.csv",
    "“Coimbra”",
    "/notes/hotels.json",
    "“regional”",
    "/notes/people.md",
  ]);
  script.endMessage("m1");
  script.startTurn(2);
  script.startMessage("m2");
  script.request("m2", "edit-1", { verb: "Edited", object: "/notes/plan.md" }, "write", {
    path: "/notes/plan.md",
    old: "09:15",
    new: "10:02",
  });
  script.endMessage("m2");
  script.start("edit-1");
  script.add({ type: "approval-requested", approval: fakeApproval("a0", "edit-1", { sessionId: script.sessionId }) });
  script.wait(9_000);
  script.add({ type: "approval-answered", approvalId: approvalId("a0"), callId: callId("edit-1"), answer: { type: "approve" } });
  script.settle("edit-1", done("Replaced 1 occurrence."), 1_400, fakeEffect("e1", "/notes/plan.md", 12, 3));
  script.request("m2", "write-1", { verb: "Created", object: "/notes/ines.md" }, "write", {
    path: "/notes/ines.md",
    text: "Inês eats vegetarian.",
  });
  script.settle("write-1", done(""), 22, fakeEffect("e2", "/notes/ines.md", 6, 0));
  script.startTurn(3);
  script.startMessage("m3");
  pieces(script, "m3", answer);
  script.endMessage("m3");
  script.endRun({ type: "completed", reason: { type: "end-turn" } });
  script.add({
    type: "effects-undone",
    effect: fakeEffect("e3", "/notes/ines.md", 0, 6),
    undone: [effectId("e2")],
    restored: [],
  });
};

/** Everything that can go wrong, side by side. */
const secondTurn = (script: EntryScript): void => {
  script.startRun("run-2");
  script.user("u2", "Check the seats, then write the note to Inês.");
  script.startTurn(1);
  script.startMessage("m4");
  script.request("m4", "fetch-1", { verb: "Requested", object: "GET api.timetable.example" }, "external");
  script.settle("fetch-1", { type: "denied", by: "person", reason: "Not from this host. Use timetable.csv." }, 12);
  script.request("m4", "read-9", { verb: "Read", object: "/notes/timetable.csv" });
  script.settle(
    "read-9",
    {
      type: "failed",
      failure: { type: "tool", message: "There is no file /notes/timetable.csv. The folder has plan.md and budget.csv." },
    },
    4,
  );
  script.request("m4", "write-2", { verb: "Wrote", object: "/notes/ines.md" }, "write");
  script.settle("write-2", { type: "stopped", when: "before-start" }, 0);
  script.endMessage("m4");
  script.add({
    type: "retry-waiting",
    delayMs: 4_000,
    reason: { type: "overloaded", status: 529, message: "The provider is overloaded and asked for 4 seconds." },
  });
  script.startMessage("m5");
  script.write("m5", 0, "I will now look at the seats that");
  const failure = {
    type: "wire",
    message:
      "The provider ended the stream without a closing event, so the half answer was set aside and none of its tool calls ran.",
  } as const;
  script.add({
    type: "message-failed",
    messageId: messageId("m5"),
    failure,
    usage: { inputTokens: 900, outputTokens: 20, cacheReadTokens: 0, cacheWriteTokens: 0 },
  });
  script.endRun({ type: "failed", failure }, { filesChanged: 0, durationMs: 31_000 });
};

const thirdTurn = (script: EntryScript): void => {
  script.startRun("run-3");
  script.user("u3", "Go on, and clean up what is left.");
  script.startTurn(4);
  script.startMessage("m6");
  script.write("m6", 0, "I keep the plan, shorten the budget and remove the old draft.");
  script.request("m6", "c-budget", { verb: "Edited", object: "/notes/budget.csv" }, "write");
  script.request("m6", "c-draft", { verb: "Deleted", object: "/notes/draft.md" }, "write");
  script.endMessage("m6");
  script.add({ type: "steer-queued", messageId: messageId("st"), text: "use euros, not dollars" });
};

export const waitingApprovals = (script: EntryScript) => [
  fakeApproval("a1", "c-budget", {
    sessionId: script.sessionId,
    runId: runId("run-3"),
    turn: 4,
    effect: fakeEffect("e8", "/notes/budget.csv", 9, 7),
    rule: { ruleId: ruleId("r"), sentence: "The call overwrites more than 30 % of a file" },
    input: { path: "/notes/budget.csv", text: "day,what,cost" },
  }),
  fakeApproval("a2", "c-draft", {
    sessionId: script.sessionId,
    runId: runId("run-3"),
    turn: 4,
    tool: "delete",
    risks: ["delete"],
    headline: { verb: "Deleted", object: "/notes/draft.md" },
    effect: fakeEffect("e9", "/notes/draft.md", 0, 20),
    rule: { ruleId: ruleId("r"), sentence: "Deleting a file is asked first" },
    origins: [{ type: "web", origin: "rail-news.example" }],
    input: { path: "/notes/draft.md", note: "safe\u202edelete\u200b", because: "x".repeat(500) },
  }),
];

/** A long session: forty older turns, then one of everything. `ask`: it ends waiting for two answers. */
export const chatScript = (older: number, ask: boolean): EntryScript => {
  const script = createEntryScript("lisbon", 1_790_000_000_000);
  for (let turn = 0; turn < older; turn += 1) {
    script.startRun(`old-${turn}`);
    script.user(`old-u-${turn}`, `Question ${turn + 1}: what did we decide about day ${(turn % 5) + 1}?`);
    script.startMessage(`old-m-${turn}`);
    pieces(script, `old-m-${turn}`, `We kept it as it was.\n\n${"It is settled. ".repeat((turn * 7) % 30)}`);
    script.endMessage(`old-m-${turn}`);
    script.endRun({ type: "completed", reason: { type: "end-turn" } });
  }
  firstTurn(script);
  secondTurn(script);
  thirdTurn(script);
  if (ask) for (const approval of waitingApprovals(script)) script.add({ type: "approval-requested", approval });
  return script;
};
