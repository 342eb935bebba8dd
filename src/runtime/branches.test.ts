import { expect, test } from "vitest";
import type { ModelRequest, Provider, ProviderEvent } from "../kernel/contracts/provider.ts";
import { choiceId, messageId, type SessionId } from "../kernel/ids.ts";
import type { JsonValue } from "../kernel/json.ts";
import type { LogEntry } from "../kernel/log-entry.ts";
import { textOf } from "../kernel/message.ts";
import { noUsage } from "../kernel/usage.ts";
import { createWorkbench, type OpenTab, say, statusOf } from "./workbench.fake.ts";

const words = ({ messages }: ModelRequest): string => {
  const last = messages.at(-1);
  return last === undefined ? "" : textOf(last);
};

/** A model that writes what it is told: `write /a one` makes a call, and everything else is answered with how often it was asked. */
const obedient = (): Provider & { readonly requests: ModelRequest[] } => {
  const requests: ModelRequest[] = [];
  let asked = 0;
  return {
    requests,
    stream: async function* (request): AsyncGenerator<ProviderEvent, void> {
      requests.push(structuredClone(request));
      asked += 1;
      const calls = [...words(request).matchAll(/write (\S+) (\S+)/gu)].map(
        ([, path, content]): JsonValue => ({ file_path: path ?? "", content: content ?? "" }),
      );
      yield { type: "text-delta", delta: `Answer ${asked}.` };
      for (const [index, input] of calls.entries()) yield { type: "tool-call", wireId: `w${index}`, tool: "write", input };
      yield {
        type: "finished",
        reason: { type: calls.length > 0 ? "tool-use" : "end-turn" },
        usage: { ...noUsage, inputTokens: 10, outputTokens: 5 },
      };
    },
  };
};

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
  const model = obedient();
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
  const model = obedient();
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
