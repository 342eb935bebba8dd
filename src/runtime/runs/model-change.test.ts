import { expect, test } from "vitest";
import { auditLog } from "../../../e2e/audit/auditor.ts";
import { messageId, type SessionId } from "../../kernel/base/ids.ts";
import type { LogEntry } from "../../kernel/log/log-entry.ts";
import type { ModelChoice } from "../../kernel/model/model.ts";
import { bytesOf, type RecordedStream, recordedStreams } from "../../platform/providers/openai-responses/streams.fake.ts";
import { answering, fetchOf } from "../../platform/providers/wire.fake.ts";
import { createWorkbench, type OpenTab, plannedProvider, say, statusOf } from "../workbench.fake.ts";

const at = (model: string): ModelChoice => ({ provider: "openai-responses", baseUrl: "http://localhost:8080/v1", model });
const recorded = (name: string): RecordedStream => {
  const stream = recordedStreams.find((one) => one.name.startsWith(name));
  if (stream === undefined) throw new Error(`no stream named ${name}`);
  return stream;
};

/** Thinks and calls two tools, then answers; refuses encrypted reasoning of which `refuses` is true. */
const server = (bodies: string[], refuses: (body: string) => boolean = () => false): typeof fetch => {
  const thinks = fetchOf([bytesOf(recorded("a summary"))]);
  return (input, init) => {
    const body = new TextDecoder().decode(init?.body instanceof Uint8Array ? init.body : undefined);
    bodies.push(body);
    if (refuses(body)) {
      return answering(
        400,
        '{"error":{"code":"invalid_encrypted_content","message":"The encrypted content could not be verified."}}',
      )(input, init);
    }
    const answers = fetchOf([bytesOf(recorded("text as"))]);
    return (bodies.length === 1 ? thinks : answers)(input, init);
  };
};

const again = async (tab: OpenTab, session: SessionId, text: string): Promise<void> => {
  const sent = await tab.workspace.sendMessage(session, messageId(text), text);
  if (!sent.ok) throw new Error(sent.error.message);
  await tab.until(() => tab.workspace.snapshot().runningRunIds.length === 0);
};
const droppedIn = (entries: readonly LogEntry[]): readonly unknown[] =>
  entries.flatMap(({ event }) => (event.type === "thinking-dropped" ? [event] : []));
const secretsIn = (bodies: readonly string[]): readonly boolean[] => bodies.map((body) => body.includes('"gAAA"'));

test("another model is not sent what the one before had thought, and the transcript says so once; the way back sends it again", async () => {
  const bodies: string[] = [];
  const tab = await createWorkbench(plannedProvider([]), undefined, server(bodies)).open();
  await tab.workspace.chooseModel(at("one"));
  const session = await say(tab, "think");
  await tab.until(() => statusOf(tab) === "completed" && tab.workspace.snapshot().runningRunIds.length === 0);
  await tab.workspace.chooseModel(at("two"));
  await again(tab, session, "more");
  await again(tab, session, "and more");
  await tab.workspace.chooseModel(at("one"));
  await again(tab, session, "back");
  const entries = await tab.entries();
  expect(droppedIn(entries)).toEqual([
    { type: "thinking-dropped", why: "model-changed", provider: "openai-responses", answers: 1 },
  ]);
  expect(secretsIn(bodies)).toEqual([false, true, false, false, true]);
  expect(auditLog(entries)).toEqual([]);
});

test("thinking that was refused once is not sent again, not even after a reload", async () => {
  const bodies: string[] = [];
  const bench = createWorkbench(
    plannedProvider([]),
    undefined,
    server(bodies, (body) => bodies.length > 2 && body.includes('"gAAA"')),
  );
  const tab = await bench.open();
  await tab.workspace.chooseModel(at("one"));
  const session = await say(tab, "think");
  await tab.until(() => statusOf(tab) === "completed" && tab.workspace.snapshot().runningRunIds.length === 0);
  await again(tab, session, "more");
  tab.workspace.close();
  const later = await bench.open();
  await again(later, session, "and more");
  const entries = await later.entries();
  expect(droppedIn(entries)).toEqual([{ type: "thinking-dropped", why: "refused", provider: "openai-responses", answers: 1 }]);
  expect(secretsIn(bodies)).toEqual([false, true, true, false, false]);
  expect(auditLog(entries)).toEqual([]);
});
