import { expect, test } from "vitest";
import { createWorkbench, plannedProvider, say, statusOf, type Workbench } from "../workbench.fake.ts";

const plan = [
  { text: "", calls: [{ tool: "write", input: { file_path: "/w/a.md", content: "a\n" } }] },
  { text: "", calls: [{ tool: "delete", input: { path: "/w/a.md" } }] },
  { text: "Done.", calls: [] },
];

type Stored = { readonly key: string; readonly approval: Readonly<Record<string, unknown>> };

/** Changes the stored questions behind everybody's back, as another version of the program would have written them. */
const rewrite = ({ factory }: Workbench, change: (approval: Stored["approval"]) => Stored["approval"]): Promise<void> =>
  new Promise((resolve, reject) => {
    const opening = factory.open("workbench");
    opening.onerror = () => reject(opening.error);
    opening.onsuccess = () => {
      const database = opening.result;
      const transaction = database.transaction("approvals", "readwrite");
      const table = transaction.objectStore("approvals");
      const reading: IDBRequest<Stored[]> = table.getAll();
      reading.onsuccess = () => {
        for (const row of reading.result) table.put({ ...row, approval: change(row.approval) });
      };
      transaction.oncomplete = () => {
        database.close();
        resolve();
      };
    };
  });

const waiting = async (): Promise<Workbench> => {
  const bench = createWorkbench(plannedProvider(plan));
  const tab = await bench.open();
  await say(tab, "go");
  await tab.until(() => tab.workspace.snapshot().approvals.length === 1);
  tab.workspace.close();
  return bench;
};

test("a question from before versions were written is taken up and answered", async () => {
  const bench = await waiting();
  await rewrite(bench, ({ version, ...old }) => {
    expect(version).toBe(1);
    return old;
  });
  const tab = await bench.open();
  const [question] = tab.workspace.snapshot().approvals;
  expect(question?.version).toBeUndefined();
  if (question === undefined) throw new Error("The question is gone.");
  expect(await tab.workspace.answerApproval(question.approvalId, { type: "approve" })).toEqual({ ok: true, value: null });
  await tab.until(() => statusOf(tab) === "completed");
  expect((await tab.files())["/w/a.md"]).toBeUndefined();
});

test("a question of an unknown version is refused by name, and so is taking up its run; stopping the run still works", async () => {
  const bench = await waiting();
  await rewrite(bench, (approval) => ({ ...approval, version: 7 }));
  const tab = await bench.open();
  const [question] = tab.workspace.snapshot().approvals;
  if (question === undefined) throw new Error("The question is gone.");
  const named = expect.stringContaining("has version 7, and this program knows version 1 only");
  expect(await tab.workspace.answerApproval(question.approvalId, { type: "approve" })).toMatchObject({
    error: { type: "invalid-input", message: named },
  });
  expect(await tab.workspace.resumeRun(question.runId)).toMatchObject({ error: { type: "conflict", message: named } });
  expect([statusOf(tab), (await tab.files())["/w/a.md"]]).toEqual(["waiting", "a\n"]);
  expect(await tab.workspace.stopRun(question.runId)).toEqual({ ok: true, value: null });
  expect(statusOf(tab)).toBe("stopped");
});
