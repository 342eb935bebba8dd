import { expect, test } from "vitest";
import { auditLog } from "../../../e2e/audit/auditor.ts";
import { choiceId, messageId, type SessionId } from "../../kernel/base/ids.ts";
import type { Provider } from "../../kernel/contracts/provider.ts";
import { textOf } from "../../kernel/conversation/message.ts";
import type { LogEntry } from "../../kernel/log/log-entry.ts";
import { createObedientModel } from "../origins/obedient-model.fake.ts";
import { conversationIn } from "../runs/conversation.ts";
import { createWorkbench, type OpenTab, say, statusOf } from "../workbench.fake.ts";

const idle = (tab: OpenTab) => (): boolean => tab.workspace.snapshot().runningRunIds.length === 0;
const sayIn = async (tab: OpenTab, id: SessionId, text: string): Promise<void> => {
  const sent = await tab.workspace.sendMessage(id, messageId(`said_${text}`), text);
  if (!sent.ok) throw new Error(sent.error.message);
  await tab.until(idle(tab));
};
let choices = 0;
const ask = (sessionId: SessionId, keep: readonly string[] = []) => {
  choices += 1;
  return { sessionId, choiceId: choiceId(`choice_${choices}`), keep };
};
const find = (entries: readonly LogEntry[], match: (entry: LogEntry) => boolean): LogEntry => {
  const found = entries.find(match);
  if (found === undefined) throw new Error("There is no such entry.");
  return found;
};
const saidEntry = (entries: readonly LogEntry[], text: string): LogEntry =>
  find(entries, ({ event }) => event.type === "user-message" && event.messageId === `said_${text}`);
const notes = async (tab: OpenTab): Promise<Readonly<Record<string, string>>> =>
  Object.fromEntries(Object.entries(await tab.files()).filter(([path]) => path.startsWith("/n")));

test("an edited message is asked in place of the old one, its files go, and both come back with their branch", async () => {
  const model = createObedientModel();
  const tab = await createWorkbench(model).open();
  const id = await say(tab, "write /n1 one");
  await tab.until(idle(tab));
  await sayIn(tab, id, "write /n2 two");
  const before = await tab.entries();
  const edited = await tab.workspace.editMessage(ask(id), {
    edited: messageId("said_write /n2 two"),
    messageId: messageId("said_write /n3 three"),
    text: "write /n3 three",
  });
  expect(edited).toMatchObject({ ok: true, value: { status: "chosen" } });
  await tab.until(idle(tab));
  expect(await notes(tab)).toEqual({ "/n1": "one", "/n3": "three" });
  const after = await tab.entries();
  expect(after.slice(0, before.length)).toEqual(before);
  expect(
    model.requests
      .at(-1)
      ?.messages.filter(({ role }) => role === "user")
      .map(textOf),
  ).toEqual(["write /n1 one", "", "write /n3 three", ""]);
  const old = saidEntry(after, "write /n2 two");
  expect(await tab.workspace.chooseBranch(ask(id), old.seq)).toEqual({ ok: true, value: { status: "chosen" } });
  expect(await notes(tab)).toEqual({ "/n1": "one", "/n2": "two" });
  expect(statusOf(tab)).toBe("completed");
  expect(await tab.workspace.chooseBranch(ask(id), saidEntry(after, "write /n3 three").seq)).toMatchObject({ ok: true });
  expect(await notes(tab)).toEqual({ "/n1": "one", "/n3": "three" });
});

test("another answer is asked for the same message, and the files of the first one go", async () => {
  const model = createObedientModel();
  const tab = await createWorkbench(model).open();
  const id = await say(tab, "write /n1 one");
  await tab.until(idle(tab));
  const answered = await tab.workspace.regenerate(ask(id), messageId("said_write /n1 one"));
  expect(answered).toMatchObject({ ok: true, value: { status: "chosen" } });
  await tab.until(idle(tab));
  expect(model.requests).toHaveLength(4);
  expect(model.requests[2]).toEqual(model.requests[0]);
  expect(await notes(tab)).toEqual({ "/n1": "one" });
  expect(tab.workspace.snapshot().sessions[0]?.usage).toMatchObject({ inputTokens: 40, outputTokens: 20 });
});

test("what another session changed since stays as it is, is named, and is agreed to first", async () => {
  const tab = await createWorkbench(createObedientModel(), () => ({ type: "approve" })).open();
  const id = await say(tab, "write /n1 one write /n2 two");
  await tab.until(idle(tab));
  const other = await say(tab, "write /n1 other");
  await tab.until(idle(tab));
  const [first] = (await tab.entries()).filter(({ sessionId }) => sessionId === id);
  const before = await tab.entries();
  const asked = { ...ask(id), keep: [] };
  expect(await tab.workspace.forkAt(asked, first?.seq ?? 0)).toEqual({
    ok: true,
    value: { status: "asks", kept: [{ path: "/n1", by: { type: "session", title: "write /n1 other" } }] },
  });
  expect(await tab.entries()).toEqual(before);
  const agreed = await tab.workspace.forkAt({ ...asked, keep: ["/n1"] }, first?.seq ?? 0);
  expect(agreed).toEqual({ ok: true, value: { status: "chosen" } });
  expect(await notes(tab)).toEqual({ "/n1": "other" });
  // The same choice again is the same one.
  expect(await tab.workspace.forkAt({ ...asked, keep: ["/n1"] }, first?.seq ?? 0)).toEqual(agreed);
  const entries = await tab.entries();
  expect(entries.filter(({ event }) => event.type === "branch-chosen")).toHaveLength(1);
  expect(auditLog(entries)).toEqual([]);
  await sayIn(tab, other, "delete /n1");
  expect(auditLog(await tab.entries())).toEqual([]);
});

test("a run that goes on is not left: nothing is changed until it is stopped", async () => {
  let release = (): void => {};
  const gate = new Promise<void>((resolve) => {
    release = resolve;
  });
  const model = createObedientModel();
  const slow: Provider = {
    stream: async function* (request, signal) {
      if (model.requests.length === 1) await gate;
      yield* model.stream(request, signal);
    },
  };
  const tab = await createWorkbench(slow).open();
  const id = await say(tab, "first");
  await tab.until(idle(tab));
  const sent = tab.workspace.sendMessage(id, messageId("said_second"), "second");
  await tab.until(() => !idle(tab)());
  const before = saidEntry(await tab.entries(), "first");
  expect(await tab.workspace.chooseBranch(ask(id), before.seq)).toMatchObject({ ok: false, error: { type: "conflict" } });
  expect(await tab.workspace.forkAt(ask(id), before.seq)).toMatchObject({ ok: false, error: { type: "conflict" } });
  release();
  expect(await sent).toMatchObject({ ok: true });
  await tab.until(idle(tab));
  expect(await tab.workspace.forkAt(ask(id), before.seq)).toEqual({ ok: true, value: { status: "chosen" } });
});

test("a run that broke off is ended by the choice, and the branch is the same after a reload", async () => {
  const bench = createWorkbench(createObedientModel());
  const first = await bench.open();
  const id = await say(first, "write /n1 one");
  await first.until(idle(first));
  const fork = find(await first.entries(), ({ sessionId }) => sessionId === id);
  await first.workspace.sendMessage(id, messageId("said_write /n2 two"), "write /n2 two");
  first.workspace.close();
  const tab = await bench.open();
  expect(statusOf(tab)).toBe("interrupted");
  expect(await tab.workspace.forkAt(ask(id), fork.seq)).toEqual({ ok: true, value: { status: "chosen" } });
  expect(await notes(tab)).toEqual({});
  tab.workspace.close();
  const again = await bench.open();
  expect(await notes(again)).toEqual({});
  await sayIn(again, id, "write /n4 four");
  expect(await notes(again)).toEqual({ "/n4": "four" });
  expect(auditLog(await again.entries())).toEqual([]);
  const { history } = conversationIn((await again.entries()).filter(({ sessionId }) => sessionId === id));
  expect(history.map(textOf)).toEqual([
    "write /n4 four",
    expect.stringContaining("Answer"),
    "",
    expect.stringContaining("Answer"),
  ]);
});

test("a branch has the name that was given last, and what is no branch gets none", async () => {
  const tab = await createWorkbench(createObedientModel()).open();
  const id = await say(tab, "first");
  await tab.until(idle(tab));
  const { seq } = saidEntry(await tab.entries(), "first");
  expect(await tab.workspace.nameBranch(id, seq, `  Short\n${"x".repeat(80)}`)).toEqual({ ok: true, value: null });
  expect((await tab.entries()).at(-1)?.event).toEqual({ type: "branch-named", branch: seq, name: `Short ${"x".repeat(54)}` });
  expect(await tab.workspace.nameBranch(id, 9_999, "No")).toMatchObject({ ok: false });
});

test("an empty edit is refused, and so is one of a message that is not there", async () => {
  const tab = await createWorkbench(createObedientModel()).open();
  const id = await say(tab, "first");
  await tab.until(idle(tab));
  const edit = { edited: messageId("said_first"), messageId: messageId("said_again"), text: " " };
  expect(await tab.workspace.editMessage(ask(id), edit)).toMatchObject({ ok: false, error: { type: "invalid-input" } });
  const gone = { ...edit, edited: messageId("said_nowhere"), text: "again" };
  expect(await tab.workspace.editMessage(ask(id), gone)).toMatchObject({ ok: false, error: { type: "invalid-input" } });
});

test("the files of a choice are not undone by themselves", async () => {
  const tab = await createWorkbench(createObedientModel()).open();
  const id = await say(tab, "write /n1 one");
  await tab.until(idle(tab));
  const { seq } = find(await tab.entries(), ({ sessionId }) => sessionId === id);
  await tab.workspace.forkAt(ask(id), seq);
  const choice = find(await tab.entries(), ({ event }) => event.type === "branch-chosen").event;
  if (choice.type !== "branch-chosen") throw new Error("Not a choice.");
  expect(await tab.workspace.planUndo(choice.effect.effectId)).toMatchObject({ ok: false, error: { type: "invalid-input" } });
});
