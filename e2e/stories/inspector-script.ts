import { structuredPatch } from "diff";
import { hashText } from "../../src/kernel/base/canonical.ts";
import { approvalId, callId, effectId } from "../../src/kernel/base/ids.ts";
import type { FileState } from "../../src/kernel/files/file.ts";
import type { WorkspaceEffect } from "../../src/kernel/log/effect.ts";
import type { Content, Diff, FileRow } from "../../src/kernel/rules/inspection.ts";
import { createEntryScript, type EntryScript, fakeApproval } from "../../src/page/store/entries.fake.ts";

const plan = `# Portugal by train

## Day 1: Lisbon
Arrive 10:40, leave the bags at the hotel
Tram 28 before noon, Alfama on foot
Dinner near the hotel

## Day 2: Lisbon to Coimbra
Walk up to Miradouro da Graça before breakfast, the light is best at eight
Regional at 14:30, two hours, sit on the left
Dinner near the hotel

---
## Day 3: Coimbra to Porto
09:15 regional to Coimbra-B, change for Porto
Lunch on the train
Evening: Ribeira on foot

## Day 4: Porto
Free morning
Livraria before ten, it fills up

## Costs
Total 832.70
`;
const edits: readonly (readonly [string, string])[] = [
  [
    "09:15 regional to Coimbra-B, change for Porto\nLunch on the train\n",
    "Strike: regional trains stop, 00:00 to 23:59\n10:02 Alfa Pendular, reserved, not on strike\nCoach 4, seats 31 and 32, facing forward\nLunch in Porto 12:45, vegetarian for Inês\n",
  ],
  ["Free morning\n", "Free morning, hotel can move until 7 Oct\n"],
  ["Total 832.70", "Total 861.40"],
];

/** A workspace that a script writes to, and that can be asked what it was after any entry. */
export interface StoryWorkspace {
  readonly script: EntryScript;
  readonly listAt: (seq: number) => readonly FileRow[];
  readonly content: (hash: string) => Content;
  readonly diff: (before: string | null, after: string | null) => Diff;
}

interface Version {
  readonly seq: number;
  readonly path: string;
  readonly state: FileState | null;
}

const createFiles = (script: EntryScript) => {
  const texts = new Map<string, string>();
  const versions: Version[] = [];
  const latest = (path: string): FileState | null => versions.findLast((version) => version.path === path)?.state ?? null;
  const write = (id: string, path: string, text: string | null): WorkspaceEffect => {
    const before = latest(path);
    const old = before?.kind === "file" ? (texts.get(before.hash) ?? "") : "";
    const hash = hashText(text ?? "");
    if (text !== null) texts.set(hash, text);
    const at = (script.entries.at(-1)?.at ?? 0) + 10;
    const after: FileState | null =
      text === null ? null : { kind: "file", hash, sizeBytes: text.length, modifiedAt: at, version: effectId(id) };
    versions.push({ seq: script.entries.length + 1, path, state: after });
    const lines = structuredPatch("", "", old, text ?? "").hunks.flatMap((hunk) => hunk.lines);
    const count = (sign: string): number => lines.filter((line) => line.startsWith(sign)).length;
    return {
      effectId: effectId(id),
      files: [{ path, before, after, lines: { added: count("+"), removed: count("-") } }],
      reads: [],
      hash: `${id}-hash`,
    };
  };
  const textOf = (path: string): string => {
    const state = latest(path);
    return state?.kind === "file" ? (texts.get(state.hash) ?? "") : "";
  };
  return { texts, versions, write, textOf };
};

const done = (text: string) => ({ type: "done", output: { text, isError: false } }) as const;
const spread = (script: EntryScript, id: string, how: "think" | "write", text: string, everyMs: number): void => {
  for (let offset = 0; offset < text.length; offset += 60) {
    script.wait(everyMs);
    script[how](id, offset, text.slice(offset, offset + 60));
  }
};

type Files = ReturnType<typeof createFiles>;

const read = (script: EntryScript, files: Files, message: string, path: string): void => {
  const id = `${message}-${path}`;
  script.request(message, id, { verb: "Read", object: path }, "read");
  script.start(id);
  script.wait(40);
  script.settle(id, done(files.textOf(path)), 48);
};
const write = (script: EntryScript, files: Files, message: string, id: string, path: string, text: string | null): void => {
  const verb = text === null ? "Deleted" : files.textOf(path) === "" ? "Wrote" : "Edited";
  script.request(message, id, { verb, object: path }, "write", { path, text });
  script.start(id);
  script.wait(90);
  script.settle(id, done(`${verb} ${path}.`), 102, files.write(`effect-${id}`, path, text));
};

const firstRun = (script: EntryScript, files: Files): void => {
  script.user("u1", "Regional trains strike on 14 October. Replan day 3 around it, and update my notes.");
  script.startRun("run-1");
  script.startTurn(1);
  script.startMessage("m1");
  spread(
    script,
    "m1",
    "think",
    "The strike stops regional trains only, so the question is whether day 3 uses one. I look at the plan, then at the budget, then at what the timetable says about the fourteenth.",
    700,
  );
  for (const path of ["/notes/plan.md", "/notes/budget.csv", "/notes/people.md", "/research/strike.html"])
    read(script, files, "m1", path);
  script.endMessage("m1");
  script.startTurn(2);
  script.startMessage("m2");
  spread(script, "m2", "write", "Day 3 does use a regional train, so I move it to the 10:02 Alfa Pendular.", 900);
  let text = files.textOf("/notes/plan.md");
  edits.forEach(([from, to], index) => {
    text = text.replace(from, to);
    write(script, files, "m2", `edit-${index}`, "/notes/plan.md", text);
  });
  write(script, files, "m2", "new", "/notes/seats.md", "Coach 4\nSeats 31 and 32\n");
  script.request("m2", "grep", { verb: "Searched", object: "“regional”" }, "read");
  script.start("grep");
  script.settle("grep", { type: "failed", failure: { type: "tool", message: "The pattern is not closed." } }, 12);
  script.endMessage("m2");
};

const question = (script: EntryScript, files: Files, answer: "approve" | "reject" | undefined): void => {
  const path = "/notes/budget.csv";
  script.request("m3", "budget", { verb: "Edited", object: path }, "write");
  script.add({
    type: "approval-requested",
    approval: fakeApproval("ask-1", "budget", { headline: { verb: "Edited", object: path } }),
  });
  script.wait(21_000);
  if (answer === undefined) return;
  script.add({
    type: "approval-answered",
    approvalId: approvalId("ask-1"),
    callId: callId("budget"),
    answer: answer === "approve" ? { type: "approve" } : { type: "reject", reason: "Keep it" },
  });
  script.start("budget");
  script.wait(60);
  script.settle("budget", done("Edited."), 74, files.write("effect-budget", path, files.textOf(path).replace("31.20", "58.40")));
};

const secondPart = (script: EntryScript, files: Files, isOpen: boolean): void => {
  script.startTurn(3);
  script.startMessage("m3");
  spread(
    script,
    "m3",
    "write",
    "The budget changes with it. I edit the one line that differs, and leave the totals to the sheet.",
    500,
  );
  script.endMessage("m3");
  question(script, files, isOpen ? undefined : "approve");
  if (isOpen) return;
  script.startTurn(4);
  script.startMessage("m4");
  script.add({
    type: "retry-waiting",
    delayMs: 1_800,
    reason: { type: "overloaded", message: "The model is busy.", status: 529 },
  });
  script.wait(1_800);
  spread(
    script,
    "m4",
    "write",
    "Your 10:02 Alfa Pendular still runs, so day 3 keeps Coimbra and loses 47 minutes of it. ".repeat(6),
    350,
  );
  script.endMessage("m4");
  script.endRun({ type: "completed", reason: { type: "end-turn" } });
  script.wait(7_200_000);
  const seats = effectId("effect-new");
  const effect = files.write("undo-1", "/notes/seats.md", null);
  script.add({ type: "effects-undone", effect, undone: [seats], restored: [] });
};

/** `runs` short runs more, to fill the ruler. */
const laterRuns = (script: EntryScript, files: Files, runs: number): void => {
  for (let run = 2; run < runs + 2; run += 1) {
    script.wait(600_000);
    script.user(`u${run}`, `And what about day ${run}?`);
    script.startRun(`run-${run}`);
    script.startTurn(1);
    script.startMessage(`n${run}`);
    spread(script, `n${run}`, "write", "It stands as it was. ".repeat(9), 300);
    read(script, files, `n${run}`, "/notes/plan.md");
    write(script, files, `n${run}`, `log-${run}`, `/log/run-${run}.md`, `Run ${run}\n`);
    script.endMessage(`n${run}`);
    script.endRun({ type: "completed", reason: { type: "end-turn" } });
  }
};

const hunksOf = (before: string, after: string): Diff => {
  const patch = structuredPatch("", "", before, after, undefined, undefined, { context: 3 });
  let [added, removed] = [0, 0];
  const hunks = patch.hunks.map((hunk) => {
    let [oldLine, newLine] = [hunk.oldStart, hunk.newStart];
    const lines = hunk.lines
      .filter((line) => !line.startsWith("\\"))
      .map((line) => {
        const sign = line.startsWith("+") ? "+" : line.startsWith("-") ? "-" : " ";
        if (sign === "+") added += 1;
        if (sign === "-") removed += 1;
        const number = sign === "-" ? oldLine : newLine;
        if (sign !== "+") oldLine += 1;
        if (sign !== "-") newLine += 1;
        return { sign, number, text: line.slice(1) } as const;
      });
    return { lines };
  });
  return { type: "text", hunks, added, removed };
};

export const inspectorScript = (choice: {
  readonly isOpen: boolean;
  readonly runs: number;
  readonly files: number;
}): StoryWorkspace => {
  const script = createEntryScript("lisbon");
  const files = createFiles(script);
  const sample = (id: string, path: string, text: string): void =>
    void script.add({ type: "files-changed", by: "sample", effect: files.write(id, path, text) });
  sample("s1", "/notes/plan.md", plan);
  sample("s2", "/notes/budget.csv", "day,what,euro\n1,Hotel,142.00\n2,Train,26.50\n3,Coimbra–Porto regional,31.20\n");
  sample("s3", "/notes/people.md", "Inês: vegetarian\nTomé: wants a window\u202e seat\u200b\n");
  sample("s4", "/research/strike.html", "<h1>Strike</h1>\n<script>alert(1)</script>\n");
  sample("s5", "/research/old/hotels.json", '{ "graca": 88 }\n');
  sample("s6", "/readme.md", "Everything about the trip.\n");
  firstRun(script, files);
  secondPart(script, files, choice.isOpen);
  laterRuns(script, files, choice.runs);
  const extra: readonly FileRow[] = Array.from({ length: choice.files }, (_, index) => ({
    path: `/archive/${String(index % 120).padStart(3, "0")}/note-${index}.md`,
    kind: "file",
    sizeBytes: 40 + index,
    modifiedAt: 1,
    hash: "none",
  }));
  return {
    script,
    listAt: (seq) => {
      const rows = new Map<string, FileRow>();
      for (const { path, state, seq: written } of files.versions) {
        if (written > seq) continue;
        if (state?.kind !== "file") rows.delete(path);
        else rows.set(path, { path, kind: "file", sizeBytes: state.sizeBytes, modifiedAt: state.modifiedAt, hash: state.hash });
      }
      return [...rows.values(), ...extra];
    },
    content: (hash) => {
      const text = files.texts.get(hash);
      return text === undefined ? { type: "missing" } : { type: "text", text, sizeBytes: text.length };
    },
    diff: (before, after) =>
      hunksOf(before === null ? "" : (files.texts.get(before) ?? ""), after === null ? "" : (files.texts.get(after) ?? "")),
  };
};
