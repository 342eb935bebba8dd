import { createBuiltinTools } from "../engine/tools/builtin/builtin-tools.ts";
import { createAgent } from "../headless/agent.ts";
import { systemClock } from "../kernel/base/clock.ts";
import { textOf } from "../kernel/conversation/message.ts";
import { check } from "./check.ts";
import { createSmallModel } from "./small-model.ts";

const model = createSmallModel(({ messages }) => {
  const last = messages.at(-1);
  if (last?.blocks[0]?.type === "tool-result") return { words: last.blocks[0].isError ? "Then I leave it." : "Done." };
  return last !== undefined && textOf(last) === "Tidy up"
    ? { words: "", call: { tool: "delete", input: { path: "/old.md" } } }
    : { words: "Hello." };
});

/** A conversation that the agent keeps, with the product's tools and a question before anything risky. */
export const example = async (): Promise<void> => {
  const agent = createAgent({
    provider: model,
    model: "small",
    tools: createBuiltinTools({ clock: systemClock }),
    level: "ask-risky",
    files: { "/old.md": "old" },
  });
  const session = await agent.openSession("Tidy");
  const hello = await session.ask("Hello");
  check(hello.ok && hello.value === "Hello.", "a call gives the words of that call alone");
  const waiting = await session.send("Tidy up");
  check(waiting.status === "waiting", "a deletion is asked before it is done");
  check((await agent.files())["/old.md"] === "old", "nothing is deleted while the question is open");
  const question = waiting.status === "waiting" ? waiting.approvals[0] : undefined;
  if (question !== undefined) await session.answer(question.approvalId, { type: "approve" });
  check((await agent.files())["/old.md"] === undefined, "what was approved is done");
  const log = await agent.log();
  check(
    log.every(({ seq }, index) => seq === index + 1),
    "everything is in the log, without gaps",
  );
  agent.close();
};
